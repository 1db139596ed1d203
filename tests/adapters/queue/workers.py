"""A queue and workers to try, with waits of milliseconds instead of seconds."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from attrs import evolve
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.queue.dispatch import BrokenDown
from adapters.queue.job_queue import PgQueuerJobQueue
from adapters.queue.settings import WorkerSettings
from adapters.queue.worker import IdleJobs, Worker
from domain.identifiers import JobId

T = TypeVar("T")

QUICK = WorkerSettings(
    concurrency=20,
    batch=10,
    dequeue_seconds=0.3,
    heartbeat_seconds=2,
    sweep_seconds=0.2,
    sweep_grace_seconds=5,
    drain_seconds=0.5,
    outage_seconds=0.05,
    restart_seconds=0.1,
    restart_seconds_limit=0.5,
)


async def nobody_is_idle(_moment: datetime, _limit: int) -> Sequence[JobId]:
    return ()


async def enqueue(engine: AsyncEngine, *job_ids: JobId) -> None:
    async with engine.connect() as connection:
        for job_id in job_ids:
            await PgQueuerJobQueue(connection).enqueue(job_id)
        await connection.commit()


async def rows(engine: AsyncEngine) -> list[tuple[str, str]]:
    """The jobs in the queue and the state of their rows."""
    async with engine.connect() as connection:
        found = await connection.execute(
            text("SELECT convert_from(payload, 'UTF8') AS job, status::text FROM pgqueuer ORDER BY id")
        )
        return [(row.job, row.status) for row in found]


async def nothing_left(_job_id: JobId, _run_id: UUID) -> float | None:
    return None


@asynccontextmanager
async def working(
    url: str,
    run_job: Callable[[JobId], Awaitable[float | None]],
    idle_jobs: IdleJobs = nobody_is_idle,
    broken_down: BrokenDown = nothing_left,
    **changes: Any,
) -> AsyncIterator[asyncio.Task[None]]:
    """A worker, stopped at the end; its task, for those who look whether it still runs."""

    async def run(job_id: JobId, _run_id: UUID) -> float | None:
        return await run_job(job_id)

    stop = asyncio.Event()
    task = asyncio.create_task(Worker(url, run, broken_down, idle_jobs, evolve(QUICK, **changes)).run(stop))
    try:
        yield task
    finally:
        stop.set()
        async with asyncio.timeout(20):
            await task


async def until(condition: Callable[[], object], seconds: float = 15) -> None:
    async def answer() -> object:
        return condition()

    await until_true(answer, seconds)


async def until_true(condition: Callable[[], Awaitable[T]], seconds: float = 15) -> T:
    """Asks again and again what nobody tells of its own accord; the first answer that counts as true."""
    async with asyncio.timeout(seconds):
        while not (answer := await condition()):  # noqa: ASYNC110 - a worker has no event to wait for
            await asyncio.sleep(0.01)
    return answer


def new_id() -> JobId:
    return JobId(uuid4())
