"""Courses, and their versions."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, final

from returns.result import Failure, Result, Success
from sqlalchemy import (
    ColumnElement,
    FromClause,
    RowMapping,
    Text,
    cast,
    delete,
    func,
    literal,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.postgres.job_tables import ACTIVE, lms_import_jobs
from adapters.postgres.paging import cut
from adapters.postgres.row_tables import sections
from adapters.postgres.tables import course_versions, courses
from application.absence import no_such_course
from application.conflicts import course_being_imported
from application.course_json import course_from_json, course_to_json
from application.ports.outside import Clock
from application.ports.stores import CourseCard, Kept, Page, Standing, StoredCourse
from domain.course import Course
from domain.faults import ConflictFault, MissingFault
from domain.identifiers import CourseId, JobId, OrganizationId, UserId

READY = "ready"
"""The status of a course that is kept whole."""


@final
class PostgresCourses:
    """The courses of all organizations."""

    def __init__(self, connection: AsyncConnection, clock: Clock, cards: FromClause = courses) -> None:
        self._connection = connection
        self._clock = clock
        self._cards = cards

    async def get(self, course_id: CourseId) -> StoredCourse | None:
        """The course; None where there is none that is kept whole."""
        query = select(courses).where(courses.c.id == course_id, courses.c.kept == Kept.WHOLE.value)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        if row is None:
            return None
        return StoredCourse(
            id=course_id,
            organization_id=OrganizationId(row["organization_id"]),
            owner_id=None if row["user_id"] is None else UserId(row["user_id"]),
            course=course_from_json(row["content"]),
        )

    async def card(self, course_id: CourseId) -> CourseCard | None:
        """The course without its content, or None."""
        query = select(*card_columns(self._cards)).where(self._cards.c.id == course_id)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else card_of(row)

    async def add(self, stored: StoredCourse) -> bool:
        """Keeps a new course; False, and nothing is changed, where the id is taken."""
        values = self._values(stored)
        row = insert(courses).values(id=stored.id, created_at=values["updated_at"], **values)
        return await self._connection.scalar(row.on_conflict_do_nothing().returning(courses.c.id)) is not None

    async def put(self, stored: StoredCourse) -> None:
        """Keeps it under its id, instead of what was there.

        A text with U+0000 or a lone surrogate cannot be kept and raises; `course_violations` names it before.
        """
        # Not an upsert: its insert would have to be allowed too, and may not be to those who may change a course.
        change = update(courses).where(courses.c.id == stored.id).values(**self._values(stored))
        if not (await self._connection.execute(change)).rowcount and not await self.add(stored):
            await self._connection.execute(change)
        await self._connection.execute(delete(sections).where(sections.c.course_id == stored.id))

    async def list(
        self,
        organization_id: OrganizationId,
        *,
        owner_id: UserId | None = None,
        limit: int,
        after: Standing | None = None,
    ) -> Page[CourseCard]:
        """The organization's courses, or those of one owner there: the last changed first."""
        wanted = [courses.c.organization_id == organization_id]
        if owner_id is not None:
            wanted.append(courses.c.user_id == owner_id)
        query = select(*card_columns(courses)).where(*wanted)
        query = query.order_by(courses.c.updated_at.desc(), courses.c.id.desc())
        if after is not None:
            query = query.where(tuple_(courses.c.updated_at, courses.c.id) < (after.at, after.id))
        rows, more = await cut(self._connection, query, limit)
        total = await self._connection.scalar(select(func.count()).select_from(courses).where(*wanted))
        return Page(tuple(card_of(row) for row in rows), total or 0, more)

    async def delete(self, course_id: CourseId) -> Result[None, ConflictFault | MissingFault]:
        """IMPORT_IN_PROGRESS while one of its jobs is active; otherwise it is gone, with its history."""
        # The row lock holds off every new job of this course until we are through.
        lock = select(courses.c.id).where(courses.c.id == course_id).with_for_update()
        if await self._connection.scalar(lock) is None:
            return Failure(no_such_course(course_id))
        active = (lms_import_jobs.c.course_id == course_id, lms_import_jobs.c.status.in_(ACTIVE))
        running = await self._connection.scalar(select(lms_import_jobs.c.id).where(*active).limit(1))
        if running is not None:
            return Failure(course_being_imported(JobId(running)))
        await self._connection.execute(delete(courses).where(courses.c.id == course_id))
        return Success(None)

    def _values(self, stored: StoredCourse) -> dict[str, Any]:
        return {
            "organization_id": stored.organization_id,
            "user_id": stored.owner_id,
            "title": stored.course.title,
            "description": stored.course.description,
            "language": stored.course.language.value,
            "status": READY,
            "content": course_to_json(stored.course),
            "kept": Kept.WHOLE.value,
            "updated_at": self._clock(),
        }


def card_columns(source: FromClause) -> list[ColumnElement[Any]]:
    """What `card_of` needs, of courses or of their cards."""
    names = ("id", "organization_id", "user_id", "title", "language", "created_at", "updated_at")
    return [source.c[name] for name in (*names, "kept", "course_code")]


def card_of(row: RowMapping | Mapping[str, Any]) -> CourseCard:
    """The card of a row with these columns."""
    return CourseCard(
        id=CourseId(row["id"]),
        organization_id=OrganizationId(row["organization_id"]),
        owner_id=None if row["user_id"] is None else UserId(row["user_id"]),
        title=row["title"],
        language=row["language"] or "",
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        kept=Kept(row["kept"]),
        course_code=row["course_code"],
    )


async def keep_version(connection: AsyncConnection, course: Course) -> str:
    """Keeps the course exactly as it is, once however often it is published, and gives its digest."""
    canonical = json.dumps(course_to_json(course), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    known = select(func.count()).select_from(course_versions).where(course_versions.c.digest == digest)
    if not await connection.scalar(known):
        row = insert(course_versions).values(digest=digest, content=cast(literal(canonical, Text), JSONB))
        await connection.execute(row.on_conflict_do_nothing())
    return digest
