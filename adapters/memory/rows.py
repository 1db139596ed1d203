"""Courses kept as rows, in memory."""

from typing import final

from attrs import evolve

from adapters.memory.courses import enter
from adapters.memory.session import Session
from adapters.memory.state import organization_of
from application.ports.outside import Clock
from application.ports.rows import CourseRow, PlatformCourse
from application.ports.stores import Kept
from domain.identifiers import CourseId


@final
class MemoryRows:
    """The port `RowStore`."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def rows(self, course_id: CourseId) -> PlatformCourse | None:
        """Every row of that course; None where it is not kept as rows."""
        entry = self._session.read().courses.get(course_id)
        if entry is None or entry.kept is not Kept.ROWS or not isinstance(entry.content, PlatformCourse):
            return None
        return entry.content

    async def add(self, rows: PlatformCourse) -> bool:
        """Keeps a new course; False where the id is taken."""
        state = await self._session.write()
        if rows.id in state.courses:
            return False
        organization_of(rows.course)
        enter(state, rows, Kept.ROWS, self._clock())
        return True

    async def put(self, rows: PlatformCourse) -> None:
        """Keeps them instead of what was there."""
        state = await self._session.write()
        enter(state, evolve(rows, course=self._of_its_owner(rows.course)), Kept.ROWS, self._clock())

    async def refer(self, course: CourseRow) -> bool:
        """Keeps a card of a course that is kept elsewhere, or brings it up to date."""
        state = await self._session.write()
        known = state.courses.get(CourseId(course.id))
        if known is not None and known.kept is not Kept.ELSEWHERE:
            return False
        enter(state, PlatformCourse(course=self._of_its_owner(course)), Kept.ELSEWHERE, self._clock())
        return True

    async def settle_code(self, course_id: CourseId, code: str) -> str:
        """The course code for ever: the one settled first."""
        state = await self._session.write()
        known = state.courses[course_id]
        settled = known.course_code or code
        state.courses[course_id] = evolve(known, course_code=settled)
        return settled

    def _of_its_owner(self, course: CourseRow) -> CourseRow:
        known = self._session.read().courses.get(CourseId(course.id))
        if known is None:
            organization_of(course)
            return course
        card = known.card()
        return evolve(course, organization_id=card.organization_id, user_id=card.owner_id)
