"""A database that is away is told from a mistake of ours, whoever notices it first."""

import asyncio

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.absences import absence_told, is_away
from adapters.postgres.engine import PoolSettings, create_engine
from adapters.postgres.transactions import PostgresTransactions
from adapters.queue.job_queue import PgQueuerJobQueue
from adapters.vault.vault import Vault
from application.ports.stores import StoreAwayError
from tests import builders


def wrapped(inner: Exception) -> DBAPIError:
    error = OperationalError("SELECT 1", {}, inner)
    error.__cause__ = inner
    return error


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(),
        TimeoutError(),
        PoolTimeoutError(),
        asyncpg.CannotConnectNowError("starting up"),
        asyncpg.AdminShutdownError("bye"),
        asyncpg.ConnectionDoesNotExistError("gone"),
        wrapped(asyncpg.TooManyConnectionsError("53300")),
        wrapped(asyncpg.DeadlockDetectedError("40P01")),
    ],
    ids=lambda error: type(error).__name__,
)
def test_away(error: Exception) -> None:
    assert is_away(error)


@pytest.mark.parametrize(
    "error",
    [
        wrapped(asyncpg.UniqueViolationError("23505")),
        wrapped(asyncpg.QueryCanceledError("statement timeout")),
        ProgrammingError("SELEC", {}, Exception()),
        asyncpg.InvalidPasswordError("28P01"),
        ValueError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_not_away(error: Exception) -> None:
    assert not is_away(error)


async def test_nobody_listens(vault: Vault) -> None:
    engine = create_engine("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(StoreAwayError, match="PostgreSQL is away"):
        async with PostgresTransactions(engine, vault, PgQueuerJobQueue)():
            pytest.fail("begun")


async def test_a_connection_that_dies_in_the_middle(database_url: str, vault: Vault, engine: AsyncEngine) -> None:
    own = create_engine(database_url, PoolSettings(application_name="to die"))
    organization = builders.make_organization()
    kill = text("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'to die'")

    async def put() -> None:
        async with PostgresTransactions(own, vault, PgQueuerJobQueue)() as tx:
            await tx.organizations.put(organization)
            async with engine.connect() as other:
                await other.execute(kill)
            await tx.commit()

    with pytest.raises(StoreAwayError):
        await put()
    async with PostgresTransactions(own, vault, PgQueuerJobQueue)() as tx:
        assert await tx.organizations.get(organization.id) is None
    await own.dispose()


@pytest.mark.parametrize(("rest", "survives"), [(0.0, True), (3600.0, False)], ids=["after a rest", "at once"])
async def test_a_connection_that_died_while_nobody_used_it(
    database_url: str, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch, rest: float, survives: bool
) -> None:
    monkeypatch.setattr("adapters.postgres.engine.RESTED_SECONDS", rest)
    own = create_engine(database_url, PoolSettings(application_name="to die"))
    async with own.connect() as one, own.connect() as other:
        assert await one.scalar(text("SELECT 1")) == await other.scalar(text("SELECT 1"))
    async with engine.connect() as killer:
        kill = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'to die'"
        await killer.execute(text(kill))

    async def use() -> None:
        with absence_told():
            async with own.connect() as connection:
                assert await connection.scalar(text("SELECT 1")) == 1

    if not survives:  # nothing is asked, so it is found out in use: once, for all connections of the pool
        with pytest.raises(StoreAwayError):
            await use()
    await asyncio.gather(use(), use())
    await own.dispose()


async def test_a_mistake_of_ours_stays_one(postgres_transactions: PostgresTransactions) -> None:
    with pytest.raises(ZeroDivisionError):
        async with postgres_transactions():
            raise ZeroDivisionError
