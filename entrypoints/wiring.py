"""Who is handed what: the one place where use cases meet adapters."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from attrs import frozen

from adapters.postgres.database import Database, open_database
from adapters.postgres.home import installation_home
from adapters.postgres.migrating import current_revision
from adapters.postgres.transactions import PostgresTransactions
from adapters.queue.job_queue import PgQueuerJobQueue
from adapters.queue.settings import WorkerSettings
from adapters.queue.worker import Worker
from adapters.vault.keyring import KEYS_VARIABLE, Keyring
from adapters.vault.vault import Vault
from application.adopting import AdoptIdentities, ProposeAdoption
from application.following import CancelJob, GetJob, ListJobs
from application.importing import RunImport
from application.planning import PlanPublish
from application.ports.lms import LmsGateways
from application.ports.stores import Transactions, TransactionsFor
from application.publishing import PublishCourse
from domain.identifiers import JobId
from entrypoints.lms_registry import lms_gateways
from entrypoints.settings import Settings


def now() -> datetime:
    """The present moment by this machine, UTC."""
    return datetime.now(UTC)


@frozen(kw_only=True)
class House:
    """The use cases of one installation, wired."""

    database: Database
    transactions: Transactions
    transactions_for: TransactionsFor
    gateways: LmsGateways
    publish_course: PublishCourse
    plan_publish: PlanPublish
    propose_adoption: ProposeAdoption
    adopt_identities: AdoptIdentities
    run_import: RunImport
    get_job: GetJob
    list_jobs: ListJobs
    cancel_job: CancelJob

    async def wake(self, job_id: JobId) -> None:
        """Asks for the job to be run by whoever is free; no effect while it is queued or running."""
        async with self.transactions() as tx:
            await tx.queue.enqueue(job_id)
            await tx.commit()

    async def work(self, stop: asyncio.Event, settings: WorkerSettings | None = None) -> None:
        """Runs jobs until `stop` is set; running ones are handed over then."""
        await Worker(self.database.url, self._run, self._idle, settings, now).run(stop)

    async def _run(self, job_id: JobId) -> float | None:
        await self.run_import(job_id)
        return None

    async def _idle(self, moment: datetime, limit: int) -> Sequence[JobId]:
        async with self.transactions() as tx:
            return await tx.jobs.idle_since(moment, limit)


@asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator[House]:
    """Everything, ready for use; closed in reverse order."""
    async with open_database(settings.database_url, home_of(settings)) as database:
        vault = Vault(Keyring.load({KEYS_VARIABLE: settings.keys or ""}, home_of(settings)))
        transactions = PostgresTransactions(database.engine, vault, PgQueuerJobQueue, now)
        gateways = lms_gateways()
        yield House(
            database=database,
            transactions=transactions,
            transactions_for=transactions.acting_for,
            gateways=gateways,
            publish_course=PublishCourse(transactions, gateways, now, uuid4),
            plan_publish=PlanPublish(transactions, gateways),
            propose_adoption=ProposeAdoption(transactions, gateways),
            adopt_identities=AdoptIdentities(transactions),
            run_import=RunImport(transactions, gateways, now, asyncio.sleep, uuid4),
            get_job=GetJob(transactions),
            list_jobs=ListJobs(transactions),
            cancel_job=CancelJob(transactions, now, uuid4),
        )


async def migrate_database(settings: Settings) -> str | None:
    """Brings the database to this release's schema; the revision it is at then."""
    async with open_database(settings.database_url, home_of(settings)) as database:
        return await current_revision(database.engine)


def home_of(settings: Settings) -> Path:
    """Where this installation keeps its data."""
    return installation_home({"COURSEPORT_HOME": settings.home or ""}, os.geteuid())
