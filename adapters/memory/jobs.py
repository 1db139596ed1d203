"""Import jobs in memory."""

from collections.abc import Sequence
from datetime import datetime
from typing import final
from uuid import UUID

from attrs import evolve
from returns.result import Failure, Result, Success

from adapters.memory.session import Session
from adapters.memory.state import JobRow, State
from application.ports.outside import Clock
from application.ports.stores import CourseCard, JobQuery, ListedJob, Page, SeenJob, Standing
from domain.access import Role
from domain.course import Course
from domain.faults import ConflictFault, FaultCode
from domain.identifiers import JobId, UserId
from domain.import_job import ImportJob, Pending, Processing, Uploading


@final
class MemoryJobs:
    """The one truth about what was asked and what became of it, until the process ends."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def add(self, job: Pending, course: Course) -> Result[None, ConflictFault]:
        """Keeps a new job and the course exactly as it is now; IMPORT_IN_PROGRESS where one is active."""
        state = await self._session.write()
        for row in state.jobs.values():
            if _active(row.job) and _collide(row.job, job):
                return Failure(
                    ConflictFault(
                        code=FaultCode.IMPORT_IN_PROGRESS,
                        message="This course, or its course key in this LMS, is being imported already.",
                        help="Follow the running job, or cancel it.",
                        job_id=row.job.id,
                    )
                )
        state.jobs[job.id] = JobRow(job, course, self._clock())
        return Success(None)

    async def get(self, job_id: JobId) -> ImportJob | None:
        """The job, or None."""
        row = self._session.read().jobs.get(job_id)
        return None if row is None else row.job

    async def seen(self, job_id: JobId, by: UserId | None) -> SeenJob | None:
        """The job, or None."""
        state = self._session.read()
        row = state.jobs.get(job_id)
        if row is None:
            return None
        entry = state.courses.get(row.job.order.course_id)
        course = None if entry is None else entry.card()
        role = None if course is None or by is None else state.members.get((course.organization_id, by))
        return SeenJob(job=row.job, course=course, role=role)

    async def course_of(self, job_id: JobId) -> Course:
        """The course as it was when the job was added; `LookupError` where there is no such job."""
        return self._session.read().jobs[job_id].course

    async def lease(self, job_id: JobId, run_token: UUID) -> ImportJob | None:
        """The job, now writable with this token alone."""
        state = await self._session.write()
        row = state.jobs.get(job_id)
        if row is None:
            return None
        state.jobs[job_id] = evolve(row, run_token=run_token, written_at=self._clock(), places=frozenset())
        return row.job

    async def save(self, job: ImportJob, run_token: UUID) -> bool:
        """Writes the job if this token still holds it and it has not ended."""
        state = await self._session.write()
        row = state.jobs.get(job.id)
        if row is None or row.run_token != run_token or not _active(row.job):
            return False
        state.jobs[job.id] = evolve(row, job=job, written_at=self._clock())
        return True

    async def list(self, query: JobQuery) -> Page[ListedJob]:
        """Newest first."""
        state = self._session.read()
        found = [row.job for row in state.jobs.values() if _fits(row.job, query, state)]
        found.sort(key=_standing, reverse=True)
        left = [job for job in found if query.after is None or _standing(job) < query.after]
        part = left[: query.limit]
        return Page(tuple(_listed(job, state) for job in part), len(found), len(left) > len(part))

    async def idle_since(self, moment: datetime, limit: int) -> Sequence[JobId]:
        """Active jobs that nobody has written since `moment`, the longest idle first."""
        idle = [r for r in self._session.read().jobs.values() if _active(r.job) and r.written_at < moment]
        return [row.job.id for row in sorted(idle, key=lambda row: row.written_at)[:limit]]


def _active(job: ImportJob) -> bool:
    return isinstance(job, Pending | Uploading | Processing)


def _collide(one: ImportJob, other: ImportJob) -> bool:
    a, b = one.order, other.order
    same_run = (a.configuration_id, a.course_key) == (b.configuration_id, b.course_key)
    return same_run or a.course_id == b.course_id


def _fits(job: ImportJob, query: JobQuery, state: State) -> bool:
    if query.course_id is not None and job.order.course_id != query.course_id:
        return False
    if query.status is not None and job.status != query.status:
        return False
    row = state.courses.get(job.order.course_id)
    if row is None:
        return query.organization_id is None and query.seen_by is None
    card = row.card()
    if query.organization_id is not None and card.organization_id != query.organization_id:
        return False
    return query.seen_by is None or _sees(query.seen_by, card, state)


def _sees(user_id: UserId, card: CourseCard, state: State) -> bool:
    role = state.members.get((card.organization_id, user_id))
    return role is not None and (card.owner_id == user_id or role.reaches(Role.ADMIN))


def _standing(job: ImportJob) -> Standing:
    return Standing(job.order.created_at, job.id)


def _listed(job: ImportJob, state: State) -> ListedJob:
    row = state.courses.get(job.order.course_id)
    configuration = state.configurations.get(job.order.configuration_id)
    return ListedJob(
        job,
        course_title="" if row is None else row.card().title,
        lms_name="" if configuration is None else configuration.settings.name,
    )
