"""The worker: runs what is asked for, hands over what it cannot finish, and outlives the database's absences."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.queue.job_queue import PgQueuerJobQueue
from application.ports.stores import StoreAwayError
from domain.identifiers import JobId
from tests.adapters.queue.workers import enqueue, new_id, rows, until, until_true, working

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


async def test_the_sweep_enqueues_what_nobody_works_on(engine: AsyncEngine, database_url: str) -> None:
    lost = [new_id(), new_id()]
    seen: Counter[JobId] = Counter()
    asked: list[tuple[datetime, int]] = []

    async def run_job(job_id: JobId) -> None:
        seen[job_id] += 1
        lost.remove(job_id)

    async def idle_jobs(moment: datetime, limit: int) -> Sequence[JobId]:
        asked.append((moment, limit))
        return tuple(lost)

    wanted = dict.fromkeys(lost, 1)
    async with working(database_url, run_job, idle_jobs):
        await until(lambda: len(seen) == 2)
        await until(lambda: len(asked) > 3)
    assert seen == wanted
    assert asked[0][1] == 500


async def test_the_sweep_never_starts_a_second_run_of_a_running_job(
    engine: AsyncEngine, database_url: str
) -> None:
    runs: list[JobId] = []
    sweeps = 0
    job_id = new_id()

    async def run_job(job_id: JobId) -> None:
        runs.append(job_id)
        await until(lambda: sweeps > 5)

    async def idle_jobs(_moment: datetime, _limit: int) -> Sequence[JobId]:
        nonlocal sweeps
        sweeps += 1
        return (job_id,) if sweeps < 6 else ()

    async with working(database_url, run_job, idle_jobs):
        await until(lambda: sweeps > 7)
    assert set(runs) == {job_id}
    assert len(runs) == 1


async def test_a_failing_sweep_is_started_again(engine: AsyncEngine, database_url: str) -> None:
    sweeps = 0

    async def run_job(_job_id: JobId) -> None: ...

    async def idle_jobs(_moment: datetime, _limit: int) -> Sequence[JobId]:
        nonlocal sweeps
        sweeps += 1
        raise ConnectionError("the database is away")

    async with working(database_url, run_job, idle_jobs) as worker:
        await until(lambda: sweeps > 2)
        assert not worker.done()


async def test_old_held_rows_and_logs_are_purged(engine: AsyncEngine, database_url: str) -> None:
    async def run_job(_job_id: JobId) -> None: ...

    async def only_the_young() -> bool:
        return await rows(engine) == [("young", "failed")]

    insert = text(
        "INSERT INTO pgqueuer (priority, status, entrypoint, payload, updated)"
        " VALUES (0, 'failed', 'lms.import', convert_to(:name, 'UTF8'), now() - CAST(:age AS interval))"
    )
    async with engine.begin() as connection:
        for name, days in (("old", 8), ("young", 6)):
            await connection.execute(insert, {"name": name, "age": timedelta(days=days)})
    async with working(database_url, run_job):
        await until_true(only_the_young)


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
