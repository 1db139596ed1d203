"""One job from the queue, run to its end, or handed over.

The handed-in `run_job` runs in a task of its own. PgQueuer's task around it is never cancelled: it would log the
job as cancelled and delete its row.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeAlias, final
from uuid import UUID, uuid4

import structlog
from pgqueuer.errors import RetryRequested
from pgqueuer.models import Context, Job

from adapters.queue.job_queue import job_id_of
from adapters.queue.settings import WorkerSettings
from application.ports.stores import StoreAwayError
from domain.identifiers import JobId

RunJob: TypeAlias = Callable[[JobId, UUID], Awaitable[float | None]]
"""Runs one job as far as it goes now. None: nothing is left to do; seconds: please run it again after so long.

The second argument names this run and no other. It may be cancelled at any moment, and run again here or
elsewhere, even while an earlier run still lives."""

BrokenDown: TypeAlias = Callable[[JobId, UUID], Awaitable[float | None]]
"""Told that this run of the job died of an exception nobody expected; answers like `RunJob`."""

_log = structlog.get_logger()


@final
class Dispatch:
    """The engine's entrypoint. Once `draining` is set, running jobs are cancelled and put back for others."""

    def __init__(
        self, run_job: RunJob, broken_down: BrokenDown, settings: WorkerSettings, draining: asyncio.Event
    ) -> None:
        self._run_job = run_job
        self._broken_down = broken_down
        self._settings = settings
        self._draining = draining

    async def __call__(self, row: Job, context: Context) -> None:
        """Runs the row's job. Returning deletes the row, `RetryRequested` puts it back, another error holds it."""
        if self._draining.is_set():
            raise RetryRequested(reason="the worker is stopping")
        job_id, run_id = job_id_of(row.payload), uuid4()
        # Whatever is logged from here on, in any module, says which job and which run it belongs to.
        with structlog.contextvars.bound_contextvars(job_id=str(job_id), correlation_id=str(run_id)):
            work = asyncio.ensure_future(self._run_job(job_id, run_id))
            drain = asyncio.create_task(self._draining.wait())
            with context.cancellation:
                await asyncio.wait({work, drain}, return_when=asyncio.FIRST_COMPLETED)
            drain.cancel()
            if not work.done():
                await self._hand_over(work)
            delay = await self._outcome(row, job_id, run_id, work)
        if delay is not None:
            raise RetryRequested(timedelta(seconds=max(delay, 0)), "the run asked to be repeated")

    async def _hand_over(self, work: "asyncio.Future[float | None]") -> None:
        work.cancel()
        await asyncio.wait({work}, timeout=self._settings.drain_seconds)
        if not work.done():
            # The fence in the job's row keeps what is left of this run from writing anything.
            _log.error("a cancelled run does not end; the job is handed over all the same")
            work.add_done_callback(_forget)
            raise RetryRequested(reason="the worker is stopping")

    async def _outcome(
        self, row: Job, job_id: JobId, run_id: UUID, work: "asyncio.Future[float | None]"
    ) -> float | None:
        """Seconds until the job is to be run again; None where it is done with."""
        if work.cancelled():
            _log.info("a job is handed over")
            raise RetryRequested(reason="the run was cancelled")
        error = work.exception()
        if error is None:
            return work.result()
        if isinstance(error, StoreAwayError):  # nobody's mistake, and nobody can count it now
            _log.warning("a run ended because the store is away", attempt=row.attempts)
            return self._pause(row)
        _log.error("a run died of an unexpected error", attempt=row.attempts, exc_info=error)
        try:
            return await self._broken_down(job_id, run_id)
        except StoreAwayError:
            return self._pause(row)

    def _pause(self, row: Job) -> float:
        settings = self._settings
        longest = min(settings.outage_seconds * 2.0 ** min(row.attempts, 16), settings.outage_seconds_limit)
        return longest * random.uniform(0.5, 1.0)  # noqa: S311 - jitter


def _forget(work: "asyncio.Future[float | None]") -> None:
    """Takes note of an abandoned run's error, so that asyncio does not report it as lost."""
    if not work.cancelled():
        work.exception()
