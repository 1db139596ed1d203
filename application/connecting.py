"""TestConnection: does this connection work, and if not, what is to be done about it."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar, final

from attrs import field, frozen
from returns.result import Failure, Result, Success

from application.absence import no_such_configuration
from application.finding import find_configuration
from application.guarding import Guard, Refusal
from application.ports.lms import LmsGateway, LmsGateways
from application.ports.outside import Clock
from application.ports.stores import Transactions
from domain.access import Action
from domain.audit import Deed
from domain.connection import Connection, ConnectionTest, Probe
from domain.faults import (
    AuthFault,
    FaultCode,
    LmsFault,
    NetworkFault,
    TimeoutFault,
)
from domain.identifiers import ConfigurationId
from domain.lms_configuration import ConnectionStatus, ConnectionTestRecord, LmsConfiguration

DEADLINE_SECONDS = 10.0
"""A connection test ends within this, whatever happens."""

SUCCESSFUL = "Connection successful"
NOT_AUTHENTICATED = "Authentication failed - check client ID and secret"
NOT_REACHED = "Cannot reach LMS - check URL and network connectivity"


@final
@frozen
class TryConnection:
    """Tries a configuration that need not be stored. Talks to the LMS, changes nothing there."""

    _gateways: LmsGateways
    _clock: Clock

    async def __call__(self, configuration: LmsConfiguration) -> ConnectionTest:
        """A verdict in one sentence, with every step of the way behind it; within ten seconds."""
        began = self._clock()
        async with self._gateways(configuration) as gateway:
            answer, probes = await asyncio.gather(self._probe(gateway), gateway.examine())
        return _verdict(answer, probes, began, self._clock())

    async def _probe(self, gateway: LmsGateway) -> Result[Connection, LmsFault]:
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                return await gateway.probe()
        except TimeoutError:
            return Failure(
                TimeoutFault(
                    code=FaultCode.TIMEOUT_ERROR,
                    message=f"The LMS did not answer within {DEADLINE_SECONDS:.0f} s.",
                    help="See which step took the time.",
                    duration_ms=int(DEADLINE_SECONDS * 1000),
                    operation="connect",
                )
            )


@final
@frozen
class TestConnection:
    """Tries a stored configuration and remembers when it was tried and how that ended."""

    __test__: ClassVar = False  # or pytest takes it for a test

    _transactions: Transactions
    _trial: TryConnection
    _clock: Clock
    _guard: Guard = field(factory=Guard)

    async def __call__(self, configuration_id: ConfigurationId) -> Result[ConnectionTest, Refusal]:
        """The verdict; LMS_CONFIG_NOT_FOUND where there is nothing to try."""
        async with self._transactions() as tx:
            found = await find_configuration(tx, self._guard, Action.TEST_CONNECTION, configuration_id)
            if isinstance(found, Failure):
                return found
            configuration = await tx.configurations.get(configuration_id)
        if configuration is None:
            return Failure(no_such_configuration(configuration_id))
        outcome = await self._trial(configuration)
        status = ConnectionStatus.SUCCESS if outcome.success else ConnectionStatus.FAILED
        async with self._transactions() as tx:
            await tx.configurations.note_test(configuration_id, ConnectionTestRecord(self._clock(), status))
            facts = {"outcome": status.value}
            organization_id = found.unwrap().organization_id
            await tx.audit.note(self._guard.note(organization_id, Deed.CONNECTION_TESTED, configuration_id, facts))
            await tx.commit()
        return Success(outcome)


def _verdict(
    answer: Result[Connection, LmsFault], probes: Sequence[Probe], began: datetime, ended: datetime
) -> ConnectionTest:
    connection = answer.unwrap() if isinstance(answer, Success) else None
    return ConnectionTest(
        success=connection is not None,
        latency_ms=int((ended - began) / timedelta(milliseconds=1)),
        message=SUCCESSFUL if connection is not None else _sentence(answer.failure()),
        connection=connection,
        probes=tuple(probes),
    )


def _sentence(fault: LmsFault) -> str:
    if isinstance(fault, AuthFault):
        return NOT_AUTHENTICATED
    if isinstance(fault, NetworkFault | TimeoutFault):
        return NOT_REACHED
    return fault.message
