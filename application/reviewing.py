"""ValidateCourse, PlanCourse: what is wrong with a kept course, and what publishing it would do."""

import asyncio
from collections.abc import Callable
from typing import TypeAlias, final

from attrs import field, frozen
from returns.result import Failure, Result, Success

from application.absence import no_such_configuration
from application.courses import Courses
from application.guarding import Guard, Refusal
from application.planning import PlanFault, Planned, PlanPublish, PlanReport, PlanRequest, unwatched
from application.ports.stores import Transactions
from domain.access import Action
from domain.course import Course
from domain.faults import NotReadyFault, ValidationFault
from domain.identifiers import ConfigurationId, CourseId
from domain.publication import PublishOptions
from domain.violations import Violation

CheckCourse: TypeAlias = Callable[[Course], tuple[Violation, ...]]
"""Every finding about a course, by the rules of courses and those of the LMS alike. Takes CPU time, blocks."""


@final
@frozen
class ValidateCourse:
    """Says everything that is wrong with a course."""

    _transactions: Transactions
    _check: CheckCourse
    _guard: Guard = field(factory=Guard)
    _courses: Courses = field(factory=Courses)

    async def __call__(self, course_id: CourseId) -> Result[tuple[Violation, ...], Refusal | NotReadyFault]:
        """The findings, errors and warnings; empty for a course without any. An unfinished one has none yet."""
        found = await self._courses.find(self._transactions, self._guard, Action.PLAN_COURSE, course_id)
        if isinstance(found, Failure):
            return found
        course = await self._courses.course_anywhere(found.unwrap().content, found.unwrap().course_code)
        if isinstance(course, Success):
            return Success(await asyncio.to_thread(self._check, course.unwrap()))
        fault = course.failure()
        return Success(fault.violations) if isinstance(fault, ValidationFault) else Failure(fault)


@final
@frozen
class PlanCourse:
    """Says what publishing a course through a kept connection would do, and does nothing."""

    _transactions: Transactions
    _plan: PlanPublish
    _guard: Guard = field(factory=Guard)
    _courses: Courses = field(factory=Courses)

    async def __call__(
        self,
        course_id: CourseId,
        configuration_id: ConfigurationId,
        options: PublishOptions | None = None,
        live: bool = False,
        report: PlanReport = unwatched,
    ) -> Result[Planned, PlanFault | Refusal | NotReadyFault]:
        """The plan; with `live` the LMS is asked what it holds now."""
        options = options or PublishOptions()
        found = await self._courses.find(self._transactions, self._guard, Action.PLAN_COURSE, course_id)
        if isinstance(found, Failure):
            return found
        async with self._transactions() as tx:
            configuration = await tx.configurations.get(configuration_id)
        organization_id = found.unwrap().organization_id
        if configuration is None or configuration.public.organization_id != organization_id:
            return Failure(no_such_configuration(configuration_id))
        course = await self._courses.course(found.unwrap(), configuration.settings, options)
        if isinstance(course, Failure):
            return course
        return await self._plan(PlanRequest(course_id, course.unwrap(), configuration, options, live), report)
