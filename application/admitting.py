"""MayPublish: asked before a publish is counted, so that strangers cannot use up an author's allowance."""

from typing import final

from attrs import field, frozen
from returns.result import Failure, Result, Success

from application.courses import Courses
from application.guarding import Guard, Refusal
from application.ports.stores import Transactions
from domain.access import Action
from domain.identifiers import CourseId


@final
@frozen
class MayPublish:
    """Whether the caller may publish a course. Reads no content of courses kept here; a publish asks again."""

    _transactions: Transactions
    _guard: Guard = field(factory=Guard)
    _courses: Courses = field(factory=Courses)

    async def __call__(self, course_id: CourseId) -> Result[None, Refusal]:
        """Success(None), or the refusal that a publish, and a retry, would come to."""
        async with self._transactions() as tx:
            card = await tx.courses.card(course_id)
            refusal = None if card is None else await self._guard.course(tx, Action.PUBLISH_COURSE, card)
        if card is None:  # not here, but perhaps in the platform's own database
            found = await self._courses.find(self._transactions, self._guard, Action.PUBLISH_COURSE, course_id)
            return Success(None) if isinstance(found, Success) else Failure(found.failure())
        return Success(None) if refusal is None else Failure(refusal)
