"""Courses kept as a platform's rows, in our own tables."""

from collections import defaultdict
from typing import Any, final
from uuid import UUID

from sqlalchemy import delete, func, insert, null, update
from sqlalchemy.dialects.postgresql import insert as insert_new
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.postgres.row_reader import RowTables, read_rows
from adapters.postgres.row_tables import lessons, sections
from adapters.postgres.tables import courses
from application.ports.outside import Clock
from application.ports.rows import CourseRow, PlatformCourse
from application.ports.stores import Kept
from domain.identifiers import CourseId

_OURS = RowTables(courses, sections, lessons)


@final
class PostgresRows:
    """The port `RowStore`."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def rows(self, course_id: CourseId) -> PlatformCourse | None:
        """Every row of that course; None where it is not kept as rows."""
        return await read_rows(self._connection, _OURS, course_id, courses.c.kept == Kept.ROWS.value)

    async def add(self, rows: PlatformCourse) -> bool:
        """Keeps a new course; False, and nothing is changed, where the id is taken."""
        if not await self._add(rows.course, Kept.ROWS):
            return False
        await self._fill(rows)
        return True

    async def put(self, rows: PlatformCourse) -> None:
        """Keeps them instead of what was there.

        A text with U+0000 or a lone surrogate cannot be kept and raises; `row_violations` names it before.
        """
        # Not an upsert: its insert would have to be allowed too, and may not be to those who may change a course.
        change = update(courses).where(courses.c.id == rows.id).values(**self._values(rows.course, Kept.ROWS))
        if not (await self._connection.execute(change)).rowcount and not await self._add(rows.course, Kept.ROWS):
            await self._connection.execute(change)
        await self._connection.execute(delete(sections).where(sections.c.course_id == rows.id))
        await self._fill(rows)

    async def refer(self, course: CourseRow) -> bool:
        """Keeps a card of a course that is kept elsewhere, or brings it up to date."""
        here = (courses.c.id == course.id, courses.c.kept == Kept.ELSEWHERE.value)
        change = update(courses).where(*here).values(**self._values(course, Kept.ELSEWHERE))
        return (await self._connection.execute(change)).rowcount > 0 or await self._add(course, Kept.ELSEWHERE)

    async def settle_code(self, course_id: CourseId, code: str) -> str:
        """The course code for ever; `LookupError` for a course that is not there, or not to be changed."""
        change = update(courses).where(courses.c.id == course_id)
        change = change.values(course_code=func.coalesce(courses.c.course_code, code))
        settled = await self._connection.scalar(change.returning(courses.c.course_code))
        if settled is None:
            raise LookupError(f"there is no course {course_id} to settle the code of")
        return str(settled)

    async def _add(self, course: CourseRow, kept: Kept) -> bool:
        values = self._values(course, kept)
        row = insert_new(courses).values(
            id=course.id,
            organization_id=course.organization_id,
            user_id=course.user_id,
            created_at=values["updated_at"],
            **values,
        )
        added = await self._connection.scalar(row.on_conflict_do_nothing().returning(courses.c.id))
        return added is not None

    async def _fill(self, rows: PlatformCourse) -> None:
        below = [
            {"id": row.id, "course_id": rows.id, "title": row.title, "order_index": row.order_index}
            for row in rows.sections
        ]
        if below:
            await self._connection.execute(insert(sections), below)
        versions: defaultdict[UUID, int] = defaultdict(int)
        inside = []
        for row in rows.lessons:
            inside.append(
                {
                    "course_id": rows.id,
                    "id": row.id,
                    "version": versions[row.id],
                    "section_id": row.section_id,
                    "title": row.title,
                    "order_index": row.order_index,
                    "status": row.status,
                    "content": row.content,
                    "content_text": row.content_text,
                    "updated_at": row.updated_at,
                }
            )
            versions[row.id] += 1
        if inside:
            await self._connection.execute(insert(lessons), inside)

    def _values(self, course: CourseRow, kept: Kept) -> dict[str, Any]:
        return {
            "title": course.title,
            "description": course.description,
            "language": course.language,
            "status": course.status,
            "content": null(),
            "kept": kept.value,
            "updated_at": self._clock(),
        }
