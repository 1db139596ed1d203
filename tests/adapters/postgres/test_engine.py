"""Connections: what URL leads to one, how long it waits, what it says, and that it is given back."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.engine import PoolSettings, asyncpg_url, create_engine
from adapters.postgres.transactions import PostgresTransactions
from adapters.queue.job_queue import PgQueuerJobQueue
from adapters.vault.vault import Vault
from tests import builders
from tests.contracts.transactions import Ground


async def test_a_cancelled_transaction_is_undone_and_gives_its_connection_back(
    transactions: PostgresTransactions, ground: Ground, engine: AsyncEngine
) -> None:
    organization = builders.make_organization("Never kept")

    async def hang() -> None:
        async with transactions() as transaction:
            await transaction.organizations.put(organization)
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with transactions() as transaction:
        assert await transaction.organizations.get(organization.id) is None
    assert engine.pool.status().endswith("Current Checked out connections: 0")


async def test_nothing_waits_for_ever(database_url: str, vault: Vault) -> None:
    impatient = PoolSettings(size=1, overflow=1, wait_seconds=0.2, lock_seconds=0.2, statement_seconds=0.5)
    engine = create_engine(database_url, impatient)
    transactions = PostgresTransactions(engine, vault, PgQueuerJobQueue)
    organization = builders.make_organization()
    try:
        async with transactions() as mine, transactions() as theirs:
            await mine.organizations.put(organization)
            with pytest.raises(DBAPIError, match="lock timeout"):
                await theirs.organizations.put(organization)
            with pytest.raises(PoolTimeoutError):
                async with engine.connect():
                    pytest.fail("a third connection of two")
        async with engine.connect() as connection:
            with pytest.raises(DBAPIError, match="statement timeout"):
                await connection.execute(text("SELECT pg_sleep(5)"))
    finally:
        await engine.dispose()


async def test_connections_say_who_they_are(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT current_setting('application_name')")) == "courseport"
        assert await connection.scalar(text("SELECT current_setting('timezone')")) == "UTC"


@pytest.mark.parametrize("url", ["postgres://u@h/d", "postgresql://u@h/d", "postgresql+psycopg://u@h/d"])
def test_any_url_of_postgresql_will_do(url: str) -> None:
    assert asyncpg_url(url).render_as_string() == "postgresql+asyncpg://u@h/d"


def test_no_other_database_will_do() -> None:
    with pytest.raises(ValueError, match="must be PostgreSQL, not sqlite"):
        asyncpg_url("sqlite:///x")


async def test_an_error_does_not_quote_values(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        with pytest.raises(DBAPIError) as caught:
            await connection.execute(
                text("SELECT 1 / CAST(:secret AS int)"), {"secret": 0, "other": builders.SECRET}
            )
    assert builders.SECRET not in str(caught.value)
