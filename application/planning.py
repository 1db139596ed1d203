"""PlanPublish: what a publish would do, without doing any of it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias, final

from attrs import evolve, frozen
from returns.result import Failure, Result, Success

from application.owning import held_by_another, kept_as
from application.ports.lms import LmsGateway, LmsGateways
from application.ports.stores import Publication, Transactions
from application.refusing import key_of, refusal
from domain.course import Course
from domain.course_key import CourseKey
from domain.course_rules import course_violations
from domain.faults import ConflictFault, FaultCode, LmsFault, ValidationFault
from domain.identifiers import CourseId
from domain.identities import Identities
from domain.lms_configuration import LmsConfiguration
from domain.plan import PublishPlan, plan_publish
from domain.publication import PublishOptions, VerificationScope
from domain.reading_order import in_reading_order
from domain.taking_over import over_what_is_there
from domain.violations import Violation, errors_among, warnings_among

PlanFault: TypeAlias = ValidationFault | ConflictFault | LmsFault
PlanReport: TypeAlias = Callable[[int], Awaitable[None]]
"""Is told, in percent, how much of what the LMS holds has been read back: that may take minutes."""


async def unwatched(_percent: int) -> None:
    """Nobody watches the plan being made."""


@frozen
class PlanRequest:
    """Which course would go where. Neither needs to be stored; `live` asks the LMS what it holds now.

    `course_id` is the id that it is kept under, or would be.
    """

    course_id: CourseId
    course: Course
    configuration: LmsConfiguration
    options: PublishOptions
    live: bool = False


@frozen
class Planned:
    """The plan, and what the author should know all the same."""

    key: CourseKey
    plan: PublishPlan
    warnings: tuple[Violation, ...]


@final
@frozen
class PlanPublish:
    """Compares a course with what was last proved in the LMS and, if wanted, with what is there now.

    Changes nothing, neither here nor there; without `live` the LMS is not even asked.
    """

    _transactions: Transactions
    _gateways: LmsGateways

    async def __call__(self, request: PlanRequest, report: PlanReport = unwatched) -> Result[Planned, PlanFault]:
        """The plan; a course with mistakes has none, but every finding. COURSE_KEY_TAKEN as for a publish."""
        course = request.course
        async with self._gateways(request.configuration) as gateway:
            of_the_lms = await asyncio.to_thread(gateway.check, course)
            of_the_course = await asyncio.to_thread(course_violations, course)
            findings = in_reading_order((*of_the_course, *of_the_lms))
            if errors_among(findings):
                return Failure(refusal(FaultCode.OLX_VALIDATION_ERROR, findings))
            keyed = key_of(course, request.options)
            if isinstance(keyed, Failure):
                return Failure(keyed.failure())
            key = keyed.unwrap()
            async with self._transactions() as tx:
                lms = await kept_as(tx, request.configuration.public)
                taken = await held_by_another(tx, lms, key, request.course_id)
                published = await tx.publications.get(lms, key)
            if taken is not None:
                return Failure(taken)
            planned = await self._plan(request, gateway, key, published, report)
        if isinstance(planned, Failure):
            return planned
        return Success(Planned(key, planned.unwrap(), warnings_among(findings)))

    async def _plan(
        self,
        request: PlanRequest,
        gateway: LmsGateway,
        key: CourseKey,
        published: Publication | None,
        report: PlanReport,
    ) -> Result[PublishPlan, PlanFault]:
        known = published.identities if published else Identities()
        proved = published.proved if published else None
        unsettled = proved is not None and published is not None and not published.settled
        plan = evolve(plan_publish(known, proved, request.course), unsettled=unsettled)
        packaged = await gateway.package(request.course, key, known.covering(request.course))
        if isinstance(packaged, Failure):
            return Failure(packaged.failure())
        package = packaged.unwrap()
        package.close()
        plan = evolve(plan, package=package.facts)
        if not request.live:
            return Success(plan)
        status = await gateway.status(key)
        if isinstance(status, Failure):
            return Failure(status.failure())
        exists = status.unwrap().exists
        plan = evolve(plan, creates_run=not exists, elsewhere=exists and published is None)
        if not exists:
            return Success(plan)
        if proved is None:
            return await _over_what_is_there(plan, gateway, key, known.covering(request.course))
        return await _with_drift(plan, gateway, key, known.covering(proved), proved, report)


async def _over_what_is_there(
    plan: PublishPlan, gateway: LmsGateway, key: CourseKey, names: Identities
) -> Result[PublishPlan, PlanFault]:
    """The plan of a first publish into a run that is there: made by hand, adopted, or sent to in vain."""
    outline = await gateway.outline(key, components=True)
    if isinstance(outline, Failure):
        return Failure(outline.failure())
    there = outline.unwrap()
    return Success(plan if there is None else over_what_is_there(plan, there, names))


async def _with_drift(
    plan: PublishPlan, gateway: LmsGateway, key: CourseKey, names: Identities, proved: Course, report: PlanReport
) -> Result[PublishPlan, PlanFault]:
    """The plan with what was changed in the LMS by hand since the last proof."""
    verified = await gateway.verify(proved, key, names, VerificationScope.FULL, None, report)
    if isinstance(verified, Failure):
        return Failure(verified.failure())
    proof = verified.unwrap()
    return Success(evolve(plan, drift=(*proof.missing, *proof.changed), made_there=proof.unexpected))
