"""Things are killed: the database under a worker, a worker under its jobs, the listening connection."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from shutil import rmtree

import pytest
from pgqueuer.domain.models import Job
from pgqueuer.domain.types import QueueEntrypoint, QueueManagerId
from pgqueuer.ports.repository import EntrypointExecutionParameter
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.engine import create_engine
from adapters.postgres.migrating import migrate
from adapters.queue.job_queue import ENTRYPOINT
from adapters.queue.patient_driver import PatientDriver
from adapters.queue.patient_queries import PatientQueries
from domain.identifiers import JobId
from tests.adapters.queue.workers import QUICK, enqueue, new_id, rows, until, until_true, working
from tests.postgres_fixture import OPTIONS

WORKER = """
import asyncio, sys
from tests.adapters.queue.workers import working
async def run_job(job_id):
    print(job_id, flush=True)
    await asyncio.sleep(3600)
async def main():
    async with working(sys.argv[1], run_job):
        await asyncio.sleep(3600)
asyncio.run(main())
"""

pytestmark = pytest.mark.slow


@pytest.fixture
def server() -> Iterator[EmbeddedPostgres]:
    """A server of the test's own, to be killed."""
    home = Path(tempfile.mkdtemp(prefix="courseport-outage-"))
    server = EmbeddedPostgres(home, OPTIONS)
    server.start()
    yield server
    server.start()
    server.stop()
    rmtree(home)


async def test_an_outage_ends_no_run_and_loses_no_job(server: EmbeddedPostgres) -> None:
    runs: Counter[JobId] = Counter()
    before, during, after = new_id(), new_id(), new_id()
    release = asyncio.Event()

    async def run_job(job_id: JobId) -> None:
        runs[job_id] += 1
        if job_id == during:
            await release.wait()

    engine = create_engine(server.url)
    await migrate(engine)
    async with working(server.url, run_job, heartbeat_seconds=30) as worker:
        await enqueue(engine, before, during)
        await until(lambda: runs[before] == runs[during] == 1)
        await asyncio.to_thread(server.stop)
        await asyncio.sleep(1.5)
        release.set()
        await asyncio.sleep(0.5)
        assert not worker.done()
        await asyncio.to_thread(server.start)
        await engine.dispose()
        await enqueue(engine, after)
        await until(lambda: runs[after] == 1)
    assert runs == {before: 1, during: 1, after: 1}
    assert await rows(engine) == []
    await engine.dispose()


async def test_a_worker_that_starts_during_an_outage_waits_for_its_end(server: EmbeddedPostgres) -> None:
    runs: list[JobId] = []

    async def run_job(job_id: JobId) -> None:
        runs.append(job_id)

    engine = create_engine(server.url)
    await migrate(engine)
    await engine.dispose()
    await asyncio.to_thread(server.stop)
    async with working(server.url, run_job) as worker:
        await asyncio.sleep(1)
        assert not worker.done()
        await asyncio.to_thread(server.start)
        await enqueue(engine, new_id())
        await until(lambda: runs)
    await engine.dispose()


async def test_jobs_of_a_killed_worker_are_taken_over(engine: AsyncEngine, database_url: str) -> None:
    taken: list[JobId] = []
    job_id = new_id()

    async def run_job(job_id: JobId) -> None:
        taken.append(job_id)

    command = [sys.executable, "-c", WORKER, database_url]
    with subprocess.Popen(  # noqa: ASYNC220 - starting it takes milliseconds, and nothing else runs here
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(Path.cwd())}
    ) as victim:
        assert victim.stdout is not None
        await enqueue(engine, job_id)
        async with asyncio.timeout(20):
            said = await asyncio.to_thread(victim.stdout.readline)
        assert said.strip() == str(job_id)
        victim.send_signal(signal.SIGKILL)
    killed = time.perf_counter()
    async with working(database_url, run_job):
        await until(lambda: taken)
    took = time.perf_counter() - killed
    assert taken == [job_id]
    assert took < 2 * QUICK.heartbeat_seconds + 1


async def test_a_lost_listener_comes_back(engine: AsyncEngine, database_url: str) -> None:
    started = asyncio.Event()

    async def run_job(_job_id: JobId) -> None:
        started.set()

    async def listeners() -> list[int]:
        query = (
            "SELECT pid FROM pg_stat_activity"
            " WHERE datname = current_database() AND query LIKE 'LISTEN %' AND state = 'idle'"
        )
        async with engine.connect() as connection:
            return list(await connection.scalars(text(query)))

    async def listener() -> int:
        return (await until_true(listeners))[0]

    async with working(database_url, run_job, dequeue_seconds=60):
        lost = await listener()
        async with engine.connect() as connection:
            await connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": lost})
        assert await listener() != lost
        await enqueue(engine, new_id())
        async with asyncio.timeout(20):
            await started.wait()


async def _picked(queries: PatientQueries, worker: QueueManagerId) -> Job:
    entrypoints = {QueueEntrypoint(ENTRYPOINT): EntrypointExecutionParameter(concurrency_limit=0)}
    [job] = await queries.dequeue(1, entrypoints, worker, None, timedelta(0))
    return job


async def test_a_woken_worker_leaves_the_row_of_the_new_owner_alone(
    engine: AsyncEngine, database_url: str
) -> None:
    await enqueue(engine, new_id())
    async with PatientDriver(database_url, QUICK).connected() as driver:
        queries = PatientQueries(driver)
        paused = await _picked(queries, QueueManagerId(new_id()))
        owner = await _picked(queries, QueueManagerId(new_id()))
        assert paused.id == owner.id
        await queries.log_jobs([(paused, "successful", None)])
        await queries.retry_job(paused, timedelta(0), None)
        assert [status for _, status in await rows(engine)] == ["picked"]
        await queries.log_jobs([(owner, "successful", None)])
        assert await rows(engine) == []
