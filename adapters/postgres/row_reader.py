"""Reads a platform's rows, from our own tables and from a platform's: the same statements over other names."""

from typing import Any

from attrs import frozen
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    RowMapping,
    Select,
    Table,
    Text,
    cast,
    func,
    null,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.postgres.tables import Moment
from application.ports.rows import CourseRow, LessonRow, PlatformCourse, SectionRow
from domain.identifiers import CourseId


@frozen
class RowTables:
    """The three tables; the keys of their columns are the names of the row classes' fields, missing ones are null.

    `lessons` may have a `course_id` of its own, where ids of sections are not unique over all courses.
    """

    courses: Table
    sections: Table
    lessons: Table


async def read_rows(
    connection: AsyncConnection, tables: RowTables, course_id: CourseId, *wanted: ColumnElement[bool]
) -> PlatformCourse | None:
    """All rows of that course, if it is as `wanted`. Sections and lessons are of one moment."""
    query = _course(tables).where(tables.courses.c.id == course_id, *wanted)
    course = (await connection.execute(query)).mappings().one_or_none()
    if course is None:
        return None
    below = (await connection.execute(_below(tables, course_id))).mappings().all()
    sections = {row["section_key"]: _section(row, course_id) for row in below}
    return PlatformCourse(
        course=CourseRow(**course),
        sections=tuple(sections.values()),
        lessons=tuple(_lesson(row) for row in below if row["id"] is not None),
    )


def _course(tables: RowTables) -> Select[Any]:
    table = tables.courses
    return select(
        table.c.id.label("id"),
        _text(table, "title", "").label("title"),
        _text(table, "language").label("language"),
        _text(table, "status", "").label("status"),
        _text(table, "description").label("description"),
        _column(table, "organization_id").label("organization_id"),
        _column(table, "user_id").label("user_id"),
    )


def _below(tables: RowTables, course_id: CourseId) -> Select[Any]:
    """A row for each lesson, with its section; a section without lessons has one row, too."""
    sections, lessons = tables.sections, tables.lessons
    inside = lessons.c.section_id == sections.c.id
    if "course_id" in lessons.c:
        inside = inside & (lessons.c.course_id == sections.c.course_id)
    content = _column(lessons, "content")
    return (
        select(
            sections.c.id.label("section_key"),
            _text(sections, "title", "").label("section_title"),
            _whole(sections, "order_index").label("section_order"),
            lessons.c.id.label("id"),
            _text(lessons, "title", "").label("title"),
            _whole(lessons, "order_index").label("order_index"),
            _text(lessons, "status", "").label("status"),
            # A column of type text holds a JSON text, then: what is in it is found out where it is mapped.
            type_coerce(func.to_jsonb(content) if "content" in lessons.c else content, JSONB).label("content"),
            _text(lessons, "content_text").label("content_text"),
            cast(_column(lessons, "updated_at"), Moment).label("updated_at"),
        )
        .select_from(sections.outerjoin(lessons, inside))
        .where(sections.c.course_id == course_id)
    )


def _section(row: RowMapping, course_id: CourseId) -> SectionRow:
    return SectionRow(
        id=row["section_key"], course_id=course_id, title=row["section_title"], order_index=row["section_order"]
    )


def _lesson(row: RowMapping) -> LessonRow:
    names = ("id", "title", "order_index", "status", "content", "content_text", "updated_at")
    return LessonRow(section_id=row["section_key"], **{name: row[name] for name in names})


def _column(table: Table, name: str) -> ColumnElement[Any]:
    return table.c[name] if name in table.c else null()


def _text(table: Table, name: str, instead_of_null: str | None = None) -> ColumnElement[Any]:
    """Whatever its type is there: an enumeration, a varchar."""
    column = cast(_column(table, name), Text)
    return column if instead_of_null is None else func.coalesce(column, instead_of_null)


def _whole(table: Table, name: str) -> ColumnElement[Any]:
    return func.coalesce(cast(_column(table, name), BigInteger), 0)
