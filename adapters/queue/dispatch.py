"""One job from the queue, run to its end, or handed over.

The handed-in `run_job` runs in a task of its own. PgQueuer's task around it is never cancelled: it would log the
job as cancelled and delete its row.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeAlias, final

import structlog
from pgqueuer.errors import RetryRequested
from pgqueuer.models import Context, Job

from adapters.queue.job_queue import job_id_of
from adapters.queue.settings import WorkerSettings
from domain.identifiers import JobId

RunJob: TypeAlias = Callable[[JobId], Awaitable[float | None]]
"""Runs one job as far as it goes now. None: nothing is left to do; seconds: please run it again after so long.

It may be cancelled at any moment, and run again here or elsewhere, even while an earlier run still lives."""

_log = structlog.get_logger()


@final
class Dispatch:
    """The engine's entrypoint. Once `draining` is set, running jobs are cancelled and put back for others."""

    def __init__(self, run_job: RunJob, settings: WorkerSettings, draining: asyncio.Event) -> None:
        self._run_job = run_job
        self._settings = settings
        self._draining = draining

    async def __call__(self, row: Job, context: Context) -> None:
        """Runs the row's job. Returning deletes the row, `RetryRequested` puts it back, another error holds it."""
        if self._draining.is_set():
            raise RetryRequested(reason="the worker is stopping")
        job_id = job_id_of(row.payload)
        work = asyncio.ensure_future(self._run_job(job_id))
        drain = asyncio.create_task(self._draining.wait())
        with context.cancellation:
            await asyncio.wait({work, drain}, return_when=asyncio.FIRST_COMPLETED)
        drain.cancel()
        if not work.done():
            await self._hand_over(job_id, work)
        self._conclude(row, job_id, work)

    async def _hand_over(self, job_id: JobId, work: "asyncio.Future[float | None]") -> None:
        work.cancel()
        await asyncio.wait({work}, timeout=self._settings.drain_seconds)
        if not work.done():
            # The fence in the job's row keeps what is left of this run from writing anything.
            _log.error("a cancelled run does not end; the job is handed over all the same", job_id=str(job_id))
            work.add_done_callback(_forget)
            raise RetryRequested(reason="the worker is stopping")

    def _conclude(self, row: Job, job_id: JobId, work: "asyncio.Future[float | None]") -> None:
        if work.cancelled():
            _log.info("a job is handed over", job_id=str(job_id))
            raise RetryRequested(reason="the run was cancelled")
        error = work.exception()
        if error is not None:
            self._failed(row, job_id, error)
        delay = work.result()
        if delay is not None:
            raise RetryRequested(timedelta(seconds=max(delay, 0)), "the run asked to be repeated")

    def _failed(self, row: Job, job_id: JobId, error: BaseException) -> None:
        """A mistake of ours, not of the LMS: tried again a few times, then held for people to look at."""
        again = row.attempts < self._settings.failures
        _log.error(
            "a run failed unexpectedly", job_id=str(job_id), attempt=row.attempts, again=again, exc_info=error
        )
        if not again:
            raise error
        pause = self._settings.failure_seconds * 2.0**row.attempts
        pause = min(pause, self._settings.failure_seconds_limit) * random.uniform(0.5, 1.0)  # noqa: S311 - jitter
        raise RetryRequested(timedelta(seconds=pause), type(error).__name__) from error


def _forget(work: "asyncio.Future[float | None]") -> None:
    """Takes note of an abandoned run's error, so that asyncio does not report it as lost."""
    if not work.cancelled():
        work.exception()
