"""The sweep finds jobs that nobody works on, and the purge rows that nobody needs."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.identifiers import JobId
from tests.adapters.queue.workers import new_id, rows, until, until_true, working

pytestmark = pytest.mark.slow


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
