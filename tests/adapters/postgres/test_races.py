"""Transactions that meet: one wins, the others wait or are told, and none is lost."""

import asyncio
from uuid import uuid4

import pytest
from attrs import evolve
from returns.result import Success

from adapters.postgres.transactions import PostgresTransactions
from application.ports.stores import JobQuery
from domain.faults import FaultCode
from domain.import_job import Pending
from tests import builders
from tests.contracts.jobs import attempt, keep, save
from tests.contracts.transactions import Ground, add_course


@pytest.mark.slow
async def test_two_who_publish_at_the_same_instant_50_times(
    transactions: PostgresTransactions, ground: Ground
) -> None:
    for _ in range(50):
        one, two = ground.new_job(), ground.new_job()
        results = await asyncio.gather(*(attempt(transactions, job, ground.stored.course) for job in (one, two)))
        [winner] = [job for job, result in zip((one, two), results, strict=True) if isinstance(result, Success)]
        [fault] = [result.failure() for result in results if not isinstance(result, Success)]
        assert (fault.code, fault.job_id) == (FaultCode.IMPORT_IN_PROGRESS, winner.id)
        await save(transactions, builders.failed(winner.order))


@pytest.mark.slow
async def test_a_job_that_ends_while_another_is_added_never_blocks_it(
    transactions: PostgresTransactions, ground: Ground
) -> None:
    for _ in range(25):
        running, new = ground.new_job(), ground.new_job()
        await keep(transactions, running, ground.stored.course)
        added, _ = await asyncio.gather(
            attempt(transactions, new, ground.stored.course), save(transactions, builders.failed(running.order))
        )
        if isinstance(added, Success):
            await save(transactions, builders.failed(new.order))
        else:
            assert added.failure().job_id == running.id


async def test_a_rival_that_is_undone_leaves_the_way_to_the_one_who_waited(
    transactions: PostgresTransactions, ground: Ground
) -> None:
    first, second = ground.new_job(), ground.new_job()
    async with transactions() as transaction:
        assert isinstance(await transaction.jobs.add(first, ground.stored.course), Success)
        waiting = asyncio.create_task(attempt(transactions, second, ground.stored.course))
        await asyncio.sleep(0.1)
        assert not waiting.done()
    assert isinstance(await waiting, Success)


async def test_a_new_job_and_the_deletion_of_its_lms_exclude_each_other(
    transactions: PostgresTransactions, ground: Ground
) -> None:
    async with transactions() as deleting:
        assert isinstance(await deleting.configurations.delete(ground.configuration.id), Success)
        waiting = asyncio.create_task(attempt(transactions, ground.new_job(), ground.stored.course))
        await asyncio.sleep(0.1)
        assert not waiting.done()
    assert isinstance(await waiting, Success)
    async with transactions() as transaction:
        refused = await transaction.configurations.delete(ground.configuration.id)
    assert refused.failure().code is FaultCode.IMPORT_IN_PROGRESS


async def test_a_second_course_may_be_published_beside_a_running_one(
    transactions: PostgresTransactions, ground: Ground
) -> None:
    other = await add_course(transactions, ground, "Other")
    await keep(transactions, ground.new_job(), ground.stored.course)
    await keep(transactions, Pending.ordered(evolve(other.new_job().order)), other.stored.course)
    async with transactions() as transaction:
        assert (await transaction.jobs.list(JobQuery())).total == 2
        assert await transaction.jobs.save(other.new_job(), uuid4()) is False
