"""Transactions over PostgreSQL: one connection each, undone unless committed.

transactions = PostgresTransactions(engine, sealer, queue_factory)
async with transactions() as transaction:
    await transaction.jobs.add(job, course)
    await transaction.queue.enqueue(job.id)
    await transaction.commit()
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import TypeAlias, final

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.postgres.absences import DATABASE_ERRORS, absence_told, is_walled
from adapters.postgres.acting import COURSE_CARDS, bind, configurations_behind_the_wall
from adapters.postgres.audit_store import PostgresAudit
from adapters.postgres.configuration_rows import Sealer
from adapters.postgres.configuration_store import PostgresConfigurations
from adapters.postgres.course_stores import PostgresCourses
from adapters.postgres.job_store import PostgresJobs
from adapters.postgres.organization_store import PostgresOrganizations
from adapters.postgres.publication_store import PostgresPublications
from adapters.postgres.row_store import PostgresRows
from adapters.postgres.run_store import PostgresRuns
from adapters.postgres.tables import courses, lms_configurations
from application.ports.outside import Clock
from application.ports.stores import JobQueue, Transactions, WallError
from domain.access import Actor, System

QueueFactory: TypeAlias = Callable[[AsyncConnection], JobQueue]
"""The job queue that enqueues on this connection, so that work is asked for with the commit or not at all."""


def machine_clock() -> datetime:
    """The present moment by this machine."""
    return datetime.now(UTC)


@final
class PostgresTransaction:
    """Stores that change together or not at all, on one connection."""

    def __init__(
        self,
        connection: AsyncConnection,
        sealer: Sealer,
        queue_factory: QueueFactory,
        clock: Clock,
        actor: Actor,
    ) -> None:
        bind(connection, actor)
        ours = isinstance(actor, System)
        self._connection = connection
        self.organizations = PostgresOrganizations(connection)
        cards = courses if ours else COURSE_CARDS
        self.courses = PostgresCourses(connection, clock, cards)
        self.rows = PostgresRows(connection, clock)
        self.configurations = PostgresConfigurations(
            connection, sealer, lms_configurations if ours else configurations_behind_the_wall()
        )
        self.jobs = PostgresJobs(connection, clock, cards)
        self.runs = PostgresRuns(connection, clock)
        self.publications = PostgresPublications(connection, clock)
        self.queue = queue_factory(connection)
        self.audit = PostgresAudit(connection, clock)

    async def commit(self) -> None:
        """Makes everything so far last."""
        await self._connection.commit()


@final
class PostgresTransactions:
    """The port `Transactions`. Isolation is READ COMMITTED: unique indexes and row locks keep the promises."""

    def __init__(
        self,
        engine: AsyncEngine,
        sealer: Sealer,
        queue_factory: QueueFactory,
        clock: Clock = machine_clock,
    ) -> None:
        self._engine = engine
        self._sealer = sealer
        self._queue_factory = queue_factory
        self._clock = clock

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[PostgresTransaction]:
        """Begins a transaction; leaving it gives the connection back and undoes what was not committed."""
        async with self._begin(System()) as transaction:
            yield transaction

    def acting_for(self, actor: Actor) -> Transactions:
        """The port `TransactionsFor`: the same, behind the wall of row-level security for all but ourselves."""
        return partial(self._begin, actor)

    @asynccontextmanager
    async def _begin(self, actor: Actor) -> AsyncIterator[PostgresTransaction]:
        try:
            with absence_told():
                async with self._engine.connect() as connection:
                    yield PostgresTransaction(connection, self._sealer, self._queue_factory, self._clock, actor)
        except DATABASE_ERRORS as error:
            if not is_walled(error):
                raise
            raise WallError("row-level security held a write back") from error
