"""GetCourseStatus, DeleteCourse: what the LMS has of a course, and taking it away where the LMS can."""

from typing import TypeAlias, final

from attrs import field, frozen
from returns.result import Failure, Result, Success

from application.absence import no_such_configuration
from application.finding import find_card
from application.guarding import Guard, Refusal
from application.ports.lms import LmsGateways
from application.ports.stores import CourseCard, Transaction, Transactions
from domain.access import Action
from domain.audit import Deed
from domain.connection import CourseStatus
from domain.course_key import CourseKey
from domain.faults import FaultCode, LmsFault, MissingFault
from domain.identifiers import ConfigurationId, CourseId
from domain.lms_configuration import LmsConfiguration

InspectFault: TypeAlias = Refusal | LmsFault


@frozen
class _Run:
    """A course run that was published, and the LMS that it is in."""

    card: CourseCard
    configuration: LmsConfiguration
    key: CourseKey


@frozen
class LmsCourse:
    """What the LMS says of the course run that a course was last published as."""

    key: CourseKey
    status: CourseStatus


@final
@frozen
class GetCourseStatus:
    """What the LMS says today of a course that was published to it."""

    _transactions: Transactions
    _gateways: LmsGateways
    _guard: Guard = field(factory=Guard)

    async def __call__(
        self, course_id: CourseId, configuration_id: ConfigurationId
    ) -> Result[LmsCourse, InspectFault]:
        """A course that is gone there is a status that says so; one never published is COURSE_NOT_FOUND."""
        async with self._transactions() as tx:
            found = await _find(tx, self._guard, Action.SEE_LMS_STATUS, course_id, configuration_id)
        if isinstance(found, Failure):
            return found
        run = found.unwrap()
        async with self._gateways(run.configuration) as gateway:
            status = await gateway.status(run.key)
        return status.map(lambda said: LmsCourse(run.key, said))


@final
@frozen
class DeleteCourse:
    """Takes what a course was last published as out of the LMS, where the LMS lets anybody do that."""

    _transactions: Transactions
    _gateways: LmsGateways
    _guard: Guard = field(factory=Guard)

    async def __call__(self, course_id: CourseId, configuration_id: ConfigurationId) -> Result[None, InspectFault]:
        """UNSUPPORTED_BY_LMS, with what an operator can do, where the LMS cannot."""
        async with self._transactions() as tx:
            found = await _find(tx, self._guard, Action.DELETE_FROM_LMS, course_id, configuration_id)
            if isinstance(found, Failure):
                return found
            run = found.unwrap()
            # Noted before it is done: the trail must not lack what was done and then interrupted.
            facts = {"key": str(run.key), "lms": str(configuration_id)}
            organization_id = run.card.organization_id
            await tx.audit.note(
                self._guard.note(organization_id, Deed.COURSE_LMS_DELETION_ASKED, course_id, facts)
            )
            await tx.commit()
        async with self._gateways(run.configuration) as gateway:
            return await gateway.delete(run.key)


async def _find(
    tx: Transaction, guard: Guard, action: Action, course_id: CourseId, configuration_id: ConfigurationId
) -> Result[_Run, Refusal]:
    found = await find_card(tx, guard, action, course_id)
    if isinstance(found, Failure):
        return Failure(found.failure())
    card = found.unwrap()
    configuration = await tx.configurations.get(configuration_id)
    if configuration is None or configuration.public.organization_id != card.organization_id:
        return Failure(no_such_configuration(configuration_id))
    keys = await tx.publications.keys_of(configuration_id, course_id)
    if not keys:
        return Failure(_never_published(card, configuration))
    return Success(_Run(card, configuration, keys[0]))


def _never_published(card: CourseCard, configuration: LmsConfiguration) -> MissingFault:
    return MissingFault(
        code=FaultCode.COURSE_NOT_FOUND,
        message=f"«{card.title}» was never published to «{configuration.settings.name}».",
        help="Publish it first.",
    )
