"""Runs that end in an exception: counted and tried again, but no outage is held against a job."""

import asyncio
from collections import Counter
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from application.ports.stores import StoreAwayError
from domain.identifiers import JobId
from tests.adapters.queue.workers import enqueue, new_id, rows, until, working

pytestmark = pytest.mark.slow


async def test_an_unexpected_error_is_told_until_there_is_nothing_left(
    engine: AsyncEngine, database_url: str
) -> None:
    tries: Counter[JobId] = Counter()
    runs: set[UUID] = set()
    bad, good = new_id(), new_id()

    async def run_job(job_id: JobId) -> None:
        tries[job_id] += 1
        if job_id == bad:
            raise ZeroDivisionError("a bug")

    async def broken_down(job_id: JobId, run_id: UUID) -> float | None:
        assert job_id == bad
        runs.add(run_id)
        return 0.05 if tries[bad] < 3 else None

    async with working(database_url, run_job, broken_down=broken_down):
        await enqueue(engine, bad, good)
        await until(lambda: len(runs) == 3)
        await asyncio.sleep(0.3)
    assert tries == {bad: 3, good: 1}
    assert await rows(engine) == []


async def test_a_store_that_is_away_is_nobodys_mistake(engine: AsyncEngine, database_url: str) -> None:
    tries: list[JobId] = []

    async def run_job(job_id: JobId) -> None:
        tries.append(job_id)
        if len(tries) < 4:
            raise StoreAwayError("away")

    async def broken_down(_job_id: JobId, _run_id: UUID) -> float | None:
        pytest.fail("counted")

    async with working(database_url, run_job, broken_down=broken_down):
        await enqueue(engine, new_id())
        await until(lambda: len(tries) == 4)
    assert await rows(engine) == []


async def test_a_breakdown_that_cannot_be_counted_now_is_counted_later(
    engine: AsyncEngine, database_url: str
) -> None:
    tries: list[JobId] = []
    told: list[UUID] = []

    async def run_job(job_id: JobId) -> None:
        tries.append(job_id)
        raise ZeroDivisionError("a bug")

    async def broken_down(_job_id: JobId, run_id: UUID) -> float | None:
        told.append(run_id)
        if len(told) < 2:
            raise StoreAwayError("away")
        return None

    async with working(database_url, run_job, broken_down=broken_down):
        await enqueue(engine, new_id())
        await until(lambda: len(told) == 2)
    assert len(tries) == 2
    assert await rows(engine) == []
