"""GetCourseStatus, DeleteCourse: what the LMS has of a course, and taking it away where the LMS can."""

from typing import TypeAlias, final

from attrs import frozen
from returns.result import Failure, Result, Success

from application.absence import no_such_configuration
from application.ports.lms import LmsGateways
from application.ports.stores import Transactions
from domain.connection import CourseStatus
from domain.course_key import CourseKey
from domain.faults import LmsFault, MissingFault
from domain.identifiers import ConfigurationId
from domain.lms_configuration import LmsConfiguration

InspectFault: TypeAlias = MissingFault | LmsFault


async def _configured(
    transactions: Transactions, configuration_id: ConfigurationId
) -> Result[LmsConfiguration, MissingFault]:
    async with transactions() as tx:
        configuration = await tx.configurations.get(configuration_id)
    if configuration is None:
        return Failure(no_such_configuration(configuration_id))
    return Success(configuration)


@final
@frozen
class GetCourseStatus:
    """What the LMS says of a course run today."""

    _transactions: Transactions
    _gateways: LmsGateways

    async def __call__(
        self, configuration_id: ConfigurationId, key: CourseKey
    ) -> Result[CourseStatus, InspectFault]:
        """A course that is not there is a status that says so."""
        configured = await _configured(self._transactions, configuration_id)
        if isinstance(configured, Failure):
            return configured
        async with self._gateways(configured.unwrap()) as gateway:
            return await gateway.status(key)


@final
@frozen
class DeleteCourse:
    """Takes a course run out of the LMS, where the LMS lets anybody do that."""

    _transactions: Transactions
    _gateways: LmsGateways

    async def __call__(self, configuration_id: ConfigurationId, key: CourseKey) -> Result[None, InspectFault]:
        """UNSUPPORTED_BY_LMS, with what an operator can do, where the LMS cannot."""
        configured = await _configured(self._transactions, configuration_id)
        if isinstance(configured, Failure):
            return configured
        async with self._gateways(configured.unwrap()) as gateway:
            return await gateway.delete(key)
