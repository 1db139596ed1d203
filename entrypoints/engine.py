"""The job engine of one process: the worker, what it runs, and what is told of it."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

import structlog
from attrs import evolve, frozen

from adapters.observing.logbook import write_down
from adapters.observing.metrics import Metrics
from adapters.openedx.client import Exchange, Observe
from adapters.postgres.absences import DATABASE_ERRORS
from adapters.postgres.census import take_census
from adapters.postgres.database import Database
from adapters.queue.settings import WorkerSettings
from adapters.queue.worker import Worker
from application.breaking_down import NoteBreakdown
from application.importing import Again, RunImport
from application.ports.journal import JobEvent, Journal
from application.ports.lms import LmsGateways
from application.ports.stores import Transactions
from application.turns import Turns
from domain.identifiers import JobId
from domain.setbacks import Patience
from entrypoints.worker_settings import WorkerEnvironment

CENSUS_SECONDS = 15.0

_log = structlog.get_logger()


def now() -> datetime:
    """The present moment by this machine, UTC."""
    return datetime.now(UTC)


def counting(metrics: Metrics) -> Observe:
    """Each request to an LMS, as a metric."""

    def observe(exchange: Exchange) -> None:
        metrics.request(exchange.site.value, exchange.operation, exchange.outcome, exchange.seconds)

    return observe


@frozen(kw_only=True)
class Engine:
    """What runs the jobs of an installation, in this process."""

    database: Database
    transactions: Transactions
    run_import: RunImport
    note_breakdown: NoteBreakdown
    metrics: Metrics
    journal: Journal
    settings: WorkerSettings
    patience: Patience

    async def work(self, stop: asyncio.Event, *, concurrency: int | None = None) -> None:
        """Runs jobs until `stop` is set; running ones are handed over then."""
        settings = self.settings if concurrency is None else evolve(self.settings, concurrency=concurrency)
        worker = Worker(self.database.url, self._run, self.note_breakdown, self._idle, settings, now)
        census = asyncio.create_task(self.keep_count())
        try:
            await worker.run(stop)
        finally:
            census.cancel()
            await asyncio.wait({census})

    async def keep_count(self) -> None:
        """Brings the gauges of the metrics up to date, again and again, until it is cancelled."""
        while True:
            try:
                census = await take_census(self.database.engine)
            except DATABASE_ERRORS as error:
                _log.warning("the census could not be taken", cause=type(error).__name__)
            else:
                self.metrics.census(census.jobs, census.queue)
            await asyncio.sleep(CENSUS_SECONDS)

    async def _run(self, job_id: JobId, run_id: UUID) -> float | None:
        outcome = await self.run_import(job_id, run_id)
        return outcome.seconds if isinstance(outcome, Again) else None

    async def _idle(self, moment: datetime, limit: int) -> Sequence[JobId]:
        async with self.transactions() as tx:
            return await tx.jobs.idle_since(moment, limit)


def make_engine(
    database: Database,
    transactions: Transactions,
    gateways: LmsGateways,
    metrics: Metrics,
    environment: WorkerEnvironment,
) -> Engine:
    """The engine with the operator's values; raises `UsageError` for values that cannot be meant."""

    def journal(event: JobEvent) -> None:
        write_down(event)
        metrics.note(event)

    patience = environment.patience()
    return Engine(
        database=database,
        transactions=transactions,
        run_import=RunImport(
            transactions, gateways, now, asyncio.sleep, uuid4, patience, Turns(environment.limits()), journal
        ),
        note_breakdown=NoteBreakdown(transactions, now, patience, journal),
        metrics=metrics,
        journal=journal,
        settings=environment.engine(),
        patience=patience,
    )
