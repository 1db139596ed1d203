"""PgQueuer's queries, made to outlive a database outage and to leave other workers' rows alone.

Stock PgQueuer leaves its loop at the first failed poll, and then waits for all running jobs before it can be
started again. Here a poll during an outage simply finds nothing.
"""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import TypeVar

import structlog
from pgqueuer.domain import models, types
from pgqueuer.domain.types import QueueEntrypoint, QueueManagerId
from pgqueuer.ports.repository import EntrypointExecutionParameter
from pgqueuer.queries import Queries
from typing_extensions import override

from adapters.queue.patient_driver import OUTAGES

T = TypeVar("T")

RETRY_PAUSES = (0.5, 1, 2, 4, *[8] * 12)
"""Seconds between attempts to put a row back while the database is away: about 100 in all."""

_log = structlog.get_logger()


class PatientQueries(Queries):
    """What the engine's loop asks for; every answer during an outage is "nothing"."""

    @override
    async def dequeue(
        self,
        batch_size: int,
        entrypoints: dict[QueueEntrypoint, EntrypointExecutionParameter],
        queue_manager_id: QueueManagerId,
        global_concurrency_limit: int | None,
        heartbeat_timeout: timedelta,
    ) -> list[models.Job]:
        found = super().dequeue(
            batch_size, entrypoints, queue_manager_id, global_concurrency_limit, heartbeat_timeout
        )
        return await _or_nothing(found, [])

    @override
    async def queued_work(self, entrypoints: list[QueueEntrypoint]) -> int:
        return await _or_nothing(super().queued_work(entrypoints), 0)

    @override
    async def eligible_queued_work(self, entrypoints: list[QueueEntrypoint]) -> int:
        return await _or_nothing(super().eligible_queued_work(entrypoints), 0)

    @override
    async def next_deferred_eta(self, entrypoints: list[QueueEntrypoint]) -> timedelta | None:
        return await _or_nothing(super().next_deferred_eta(entrypoints), None)

    @override
    async def log_jobs(
        self, job_status: list[tuple[models.Job, types.JOB_STATUS, models.TracebackRecord | None]]
    ) -> None:
        """Acknowledges the rows that are still ours.

        The engine acknowledges by id alone: a worker that was paused would delete the row of a job that another
        one has taken over meanwhile, and with it that run's heartbeat.
        """
        ours = await self._ours([job for job, _, _ in job_status])
        kept = [entry for entry in job_status if entry[0].id in ours]
        if kept:
            await super().log_jobs(kept)

    @override
    async def retry_job(
        self, job: models.Job, delay: timedelta, traceback_record: models.TracebackRecord | None
    ) -> None:
        """Puts the row back, if it is still ours.

        Waits for a database that is away, for else the engine would hold the row and only the sweep would find it.
        """
        for pause in (*RETRY_PAUSES, None):
            try:
                await self._put_back(job, delay, traceback_record)
            except OUTAGES:
                if pause is None or self.driver.shutdown.is_set():
                    raise
                await asyncio.sleep(pause)
            else:
                return

    async def _put_back(
        self, job: models.Job, delay: timedelta, traceback_record: models.TracebackRecord | None
    ) -> None:
        if job.id in await self._ours([job]):
            await super().retry_job(job, delay, traceback_record)

    async def _ours(self, jobs: list[models.Job]) -> set[object]:
        rows = await self.driver.fetch(
            f"SELECT id FROM {self.qbe.settings.queue_table} AS held"  # noqa: S608 - a checked identifier
            " JOIN unnest($1::bigint[], $2::uuid[]) AS mine (id, worker) USING (id)"
            " WHERE held.queue_manager_id = mine.worker",
            [job.id for job in jobs],
            [job.queue_manager_id for job in jobs],
        )
        return {row["id"] for row in rows}


async def _or_nothing(answer: Awaitable[T], nothing: T) -> T:
    try:
        return await answer
    except OUTAGES as outage:
        _log.warning("the database does not answer the worker", error=type(outage).__name__)
        return nothing
