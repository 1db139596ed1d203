"""The worker runs what is asked for: promptly, once, within its concurrency, and nothing else."""

import asyncio
import time
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.queue.job_queue import PgQueuerJobQueue
from domain.identifiers import JobId
from tests.adapters.queue.workers import enqueue, new_id, rows, until, working

pytestmark = pytest.mark.slow


async def test_runs_each_job_once_and_promptly(engine: AsyncEngine, database_url: str) -> None:
    started: dict[JobId, float] = {}
    asked: dict[JobId, float] = {}

    async def run_job(job_id: JobId) -> None:
        assert job_id not in started
        started[job_id] = time.perf_counter()

    async with working(database_url, run_job, dequeue_seconds=5):
        for _ in range(20):
            job_id = new_id()
            await enqueue(engine, job_id)
            asked[job_id] = time.perf_counter()
            await until(lambda: len(started) == len(asked))
    waits = sorted(started[job_id] - asked[job_id] for job_id in asked)
    assert waits[10] < 0.5
    assert await rows(engine) == []


async def test_work_that_is_undone_is_never_done(engine: AsyncEngine, database_url: str) -> None:
    seen: list[JobId] = []

    async def run_job(job_id: JobId) -> None:
        seen.append(job_id)

    undone, done = new_id(), new_id()
    async with working(database_url, run_job):
        async with engine.connect() as connection:
            await PgQueuerJobQueue(connection).enqueue(undone)
        await enqueue(engine, done)
        await until(lambda: seen)
    assert seen == [done]


async def test_a_job_may_ask_to_be_run_again(engine: AsyncEngine, database_url: str) -> None:
    moments: list[float] = []

    async def run_job(_job_id: JobId) -> float | None:
        moments.append(time.perf_counter())
        return 0.3 if len(moments) < 3 else None

    async with working(database_url, run_job):
        await enqueue(engine, new_id())
        await until(lambda: len(moments) == 3)
    assert all(later - earlier >= 0.3 for earlier, later in pairwise(moments))
    assert await rows(engine) == []


async def test_whatever_a_run_logs_says_whose_it_is(engine: AsyncEngine, database_url: str) -> None:
    job_id, bound = new_id(), list[dict[str, Any]]()

    async def run_job(_job_id: JobId) -> None:
        bound.append(structlog.contextvars.get_contextvars())

    async with working(database_url, run_job):
        await enqueue(engine, job_id)
        await until(lambda: bound)
    assert bound[0]["job_id"] == str(job_id)
    assert UUID(bound[0]["correlation_id"]).version == 4


async def test_a_row_that_is_not_ours_is_held_and_harms_nobody(engine: AsyncEngine, database_url: str) -> None:
    seen: list[JobId] = []

    async def run_job(job_id: JobId) -> None:
        seen.append(job_id)

    async with engine.begin() as connection:
        insert = (
            "INSERT INTO pgqueuer (priority, status, entrypoint, payload) VALUES (0, 'queued', 'lms.import', 'x')"
        )
        await connection.execute(text(insert))
    async with working(database_url, run_job):
        await enqueue(engine, new_id())
        await until(lambda: seen)
    assert await rows(engine) == [("x", "failed")]


async def test_many_jobs_at_once_stay_within_the_concurrency(engine: AsyncEngine, database_url: str) -> None:
    running = most = done = 0

    async def run_job(_job_id: JobId) -> None:
        nonlocal running, most, done
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.05)
        running -= 1
        done += 1

    await enqueue(engine, *(new_id() for _ in range(100)))
    async with working(database_url, run_job):
        await until(lambda: done == 100)
    assert most <= 20
    assert await rows(engine) == []
