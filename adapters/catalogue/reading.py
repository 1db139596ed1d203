"""Rows from files, for trials: one JSON file with all tables, or a folder with a file of JSON lines for each."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from returns.result import Failure, Result, Success

from adapters.catalogue.json_rows import JsonRows, LocatedRow
from adapters.catalogue.refusals import unreadable
from adapters.catalogue.row_fields import RowFields
from adapters.catalogue.rows import CatalogueRows
from application.ports.rows import CourseRow, LessonRow, PlatformCourse, SectionRow
from domain.faults import ValidationFault
from domain.violations import Place, Violation

TABLES = ("courses", "sections", "lessons")

_BODY = "the body"

_FIELDS = {"courses": "courses", "course": "courses", "sections": "sections", "lessons": "lessons"}


def read_rows(path: Path) -> Result[CatalogueRows, ValidationFault]:
    """The rows of `FILE.json` or of `DIR/{courses,sections,lessons}.jsonl`; or every mistake, with file and line.

    Columns are named as the fields of the row classes; further columns are not looked at. A section of no course
    and a lesson of no section are mistakes here already, where their line is known.
    """
    rows = JsonRows()
    if path.is_dir():
        located = [row for table in TABLES for row in _of_table(path / f"{table}.jsonl", table, rows)]
    else:
        text = _text(path, rows)
        located = [] if text is None else list(rows.of_document(text, _FIELDS, path.name))
    return _told(located, rows, path.name)


def rows_from_json(text: str, source: str = "the rows") -> Result[CatalogueRows, ValidationFault]:
    """The same from the text of such a JSON file; `source` stands in its place's path."""
    rows = JsonRows()
    return _told(list(rows.of_document(text, _FIELDS, source)), rows, source)


def rows_of_course(data: bytes, course_id: UUID) -> Result[PlatformCourse, ValidationFault]:
    """The rows of that course from such a JSON text, which holds no other."""
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as problem:
        line = problem.object.count(b"\n", 0, problem.start) + 1
        return Failure(unreadable(_BODY, [Violation("VALID_UTF8", Place(line=line), "this is not UTF-8")]))
    read = rows_from_json(text, _BODY)
    if isinstance(read, Failure):
        return Failure(read.failure())
    found = [row.id for row in read.unwrap().courses]
    rows = read.unwrap().of(course_id)
    if rows is None or len(found) > 1:
        there = ", ".join(map(str, found[:5])) or "none"
        message = f"found {there}; write one course, with the id {course_id}"
        return Failure(unreadable(_BODY, [Violation("COURSE_ID", Place("course"), message)]))
    return Success(rows)


def _of_table(path: Path, table: str, rows: JsonRows) -> Iterator[LocatedRow]:
    text = _text(path, rows)
    return iter(()) if text is None else rows.of_lines(text, table, path.name)


def _text(path: Path, rows: JsonRows) -> str | None:
    try:
        return path.read_bytes().decode("utf-8").removeprefix("\ufeff")
    except OSError as problem:
        rows.refuse(Place(path.name), f"the file cannot be read: {problem.strerror or 'unknown reason'}")
    except UnicodeDecodeError as problem:
        line = problem.object.count(b"\n", 0, problem.start) + 1
        rows.refuse(Place(path.name, line=line), "this is not UTF-8; save the file as UTF-8")
    return None


def _told(located: list[LocatedRow], rows: JsonRows, source: str) -> Result[CatalogueRows, ValidationFault]:
    mistakes = list(rows.mistakes)
    fields = [(row.table, RowFields(row.place, row.values, mistakes)) for row in located]
    courses = [(row.place, _course(row)) for table, row in fields if table == "courses"]
    sections = [(row.place, _section(row)) for table, row in fields if table == "sections"]
    lessons = [(row.place, _lesson(row)) for table, row in fields if table == "lessons"]
    if not mistakes:
        mistakes += _repeated((place, row.id) for place, row in courses)
        mistakes += _homeless(((place, row.course_id) for place, row in sections), {row.id for _, row in courses})
        mistakes += _homeless(((place, row.section_id) for place, row in lessons), {row.id for _, row in sections})
    if mistakes:
        return Failure(unreadable(source, sorted(mistakes, key=_reading_order)))
    return Success(
        CatalogueRows(
            courses=tuple(row for _, row in courses),
            sections=tuple(row for _, row in sections),
            lessons=tuple(row for _, row in lessons),
        )
    )


def _repeated(rows: Iterable[tuple[Place, UUID]]) -> Iterator[Violation]:
    seen: set[UUID] = set()
    for place, row_id in rows:
        if row_id in seen:
            yield Violation("DUPLICATE_ROW", place, f"a course {row_id} stands above already; keep one")
        seen.add(row_id)


def _homeless(children: Iterable[tuple[Place, UUID]], parents: set[UUID]) -> Iterator[Violation]:
    for place, parent in children:
        if parent not in parents:
            yield Violation("ROW_WITHOUT_PARENT", place, f"there is no row {parent} that this one belongs to")


def _reading_order(mistake: Violation) -> tuple[int, int]:
    table = mistake.place.path.removesuffix(".jsonl")
    return (TABLES.index(table) if table in TABLES else 0, mistake.place.line or 0)


def _course(row: RowFields) -> CourseRow:
    return CourseRow(
        id=row.uuid("id"),
        title=row.text("title"),
        language=row.optional_text("language"),
        status=row.text("status"),
        description=row.optional_text("description"),
        organization_id=row.optional_uuid("organization_id"),
        user_id=row.optional_uuid("user_id"),
    )


def _section(row: RowFields) -> SectionRow:
    return SectionRow(
        id=row.uuid("id"),
        course_id=row.uuid("course_id"),
        title=row.text("title"),
        order_index=row.whole("order_index"),
    )


def _lesson(row: RowFields) -> LessonRow:
    return LessonRow(
        id=row.uuid("id"),
        section_id=row.uuid("section_id"),
        title=row.text("title"),
        order_index=row.whole("order_index"),
        status=row.text("status"),
        content=row.anything("content"),
        content_text=row.optional_text("content_text"),
        updated_at=row.moment("updated_at"),
    )
