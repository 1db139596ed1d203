"""What the contracts leave open: writers come one by one, and a forgotten transaction shows."""

import asyncio

import pytest

from adapters.memory import transactions
from adapters.memory.transactions import MemoryDatabase
from domain.identifiers import JobId
from tests.builders import make_order, make_organization


async def test_a_second_writer_sees_what_the_first_one_committed() -> None:
    database = MemoryDatabase()
    organization = make_organization()
    seen = []

    async def second() -> None:
        async with database.transactions() as tx:
            await tx.queue.enqueue(JobId(make_order().id))
            seen.append(await tx.organizations.get(organization.id))

    async with database.transactions() as tx:
        await tx.organizations.put(organization)
        waiting = asyncio.create_task(second())
        await asyncio.sleep(0)
        assert seen == []
        await tx.commit()
    await waiting
    assert seen == [organization]
    assert database.queued() == []


async def test_a_transaction_goes_on_after_its_commit() -> None:
    database = MemoryDatabase()
    one, two = make_organization("One"), make_organization("Two")
    async with database.transactions() as tx:
        await tx.organizations.put(one)
        await tx.commit()
        await tx.organizations.put(two)
    assert list(database.committed.organizations.values()) == [one]


async def test_a_writer_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transactions, "WRITER_PATIENCE_SECONDS", 0.01)
    database = MemoryDatabase()
    async with database.transactions() as forgotten, database.transactions() as tx:
        await forgotten.organizations.put(make_organization())
        with pytest.raises(TimeoutError):
            await tx.organizations.put(make_organization())


async def test_work_is_taken_in_the_order_it_was_asked_for() -> None:
    database = MemoryDatabase()
    jobs = [make_order().id for _ in range(3)]
    async with database.transactions() as tx:
        for job in jobs:
            await tx.queue.enqueue(job)
        await tx.commit()
    assert [database.take() for _ in range(4)] == [*jobs, None]


async def test_work_that_was_taken_does_not_come_back_with_a_commit() -> None:
    database = MemoryDatabase()
    job = make_order().id
    async with database.transactions() as tx:
        await tx.queue.enqueue(job)
        await tx.commit()
    async with database.transactions() as tx:
        await tx.organizations.put(make_organization())
        assert database.take() == job
        await tx.commit()
    assert database.queued() == []
