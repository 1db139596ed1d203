"""Import jobs: the one truth about what was asked and what became of it."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import final
from uuid import UUID

from returns.result import Failure, Result, Success
from sqlalchemy import CursorResult, FromClause, Select, and_, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.postgres.course_stores import keep_version
from adapters.postgres.job_history import history
from adapters.postgres.job_rows import job_of, order_values, state_values
from adapters.postgres.job_sight import seen_job
from adapters.postgres.job_tables import ACTIVE
from adapters.postgres.job_tables import lms_import_jobs as table
from adapters.postgres.tables import course_versions, courses
from application.course_json import course_from_json
from application.ports.outside import Clock
from application.ports.stores import JobQuery, ListedJob, Page, SeenJob
from domain.course import Course
from domain.faults import ConflictFault, FaultCode
from domain.identifiers import JobId, UserId
from domain.import_job import ImportJob, Pending

ATTEMPTS = 10
"""How often `add` looks again when the job in its way ended in between."""


@final
class PostgresJobs:
    """Every write is fenced by the run token; every look at a rival is an index's, never a check in code."""

    def __init__(self, connection: AsyncConnection, clock: Clock, cards: FromClause = courses) -> None:
        self._connection = connection
        self._clock = clock
        self._cards = cards

    async def add(self, job: Pending, course: Course) -> Result[None, ConflictFault]:
        """Keeps a new job and the course exactly as it is now.

        IMPORT_IN_PROGRESS, with the running job's id, where a job of that course, or of that course key in that
        LMS, is active. The partial unique indexes decide; a rival that has not committed yet is waited for.
        """
        row = insert(table).values(
            **order_values(job.order),
            **state_values(job),
            course_digest=await keep_version(self._connection, course),
            written_at=self._clock(),
        )
        for _ in range(ATTEMPTS):
            # No ON CONFLICT target: whichever index is violated, nothing is written and nothing is aborted.
            if await self._connection.scalar(row.on_conflict_do_nothing().returning(table.c.id)) is not None:
                return Success(None)
            running = (await self._connection.execute(_in_the_way(job))).first()
            if running is not None:
                return Failure(_in_progress(job, JobId(running.id), same_course=running.same_course))
        # Jobs that end at once, ten times in a row; or one of which the present user may not know.
        return Failure(_in_progress(job, None, same_course=False))

    async def get(self, job_id: JobId) -> ImportJob | None:
        """The job, or None."""
        row = (await self._connection.execute(select(table).where(table.c.id == job_id))).mappings().one_or_none()
        return None if row is None else job_of(row)

    async def seen(self, job_id: JobId, by: UserId | None) -> SeenJob | None:
        """The job, or None."""
        return await seen_job(self._connection, self._cards, job_id, by)

    async def course_of(self, job_id: JobId) -> Course:
        """The course as it was when the job was added; `LookupError` where there is no such job."""
        versions = table.join(course_versions, course_versions.c.digest == table.c.course_digest)
        query = select(course_versions.c.content).select_from(versions).where(table.c.id == job_id)
        content = await self._connection.scalar(query)
        if content is None:
            raise LookupError(f"there is no job {job_id}")
        return await asyncio.to_thread(course_from_json, content)  # a large course takes a while

    async def lease(self, job_id: JobId, run_token: UUID) -> ImportJob | None:
        """The job, now writable with this token alone: every earlier holder is fenced out."""
        change = (
            update(table)
            .where(table.c.id == job_id, table.c.status.in_(ACTIVE))
            .values(run_token=run_token, written_at=self._clock(), places=[])
            .returning(*table.c)
        )
        row = (await self._connection.execute(change)).mappings().one_or_none()
        return job_of(row) if row is not None else await self.get(job_id)

    async def save(self, job: ImportJob, run_token: UUID) -> bool:
        """Writes the job if this token still holds it and it has not ended; False means nothing was written."""
        change = (
            update(table)
            .where(table.c.id == job.id, table.c.run_token == run_token, table.c.status.in_(ACTIVE))
            .values(**state_values(job), written_at=self._clock())
        )
        changed: CursorResult[object] = await self._connection.execute(change)
        return changed.rowcount == 1

    async def list(self, query: JobQuery) -> Page[ListedJob]:
        """Newest first."""
        return await history(self._connection, query)

    async def idle_since(self, moment: datetime, limit: int) -> Sequence[JobId]:
        """Active jobs that nobody has written since `moment`, the longest idle first."""
        query = (
            select(table.c.id)
            .where(table.c.status.in_(ACTIVE), table.c.written_at < moment)
            .order_by(table.c.written_at)
            .limit(limit)
        )
        return [JobId(each) for each in await self._connection.scalars(query)]


def _in_the_way(job: Pending) -> Select[tuple[UUID, bool]]:
    """The active job that this one collides with; the course's own first."""
    order = job.order
    same_course = table.c.course_id == order.course_id
    same_run = and_(
        table.c.lms_configuration_id == order.configuration_id, table.c.edx_course_key == str(order.course_key)
    )
    return (
        select(table.c.id, same_course.label("same_course"))
        .where(table.c.status.in_(ACTIVE), or_(same_course, same_run))
        .order_by(same_course.desc())
        .limit(1)
    )


def _in_progress(job: Pending, running: JobId | None, *, same_course: bool) -> ConflictFault:
    busy = "This course" if same_course else f"{job.order.course_key} in this LMS"
    return ConflictFault(
        code=FaultCode.IMPORT_IN_PROGRESS,
        message=f"{busy} is being imported already.",
        help="Follow the running job, or cancel it.",
        job_id=running,
    )
