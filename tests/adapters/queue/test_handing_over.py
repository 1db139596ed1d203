"""A worker that stops gives its running jobs back, to be taken up by another at once."""

import asyncio
import time

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.identifiers import JobId
from tests.adapters.queue.workers import enqueue, new_id, rows, until, working

pytestmark = pytest.mark.slow


async def test_a_stopping_worker_hands_its_job_to_another_at_once(engine: AsyncEngine, database_url: str) -> None:
    began: list[str] = []
    tidied: list[str] = []
    job_id = new_id()

    async def hang(_job_id: JobId) -> None:
        began.append("first")
        try:
            await asyncio.Event().wait()
        finally:
            tidied.append("first")

    async def finish(_job_id: JobId) -> None:
        began.append("second")

    async with working(database_url, hang, heartbeat_seconds=60):
        await enqueue(engine, job_id)
        await until(lambda: began)
        leaving = time.perf_counter()
    assert time.perf_counter() - leaving < 2
    assert tidied == ["first"]
    assert await rows(engine) == [(str(job_id), "queued")]
    async with working(database_url, finish, heartbeat_seconds=60):
        await until(lambda: began == ["first", "second"], seconds=2)
    assert await rows(engine) == []


async def test_a_run_that_will_not_be_cancelled_is_left_behind(engine: AsyncEngine, database_url: str) -> None:
    began, release = asyncio.Event(), asyncio.Event()
    job_id = new_id()

    async def stubborn(_job_id: JobId) -> None:
        began.set()
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue

    async with working(database_url, stubborn):
        await enqueue(engine, job_id)
        await began.wait()
        leaving = time.perf_counter()
    assert time.perf_counter() - leaving < 3
    release.set()
    assert await rows(engine) == [(str(job_id), "queued")]


async def test_a_run_that_ends_during_the_drain_is_done(engine: AsyncEngine, database_url: str) -> None:
    began = asyncio.Event()

    async def run_job(_job_id: JobId) -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            return  # it had just got to its end

    async with working(database_url, run_job):
        await enqueue(engine, new_id())
        await began.wait()
    assert await rows(engine) == []


async def test_a_cancelled_worker_hands_over_too(engine: AsyncEngine, database_url: str) -> None:
    began = asyncio.Event()
    job_id = new_id()

    async def run_job(_job_id: JobId) -> None:
        began.set()
        await asyncio.Event().wait()

    async def work() -> None:
        async with working(database_url, run_job) as worker:
            await worker

    task = asyncio.create_task(work())
    await enqueue(engine, job_id)
    await began.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await rows(engine) == [(str(job_id), "queued")]
