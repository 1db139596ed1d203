"""Courses in memory."""

from datetime import datetime
from typing import final

from returns.result import Failure, Result, Success

from adapters.memory.session import Session
from adapters.memory.state import CourseEntry, State
from application.absence import no_such_course
from application.conflicts import course_being_imported
from application.ports.outside import Clock
from application.ports.rows import PlatformCourse
from application.ports.stores import CourseCard, Kept, Page, Standing, StoredCourse
from domain.faults import ConflictFault, MissingFault
from domain.identifiers import CourseId, OrganizationId, UserId
from domain.import_job import Pending, Processing, Uploading


@final
class MemoryCourses:
    """The courses of all organizations."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def get(self, course_id: CourseId) -> StoredCourse | None:
        """The course; None where there is none that is kept whole."""
        entry = self._session.read().courses.get(course_id)
        return entry.content if entry is not None and isinstance(entry.content, StoredCourse) else None

    async def card(self, course_id: CourseId) -> CourseCard | None:
        """The course without its content."""
        entry = self._session.read().courses.get(course_id)
        return None if entry is None else entry.card()

    async def add(self, stored: StoredCourse) -> bool:
        """Keeps a new course; False, and nothing is changed, where the id is taken."""
        state = await self._session.write()
        if stored.id in state.courses:
            return False
        enter(state, stored, Kept.WHOLE, self._clock())
        return True

    async def put(self, stored: StoredCourse) -> None:
        """Keeps it under its id, instead of what was there."""
        enter(await self._session.write(), stored, Kept.WHOLE, self._clock())

    async def list(
        self,
        organization_id: OrganizationId,
        *,
        owner_id: UserId | None = None,
        limit: int,
        after: Standing | None = None,
    ) -> Page[CourseCard]:
        """The organization's courses, or those of one owner there: the last changed first."""
        cards = (entry.card() for entry in self._session.read().courses.values())
        found = [
            card for card in cards if card.organization_id == organization_id and owner_id in (None, card.owner_id)
        ]
        found.sort(key=lambda card: card.standing, reverse=True)
        left = [card for card in found if after is None or card.standing < after]
        return Page(tuple(left[:limit]), len(found), len(left) > limit)

    async def delete(self, course_id: CourseId) -> Result[None, ConflictFault | MissingFault]:
        """IMPORT_IN_PROGRESS while one of its jobs is active; otherwise it is gone, with its history."""
        state = await self._session.write()
        if course_id not in state.courses:
            return Failure(no_such_course(course_id))
        jobs = [row.job for row in state.jobs.values() if row.job.order.course_id == course_id]
        for job in jobs:
            if isinstance(job, Pending | Uploading | Processing):
                return Failure(course_being_imported(job.id))
        for job in jobs:
            del state.jobs[job.id]
        for run in [run for run, known in state.publications.items() if known.publication.course_id == course_id]:
            del state.publications[run]
        del state.courses[course_id]
        return Success(None)


def enter(state: State, content: StoredCourse | PlatformCourse, kept: Kept, now: datetime) -> None:
    """Keeps the course instead of what was there; its code, once settled, stays."""
    known = state.courses.get(content.id)
    state.courses[content.id] = CourseEntry(
        content=content,
        kept=kept,
        course_code=None if known is None else known.course_code,
        created_at=now if known is None else known.created_at,
        updated_at=now,
    )
