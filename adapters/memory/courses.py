"""Courses in memory."""

from typing import final

from returns.result import Failure, Result, Success

from adapters.memory.session import Session
from adapters.memory.state import CourseRow
from application.ports.outside import Clock
from application.ports.stores import CourseCard, Page, StoredCourse
from domain.faults import ConflictFault, FaultCode, MissingFault
from domain.identifiers import CourseId, OrganizationId, UserId
from domain.import_job import Pending, Processing, Uploading


@final
class MemoryCourses:
    """The courses of all organizations."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def get(self, course_id: CourseId) -> StoredCourse | None:
        """The course, or None."""
        row = self._session.read().courses.get(course_id)
        return None if row is None else row.stored

    async def card(self, course_id: CourseId) -> CourseCard | None:
        """The course without its content."""
        row = self._session.read().courses.get(course_id)
        return None if row is None else _card(row)

    async def add(self, stored: StoredCourse) -> bool:
        """Keeps a new course; False, and nothing is changed, where the id is taken."""
        state = await self._session.write()
        if stored.id in state.courses:
            return False
        now = self._clock()
        state.courses[stored.id] = CourseRow(stored, now, now)
        return True

    async def put(self, stored: StoredCourse) -> None:
        """Keeps it under its id, instead of what was there."""
        state = await self._session.write()
        now = self._clock()
        known = state.courses.get(stored.id)
        state.courses[stored.id] = CourseRow(stored, now if known is None else known.created_at, now)

    async def list(
        self, organization_id: OrganizationId, *, owner_id: UserId | None = None, limit: int, offset: int
    ) -> Page[CourseCard]:
        """The organization's courses, or those of one owner there: the last changed first."""
        cards = (_card(row) for row in self._session.read().courses.values())
        found = [
            card for card in cards if card.organization_id == organization_id and owner_id in (None, card.owner_id)
        ]
        found.sort(key=lambda card: (card.updated_at, card.id), reverse=True)
        return Page(tuple(found[offset : offset + limit]), len(found), offset)

    async def delete(self, course_id: CourseId) -> Result[None, ConflictFault | MissingFault]:
        """IMPORT_IN_PROGRESS while one of its jobs is active; otherwise it is gone, with its history."""
        state = await self._session.write()
        if course_id not in state.courses:
            return Failure(MissingFault(code=FaultCode.COURSE_NOT_FOUND, message="There is no such course."))
        jobs = [row.job for row in state.jobs.values() if row.job.order.course_id == course_id]
        for job in jobs:
            if isinstance(job, Pending | Uploading | Processing):
                return Failure(
                    ConflictFault(
                        code=FaultCode.IMPORT_IN_PROGRESS,
                        message="The course is being imported.",
                        help="Wait for the import's end, or cancel it.",
                        job_id=job.id,
                    )
                )
        for job in jobs:
            del state.jobs[job.id]
        for run in [run for run, known in state.publications.items() if known.course_id == course_id]:
            del state.publications[run]
        del state.courses[course_id]
        return Success(None)


def _card(row: CourseRow) -> CourseCard:
    stored = row.stored
    return CourseCard(
        id=stored.id,
        organization_id=stored.organization_id,
        owner_id=stored.owner_id,
        title=stored.course.title,
        language=stored.course.language.value,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
