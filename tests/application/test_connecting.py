"""TestConnection and TryConnection: the sentence people read, and what is remembered."""

import asyncio

import pytest

from adapters.memory.gateway import MemoryGateways
from application.connecting import NOT_AUTHENTICATED, NOT_REACHED, SUCCESSFUL, TestConnection, TryConnection
from domain.faults import FaultCode
from domain.identifiers import ConfigurationId
from domain.lms_configuration import ConnectionStatus
from tests.application.house import InMemoryHouse


@pytest.fixture
async def house() -> InMemoryHouse:
    return await InMemoryHouse().open()


def _try(house: InMemoryHouse) -> TryConnection:
    return TryConnection(MemoryGateways(house.lms), house.clock)


def _test(house: InMemoryHouse) -> TestConnection:
    return TestConnection(house.database.transactions, _try(house), house.clock)


@pytest.mark.parametrize(
    ("trouble", "sentence", "status"),
    [
        (None, SUCCESSFUL, ConnectionStatus.SUCCESS),
        ("unreachable", NOT_REACHED, ConnectionStatus.FAILED),
        ("unknown_credentials", NOT_AUTHENTICATED, ConnectionStatus.FAILED),
    ],
)
async def test_the_verdict_is_told_and_remembered(
    house: InMemoryHouse, trouble: str | None, sentence: str, status: ConnectionStatus
) -> None:
    if trouble is not None:
        setattr(house.lms.troubles, trouble, True)
    outcome = (await _test(house)(house.configuration.id)).unwrap()
    assert (outcome.message, outcome.success) == (sentence, trouble is None)
    assert outcome.probes
    async with house.database.transactions() as tx:
        kept = await tx.configurations.get(house.configuration.id)
    assert kept is not None
    assert kept.public.last_test is not None
    assert (kept.public.last_test.status, kept.public.last_test.at) == (status, house.clock())


async def test_there_is_nothing_to_try(house: InMemoryHouse) -> None:
    unknown = ConfigurationId(house.stored.id)
    assert (await _test(house)(unknown)).failure().code is FaultCode.LMS_CONFIG_NOT_FOUND


async def test_an_lms_that_never_answers_is_given_up(
    house: InMemoryHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("application.connecting.DEADLINE_SECONDS", 0.05)

    async def hang(call: str) -> None:
        if call == "probe":
            await asyncio.sleep(60)

    house.lms.watch = hang
    outcome = await _try(house)(house.configuration)
    assert (outcome.success, outcome.message) == (False, NOT_REACHED)
