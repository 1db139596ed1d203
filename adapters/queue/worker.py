"""The worker: takes jobs from the queue and has them run, through database outages, until it is told to stop.

stop = asyncio.Event()          # set it on SIGTERM and SIGINT
worker = Worker(database_url, run_job, broken_down, idle_jobs)
await worker.run(stop)          # returns once every running job is finished or handed over
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeAlias, final

import structlog
from pgqueuer.core.qm import QueueManager

from adapters.queue.dispatch import BrokenDown, Dispatch, RunJob
from adapters.queue.job_queue import ENTRYPOINT
from adapters.queue.patient_driver import PatientDriver
from adapters.queue.patient_queries import PatientQueries
from adapters.queue.settings import WorkerSettings
from adapters.queue.supervision import every, keep_running
from domain.identifiers import JobId

IdleJobs: TypeAlias = Callable[[datetime, int], Awaitable[Sequence[JobId]]]
"""`JobStore.idle_since` in a transaction of its own: active jobs that nobody has written since that moment."""

LAST_WRITES_SECONDS = 10
"""What the engine may take, beyond the drain, to put rows back and to write its log."""

_log = structlog.get_logger()


def _machine_clock() -> datetime:
    return datetime.now(UTC)


@final
class Worker:
    """One process's share of the work. Any number of them may run against one database."""

    def __init__(
        self,
        database_url: str,
        run_job: RunJob,
        broken_down: BrokenDown,
        idle_jobs: IdleJobs,
        settings: WorkerSettings | None = None,
        clock: Callable[[], datetime] = _machine_clock,
    ) -> None:
        self._url = database_url
        self._run_job = run_job
        self._broken_down = broken_down
        self._idle_jobs = idle_jobs
        self._settings = settings or WorkerSettings()
        self._clock = clock

    async def run(self, stop: asyncio.Event) -> None:
        """Works until `stop` is set, then hands running jobs over; being cancelled does the same first."""
        work = asyncio.create_task(self._run(stop))
        try:
            await asyncio.shield(work)
        finally:
            stop.set()
            await asyncio.wait({work}, timeout=self._settings.drain_seconds + 2 * LAST_WRITES_SECONDS)

    async def _run(self, stop: asyncio.Event) -> None:
        settings = self._settings
        async with asyncio.TaskGroup() as parts:
            parts.create_task(keep_running("engine", lambda: self._serve(stop), stop, settings))
            for name, seconds, part in (
                ("sweep", settings.sweep_seconds, self._sweep),
                ("purge", settings.purge_seconds, self._purge),
            ):
                parts.create_task(self._keep_repeating(name, seconds, part, stop))

    async def _keep_repeating(
        self, name: str, seconds: float, part: Callable[[PatientQueries], Awaitable[None]], stop: asyncio.Event
    ) -> None:
        async def repeat() -> None:
            async with PatientDriver(self._url, self._settings).connected() as driver:
                await every(seconds, lambda: part(PatientQueries(driver)), stop)

        await keep_running(name, repeat, stop, self._settings)

    async def _serve(self, stop: asyncio.Event) -> None:
        """PgQueuer's own loop, once. It ends when stopped, or on an error that is no outage."""
        driver = PatientDriver(self._url, self._settings)
        engine = QueueManager(PatientQueries(driver))
        dispatch = Dispatch(self._run_job, self._broken_down, self._settings, stop)
        # "hold": the default deletes a job's row when it fails, also when only its retry could not be written.
        engine.entrypoint(ENTRYPOINT, accepts_context=True, on_failure="hold")(dispatch)
        async with driver.connected():
            loop = asyncio.create_task(self._loop(engine))
            stopping = asyncio.create_task(stop.wait())
            await asyncio.wait({loop, stopping}, return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            engine.shutdown.set()
            # Its plain shutdown waits for running jobs without limit; ours end within the drain.
            await asyncio.wait({loop}, timeout=self._settings.drain_seconds + LAST_WRITES_SECONDS)
            if not loop.done():
                _log.error("the engine does not stop; its connections are cut")
                driver.cut_off()
                return
            await loop

    async def _loop(self, engine: QueueManager) -> None:
        settings = self._settings
        await engine.run(
            dequeue_timeout=timedelta(seconds=settings.dequeue_seconds),
            batch_size=min(settings.batch, settings.concurrency // 2),
            max_concurrent_tasks=settings.concurrency,
            heartbeat_timeout=timedelta(seconds=settings.heartbeat_seconds),
            # A start-up race in 1.6.0 makes a healthy worker stop taking jobs with this on.
            shutdown_on_listener_failure=False,
        )

    async def _sweep(self, queries: PatientQueries) -> None:
        """Enqueues the active jobs that nobody has written lately; no effect on those queued or picked."""
        moment = self._clock() - timedelta(seconds=self._settings.sweep_grace_seconds)
        names = [str(job_id) for job_id in await self._idle_jobs(moment, self._settings.sweep_limit)]
        if not names:
            return
        rows = await queries.enqueue(
            [ENTRYPOINT] * len(names),
            [name.encode() for name in names],
            [0] * len(names),
            dedupe_key=list(names),
            on_conflict="skip",
        )
        again = [name for name, row in zip(names, rows, strict=True) if row is not None]
        if again:
            _log.warning("jobs without a worker are enqueued again", job_ids=again)

    async def _purge(self, queries: PatientQueries) -> None:
        """Deletes held rows and log entries that nobody will look at any more."""
        age = timedelta(days=self._settings.keep_days)
        names = queries.qbe.settings
        await queries.driver.execute(
            f"DELETE FROM {names.queue_table} WHERE status = 'failed' AND updated < now() - $1::interval",  # noqa: S608 - a checked identifier
            age,
        )
        await queries.driver.execute(
            f"DELETE FROM {names.queue_table_log} WHERE aggregated AND created < now() - $1::interval",  # noqa: S608 - a checked identifier
            age,
        )
