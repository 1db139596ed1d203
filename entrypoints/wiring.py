"""The house of one installation: its adapters, opened and closed in order, and what only the command line does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from attrs import frozen

from adapters.catalogue.mapping import course_of
from adapters.observing.metrics import Metrics
from adapters.postgres.database import Database
from adapters.postgres.migrating import current_revision
from adapters.postgres.platform_catalogue import PlatformCatalogue
from adapters.postgres.transactions import PostgresTransactions
from adapters.queue.job_queue import PgQueuerJobQueue
from adapters.vault.vault import Vault
from application.adopting import AdoptIdentities, ProposeAdoption
from application.courses import Courses
from application.planning import PlanPublish
from application.ports.catalogue import NoCatalogue
from application.ports.lms import LmsGateways
from application.ports.stores import Transactions, TransactionsFor
from domain.identifiers import JobId
from entrypoints.engine import Engine, counting, make_engine, now
from entrypoints.lms_registry import lms_gateways
from entrypoints.opening import home_of, keyring_of, opened_database
from entrypoints.platform import opened_platform
from entrypoints.settings import Settings

__all__ = ["House", "home_of", "migrate_database", "now", "open_house"]


@frozen(kw_only=True)
class House:
    """An installation at work. What its callers may do is made of it for each of them, in `actors.py`."""

    database: Database
    transactions: Transactions
    transactions_for: TransactionsFor
    gateways: LmsGateways
    courses: Courses
    platform: PlatformCatalogue | None
    plan_publish: PlanPublish
    propose_adoption: ProposeAdoption
    adopt_identities: AdoptIdentities
    engine: Engine

    async def wake(self, job_id: JobId) -> None:
        """Asks for the job to be run by whoever is free; no effect while it is queued or running."""
        async with self.transactions() as tx:
            await tx.queue.enqueue(job_id)
            await tx.commit()

    async def work(self, stop: asyncio.Event) -> None:
        """Runs jobs until `stop` is set; running ones are handed over then."""
        await self.engine.work(stop)


@asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator[House]:
    """Everything, ready for use; closed in reverse order."""
    async with opened_database(settings) as database, opened_platform(settings) as platform:
        vault = Vault(keyring_of(settings))
        transactions = PostgresTransactions(database.engine, vault, PgQueuerJobQueue, now)
        metrics = Metrics()
        gateways = lms_gateways(settings, counting(metrics))
        engine = make_engine(database, transactions, gateways, metrics, settings.worker)
        courses = Courses(course_of, platform or NoCatalogue())
        yield House(
            database=database,
            transactions=transactions,
            transactions_for=transactions.acting_for,
            gateways=gateways,
            courses=courses,
            platform=platform,
            plan_publish=PlanPublish(transactions, gateways),
            propose_adoption=ProposeAdoption(transactions, gateways),
            adopt_identities=AdoptIdentities(transactions),
            engine=engine,
        )


async def migrate_database(settings: Settings) -> str | None:
    """Brings the database to this release's schema; the revision it is at then."""
    async with opened_database(settings) as database:
        return await current_revision(database.engine)
