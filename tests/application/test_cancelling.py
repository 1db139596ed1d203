"""A cancelled job never becomes succeeded, wherever the worker is at that moment."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import TypeAlias

import pytest
from attrs import evolve
from returns.result import Success

from application.following import CancelJob
from application.importing import LeaseLost
from application.ports.journal import Happening
from application.ports.stores import Transaction
from domain.faults import FaultCode
from domain.identifiers import JobId
from domain.import_job import Failed, Succeeded
from tests.application.house import InMemoryHouse

Cancel: TypeAlias = Callable[[JobId], Awaitable[bool]]


def _cancel(house: InMemoryHouse) -> Cancel:
    async def cancel(job_id: JobId) -> bool:
        done = await CancelJob(house.database.transactions, house.clock, house.new_id)(job_id)
        return isinstance(done, Success)

    return cancel


async def _judge(house: InMemoryHouse, job_id: JobId, *, cancelled: bool) -> None:
    job = await house.job(job_id)
    if cancelled:
        assert isinstance(job, Failed)
        assert job.fault.code is FaultCode.CANCELLED
        assert await house.run_import(job_id) == job
    else:
        assert isinstance(job, Succeeded)


@pytest.mark.parametrize("step", range(1, 9))
async def test_cancelled_at_any_call_of_the_lms(step: int) -> None:
    house = await InMemoryHouse().open()
    job_id, calls, answers = (await house.accepted()).job.id, 0, list[bool]()

    async def cancel_then(_call: str) -> None:
        nonlocal calls
        calls += 1
        if calls == step:
            answers.append(await _cancel(house)(job_id))

    house.lms.watch = cancel_then
    outcome = await house.run_import(job_id)
    house.lms.watch = None
    assert answers
    assert isinstance(outcome, LeaseLost) is answers[0]
    await _judge(house, job_id, cancelled=answers[0])
    if answers[0]:
        assert house.lms.imports == {}
        assert house.journal.what()[-1] is Happening.LEASE_LOST


@pytest.mark.parametrize("write", range(1, 14))
async def test_cancelled_before_any_write(write: int) -> None:
    house = await InMemoryHouse().open()
    job_id, writes, answers = (await house.accepted()).job.id, 0, list[bool]()

    class Racing:
        """A transaction that a cancellation overtakes just as it begins."""

        def __init__(self) -> None:
            self.inner: AbstractAsyncContextManager[Transaction] = house.database.transactions()

        async def __aenter__(self) -> Transaction:
            nonlocal writes
            writes += 1
            if writes == write:
                answers.append(await _cancel(house)(job_id))
            return await self.inner.__aenter__()

        async def __aexit__(self, *error: object) -> bool | None:
            return await self.inner.__aexit__(*error)  # type: ignore[arg-type] # passed on as they came

    await evolve(house.run_import, transactions=Racing)(job_id)
    assert answers or writes < write
    await _judge(house, job_id, cancelled=bool(answers and answers[0]))


async def test_a_resting_job_is_cancelled_and_stays_so() -> None:
    house = await InMemoryHouse().open()
    house.lms.troubles.cut_uploads = 1
    job_id = (await house.accepted()).job.id
    await house.run_import(job_id)
    assert await _cancel(house)(job_id)
    await _judge(house, job_id, cancelled=True)
    assert house.lms.imports == {}
