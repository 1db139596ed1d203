"""A store that goes away at any moment of a run ends no run; one that stays away ends it without a trace."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from attrs import define, evolve

from application.leasing import STORE_PAUSES
from application.ports.stores import StoreAwayError, Transaction
from domain.import_job import Succeeded
from tests.application.house import InMemoryHouse


@define
class Shaky:
    """Transactions that fail from the n-th on, so many times, before or after their commit took place."""

    house: InMemoryHouse
    at: int
    times: int
    after_commit: bool = False
    begun: int = 0

    def __call__(self) -> AbstractAsyncContextManager[Transaction]:
        self.begun += 1
        return (
            self._shaken() if self.at <= self.begun < self.at + self.times else self.house.database.transactions()
        )

    @asynccontextmanager
    async def _shaken(self) -> AsyncIterator[Transaction]:
        if not self.after_commit:
            raise StoreAwayError("away")
        async with self.house.database.transactions() as tx:
            yield tx
        raise StoreAwayError("the answer to the commit is lost")


@pytest.mark.parametrize("at", range(3, 16))
@pytest.mark.parametrize("times", [1, 5])
async def test_the_run_waits_for_the_store(at: int, times: int) -> None:
    house = await InMemoryHouse().open()
    job_id = (await house.accepted()).job.id
    outcome = await evolve(house.run_import, transactions=Shaky(house, at, times))(job_id)
    assert isinstance(outcome, Succeeded)
    assert len(house.lms.imports) == 1
    assert await house.job(job_id) == outcome


@pytest.mark.parametrize("at", range(3, 16))
async def test_a_commit_whose_answer_was_lost_is_no_harm(at: int) -> None:
    house = await InMemoryHouse().open()
    job_id = (await house.accepted()).job.id
    await evolve(house.run_import, transactions=Shaky(house, at, 1, after_commit=True))(job_id)
    assert isinstance(await house.job(job_id), Succeeded)
    assert len(house.lms.imports) == 1


@pytest.mark.parametrize("at", range(1, 16))
async def test_a_store_that_stays_away_ends_the_run_and_the_next_goes_on(at: int) -> None:
    house = await InMemoryHouse().open()
    job_id = (await house.accepted()).job.id
    shaky = Shaky(house, at, 10**6)
    began = house.clock()
    try:
        outcome = await evolve(house.run_import, transactions=shaky)(job_id)
        assert isinstance(outcome, Succeeded)
        assert shaky.begun < at
    except StoreAwayError:
        waited = (house.clock() - began).total_seconds()
        assert waited < sum(STORE_PAUSES) + 60
    assert isinstance(await house.run_import(job_id), Succeeded)
    assert len(house.lms.imports) == 1
