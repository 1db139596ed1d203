"""PublishCourse: check the course, create the job, enqueue it — one transaction."""

import asyncio
from typing import TypeAlias, final

from attrs import field, frozen
from returns.result import Failure, Result, Success

from application.absence import no_such_configuration, no_such_course, no_such_organization
from application.courses import Courses, Found
from application.guarding import Guard, Refusal
from application.owning import held_by_another
from application.ports.lms import LmsGateways
from application.ports.outside import Clock, NewId
from application.ports.stores import Kept, Transaction, Transactions, WallError
from application.refusing import key_of, refusal
from domain.access import Action
from domain.audit import Deed
from domain.course import Course
from domain.course_key import CourseKey
from domain.course_rules import course_violations
from domain.faults import ConflictFault, FaultCode, NotReadyFault, ValidationFault
from domain.identifiers import ConfigurationId, CourseId, JobId, UserId
from domain.import_job import ImportOrder, Pending
from domain.lms_configuration import LmsConfiguration
from domain.publication import PublishOptions
from domain.reading_order import in_reading_order
from domain.violations import Violation, errors_among, warnings_among

PublishFault: TypeAlias = Refusal | ValidationFault | NotReadyFault | ConflictFault


@frozen
class PublishRequest:
    """Which course goes to which LMS, and how."""

    course_id: CourseId
    configuration_id: ConfigurationId
    options: PublishOptions = field(factory=PublishOptions)
    requested_by: UserId | None = None


@frozen
class Accepted:
    """The job that will do it, and what the author should know all the same."""

    job: Pending
    warnings: tuple[Violation, ...]


@final
@frozen
class PublishCourse:
    """Accepts a course for publishing, or says everything that stands against it.

    However many ask at the same instant, one job is made for one course, and for one key of a configuration.
    """

    _transactions: Transactions
    _gateways: LmsGateways
    _clock: Clock
    _new_id: NewId
    _guard: Guard = field(factory=Guard)
    _courses: Courses = field(factory=Courses)

    async def __call__(self, request: PublishRequest) -> Result[Accepted, PublishFault]:
        """The accepted job, already queued; nothing is kept where it is refused."""
        asked = await self._courses.find(self._transactions, self._guard, Action.PUBLISH_COURSE, request.course_id)
        if isinstance(asked, Failure):
            return asked
        found = asked.unwrap()
        configuration = await self._configuration(request.configuration_id, found)
        if configuration is None:
            return Failure(no_such_configuration(request.configuration_id))
        made = await self._courses.course(found, configuration.settings, request.options)
        if isinstance(made, Failure):
            return made
        course = made.unwrap()
        checked = await self._check(course, configuration, request.options)
        if isinstance(checked, Failure):
            return checked
        key, warnings = checked.unwrap()
        job = self._ordered(request, key)
        kept = await self._keep(job, found, course)
        return kept if isinstance(kept, Failure) else Success(Accepted(job, warnings))

    async def _configuration(self, configuration_id: ConfigurationId, found: Found) -> LmsConfiguration | None:
        async with self._transactions() as tx:
            configuration = await tx.configurations.get(configuration_id)
        if (
            configuration is None
            or not configuration.settings.is_active
            or configuration.public.organization_id != found.organization_id
        ):
            return None
        return configuration

    def _ordered(self, request: PublishRequest, key: CourseKey) -> Pending:
        return Pending.ordered(
            ImportOrder(
                id=JobId(self._new_id()),
                course_id=request.course_id,
                configuration_id=request.configuration_id,
                course_key=key,
                options=request.options,
                created_at=self._clock(),
                created_by=request.requested_by or self._guard.user_id,
            )
        )

    async def _check(
        self, course: Course, configuration: LmsConfiguration, options: PublishOptions
    ) -> Result[tuple[CourseKey, tuple[Violation, ...]], ValidationFault]:
        of_the_course = await asyncio.to_thread(course_violations, course)
        async with self._gateways(configuration) as gateway:
            of_the_lms = await asyncio.to_thread(gateway.check, course)
        findings = in_reading_order((*of_the_course, *of_the_lms))
        errors = errors_among(findings)
        if errors:
            own = bool(errors_among(of_the_course))
            return Failure(
                refusal(FaultCode.INVALID_COURSE_INPUT if own else FaultCode.OLX_VALIDATION_ERROR, findings)
            )
        return key_of(course, options).map(lambda key: (key, warnings_among(findings)))

    async def _keep(self, job: Pending, found: Found, course: Course) -> Result[None, PublishFault]:
        """What they may do is asked once more: a role may have been taken away while the course was checked."""
        try:
            async with self._transactions() as tx:
                kept = await self._write(tx, job, found, course)
                if isinstance(kept, Success):
                    await tx.commit()
                return kept
        except WallError:
            async with self._transactions() as tx:
                refused = await self._guard.course(tx, Action.PUBLISH_COURSE, found)
            if refused is None:
                raise
            return Failure(refused)

    async def _write(
        self, tx: Transaction, job: Pending, found: Found, course: Course
    ) -> Result[None, PublishFault]:
        refused = await self._guard.course(tx, Action.PUBLISH_COURSE, found) or await _carded(tx, found)
        if refused is not None:
            return Failure(refused)
        order = job.order
        taken = await held_by_another(tx, order.configuration_id, order.course_key, order.course_id)
        if taken is not None:
            return Failure(taken)
        added = await tx.jobs.add(job, course)
        if isinstance(added, Failure):
            return Failure(added.failure())
        if not isinstance(found.content, Course):
            settled = await tx.rows.settle_code(found.id, course.course_id)
            if settled != course.course_id:
                return Failure(_overtaken())
        await tx.queue.enqueue(job.id)
        facts = {"key": str(job.order.course_key), "lms": str(job.order.configuration_id)}
        await tx.audit.note(self._guard.note(found.organization_id, Deed.JOB_ORDERED, job.id, facts))
        return Success(None)


async def _carded(tx: Transaction, found: Found) -> Refusal | None:
    """Jobs, history and rights hang on a card of the course; one of the platform's database may have none yet."""
    if isinstance(found.content, Course) or found.kept is Kept.ROWS:
        return None
    if await tx.organizations.get(found.organization_id) is None:
        return no_such_organization(found.organization_id)
    return None if await tx.rows.refer(found.content.course) else no_such_course(found.id)


def _overtaken() -> ConflictFault:
    return ConflictFault(
        code=FaultCode.IMPORT_IN_PROGRESS,
        message="The course was published for the first time at this very moment, under an older title.",
        help="Publish it again: the course code that it got then stays.",
    )
