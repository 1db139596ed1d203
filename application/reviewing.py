"""ValidateCourse, PlanCourse: what is wrong with a kept course, and what publishing it would do."""

import asyncio
from collections.abc import Callable
from typing import TypeAlias, final

from attrs import field, frozen
from returns.result import Failure, Result, Success

from application.absence import no_such_configuration, no_such_course
from application.guarding import Guard, Refusal
from application.planning import PlanFault, Planned, PlanPublish, PlanRequest
from application.ports.stores import StoredCourse, Transaction, Transactions
from domain.access import Action
from domain.course import Course
from domain.identifiers import ConfigurationId, CourseId
from domain.publication import PublishOptions
from domain.violations import Violation

CheckCourse: TypeAlias = Callable[[Course], tuple[Violation, ...]]
"""Every finding about a course, by the rules of courses and those of the LMS alike. Takes CPU time, blocks."""


@final
@frozen
class ValidateCourse:
    """Says everything that is wrong with a kept course."""

    _transactions: Transactions
    _check: CheckCourse
    _guard: Guard = field(factory=Guard)

    async def __call__(self, course_id: CourseId) -> Result[tuple[Violation, ...], Refusal]:
        """The findings, errors and warnings; empty for a course without any."""
        async with self._transactions() as tx:
            found = await _own(tx, self._guard, course_id)
        if isinstance(found, Failure):
            return found
        return Success(await asyncio.to_thread(self._check, found.unwrap().course))


@final
@frozen
class PlanCourse:
    """Says what publishing a kept course through a kept connection would do, and does nothing."""

    _transactions: Transactions
    _plan: PlanPublish
    _guard: Guard = field(factory=Guard)

    async def __call__(
        self,
        course_id: CourseId,
        configuration_id: ConfigurationId,
        options: PublishOptions | None = None,
        live: bool = False,
    ) -> Result[Planned, PlanFault | Refusal]:
        """The plan; with `live` the LMS is asked what it holds now."""
        async with self._transactions() as tx:
            found = await _own(tx, self._guard, course_id)
            if isinstance(found, Failure):
                return found
            stored = found.unwrap()
            configuration = await tx.configurations.get(configuration_id)
        if configuration is None or configuration.public.organization_id != stored.organization_id:
            return Failure(no_such_configuration(configuration_id))
        return await self._plan(PlanRequest(stored.course, configuration, options or PublishOptions(), live))


async def _own(tx: Transaction, guard: Guard, course_id: CourseId) -> Result[StoredCourse, Refusal]:
    stored = await tx.courses.get(course_id)
    if stored is None:
        return Failure(no_such_course(course_id))
    refusal = await guard.course(tx, Action.PLAN_COURSE, stored)
    return Success(stored) if refusal is None else Failure(refusal)
