"""Which rows of a platform can be kept at all. What is wrong with the course is said when one is made of them."""

import math
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from uuid import UUID

from application.ports.rows import CourseRow, LessonRow, PlatformCourse, SectionRow
from domain.violations import Place, Violation

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""What neither text nor JSONB of PostgreSQL holds."""

LARGEST_INDEX = 2**63 - 1
DEPTH_LIMIT = 100
"""Lists and objects in each other; content that is shown needs a dozen."""


def row_violations(rows: PlatformCourse) -> tuple[Violation, ...]:
    """Everything that no table can keep, each with its place, such as `lessons[<id>].content «Title»`."""
    sections = {row.id for row in rows.sections}
    return (
        *_course(rows.course),
        *_repeated(rows.sections),
        *(finding for row in rows.sections for finding in _section(row, rows.course.id)),
        *(finding for row in rows.lessons for finding in _lesson(row, sections)),
    )


def _course(row: CourseRow) -> Iterator[Violation]:
    for name in ("title", "language", "status", "description"):
        yield from _text(Place(f"course.{name}", row.title), getattr(row, name))


def _section(row: SectionRow, course_id: UUID) -> Iterator[Violation]:
    path = f"sections[{row.id}]"
    yield from _text(Place(f"{path}.title", row.title), row.title)
    yield from _index(Place(f"{path}.order_index", row.title), row.order_index)
    if row.course_id != course_id:
        yield _homeless(Place(path, row.title), row.course_id)


def _lesson(row: LessonRow, sections: set[UUID]) -> Iterator[Violation]:
    path = f"lessons[{row.id}]"
    for name in ("title", "status", "content_text"):
        yield from _text(Place(f"{path}.{name}", row.title), getattr(row, name))
    yield from _index(Place(f"{path}.order_index", row.title), row.order_index)
    yield from _moment(Place(f"{path}.updated_at", row.title), row.updated_at)
    yield from _json(Place(f"{path}.content", row.title), row.content)
    if row.section_id not in sections:
        yield _homeless(Place(path, row.title), row.section_id)


def _text(place: Place, text: str | None) -> Iterator[Violation]:
    found = _UNSTORABLE.search(text or "")
    if found is not None:
        message = f"it holds U+{ord(found[0]):04X}, which cannot be stored; remove it"
        yield Violation("VALID_UTF8", place, message)


def _index(place: Place, index: int) -> Iterator[Violation]:
    if abs(index) > LARGEST_INDEX:
        yield Violation("ROW_COLUMN", place, "the number is too large; write one of at most 18 digits")


def _moment(place: Place, moment: datetime | None) -> Iterator[Violation]:
    try:
        if moment is not None:
            moment.astimezone(UTC)
    except OverflowError:
        yield Violation("ROW_COLUMN", place, "the moment lies outside of the calendar; write when it was changed")


def _json(place: Place, content: object) -> Iterator[Violation]:
    """The first thing in the content that cannot be kept, if any. Goes as deep as it gets, without recursion."""
    heap: list[tuple[object, int]] = [(content, 0)]
    while heap:
        value, depth = heap.pop()
        if depth > DEPTH_LIMIT:
            message = f"lists or objects stand more than {DEPTH_LIMIT} deep in each other"
            yield Violation("NESTING_DEPTH", place, message)
            return
        if isinstance(value, float) and not math.isfinite(value):
            yield Violation("ROW_COLUMN", place, f"{value} is no number that JSON knows; remove it")
            return
        findings = tuple(_text(place, value)) if isinstance(value, str) else ()
        if findings:
            yield from findings
            return
        heap += [(inner, depth + 1) for inner in _inside(value)]


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return (*value.keys(), *value.values())
    return value if isinstance(value, list) else ()


def _repeated(rows: Iterable[SectionRow]) -> Iterator[Violation]:
    seen: set[UUID] = set()
    for row in rows:
        if row.id in seen:
            yield Violation("DUPLICATE_ROW", Place(f"sections[{row.id}]", row.title), "two have this id; keep one")
        seen.add(row.id)


def _homeless(place: Place, parent: UUID) -> Violation:
    return Violation("ROW_WITHOUT_PARENT", place, f"there is no row {parent} that this one belongs to")
