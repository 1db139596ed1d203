"""PublishCourse: check the course, create the job, enqueue it — one transaction."""

import asyncio
from typing import TypeAlias, final

from attrs import field, frozen
from returns.result import Failure, Result, Success

from application.absence import no_such_configuration, no_such_course
from application.guarding import Guard, Refusal
from application.ports.lms import LmsGateways
from application.ports.outside import Clock, NewId
from application.ports.stores import StoredCourse, Transactions
from domain.access import Action
from domain.audit import Deed
from domain.course_key import CourseKey
from domain.course_rules import course_violations
from domain.faults import ConflictFault, FaultCode, ValidationCode, ValidationFault
from domain.identifiers import ConfigurationId, CourseId, JobId, UserId
from domain.import_job import ImportOrder, Pending
from domain.lms_configuration import LmsConfiguration
from domain.publication import PublishOptions, key_for
from domain.reading_order import in_reading_order
from domain.violations import Place, Violation, errors_among, warnings_among

PublishFault: TypeAlias = Refusal | ValidationFault | ConflictFault


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

    However many ask at the same instant, one job is made for one course and for one course key of one LMS.
    """

    _transactions: Transactions
    _gateways: LmsGateways
    _clock: Clock
    _new_id: NewId
    _guard: Guard = field(factory=Guard)

    async def __call__(self, request: PublishRequest) -> Result[Accepted, PublishFault]:
        """The accepted job, already queued; nothing is kept where it is refused."""
        found = await self._find(request)
        if isinstance(found, Failure):
            return found
        stored, configuration = found.unwrap()
        checked = await self._check(stored, configuration, request.options)
        if isinstance(checked, Failure):
            return checked
        key, warnings = checked.unwrap()
        job = Pending.ordered(
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
        kept = await self._keep(job, stored)
        return kept if isinstance(kept, Failure) else Success(Accepted(job, warnings))

    async def _find(self, request: PublishRequest) -> Result[tuple[StoredCourse, LmsConfiguration], Refusal]:
        async with self._transactions() as tx:
            stored = await tx.courses.get(request.course_id)
            if stored is None:
                return Failure(no_such_course(request.course_id))
            refused = await self._guard.course(tx, Action.PUBLISH_COURSE, stored)
            if refused is not None:
                return Failure(refused)
            configuration = await tx.configurations.get(request.configuration_id)
        if (
            configuration is None
            or not configuration.settings.is_active
            or configuration.public.organization_id != stored.organization_id
        ):
            return Failure(no_such_configuration(request.configuration_id))
        return Success((stored, configuration))

    async def _check(
        self, stored: StoredCourse, configuration: LmsConfiguration, options: PublishOptions
    ) -> Result[tuple[CourseKey, tuple[Violation, ...]], ValidationFault]:
        course = stored.course
        of_the_course = course_violations(course)
        async with self._gateways(configuration) as gateway:
            of_the_lms = await asyncio.to_thread(gateway.check, course)
        findings = in_reading_order((*of_the_course, *of_the_lms))
        errors = errors_among(findings)
        if errors:
            own = bool(errors_among(of_the_course))
            return Failure(
                refusal(FaultCode.INVALID_COURSE_INPUT if own else FaultCode.OLX_VALIDATION_ERROR, findings)
            )
        try:
            key = key_for(course, options)
        except ValueError as error:
            finding = Violation("COURSE_KEY", Place("courseId"), str(error))
            return Failure(refusal(FaultCode.INVALID_COURSE_INPUT, (finding,)))
        return Success((key, warnings_among(findings)))

    async def _keep(self, job: Pending, stored: StoredCourse) -> Result[None, ConflictFault]:
        async with self._transactions() as tx:
            published = await tx.publications.get(job.order.configuration_id, job.order.course_key)
            if published is not None and published.course_id != job.order.course_id:
                return Failure(
                    ConflictFault(
                        code=FaultCode.COURSE_KEY_TAKEN,
                        message=f"{job.order.course_key} belongs to the course {published.course_id} there.",
                        help="Choose another course code or run; the other course's learners keep theirs.",
                    )
                )
            added = await tx.jobs.add(job, stored.course)
            if isinstance(added, Success):
                await tx.queue.enqueue(job.id)
                facts = {"key": str(job.order.course_key), "lms": str(job.order.configuration_id)}
                await tx.audit.note(self._guard.note(stored.organization_id, Deed.JOB_ORDERED, job.id, facts))
                await tx.commit()
            return added


def refusal(code: ValidationCode, findings: tuple[Violation, ...]) -> ValidationFault:
    """What an author is told of a course that cannot go to the LMS as it is."""
    count = len(errors_among(findings))
    return ValidationFault(
        code=code,
        message=f"The course has {count} mistake{'' if count == 1 else 's'} and was not published.",
        help="Correct every finding of severity error, then publish again.",
        violations=findings,
    )
