"""One embedded PostgreSQL for the whole test session, and in it a migrated, empty database for each test.

Fixtures (through tests/conftest.py): `database_url` for tests that start processes or make their own engine,
`engine` and `postgres_transactions` for the others, `empty_database_url` for tests of migrations.
"""

import asyncio
import fcntl
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.engine import create_engine
from adapters.postgres.migrating import migrate
from adapters.postgres.transactions import PostgresTransactions
from adapters.queue.job_queue import PgQueuerJobQueue
from adapters.vault.keyring import Keyring, new_key_entry
from adapters.vault.vault import Vault

PREFIX = "courseport-tests-"
# Nothing here must survive a power cut.
OPTIONS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "300"}


def run_apart(work: Coroutine[object, object, None]) -> None:
    """Runs it in a loop and thread of its own, so that synchronous fixtures leave the test's loop alone."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(asyncio.run, work).result()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[EmbeddedPostgres]:
    """The server, in a temporary folder of its own; stopped and removed whatever happens."""
    _clear_what_killed_sessions_left()
    home = Path(tempfile.mkdtemp(prefix=PREFIX))
    server = EmbeddedPostgres(home, OPTIONS)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(home)


@pytest.fixture(scope="session")
def migrated_database(postgres_server: EmbeddedPostgres) -> str:
    """The URL of a database with this release's schema. Tests ask for `database_url`, which empties it first."""
    with _database(postgres_server.url, keep=True) as url:
        run_apart(_migrate(url))
        return url


@pytest.fixture
def database_url(migrated_database: str) -> str:
    """A migrated database without a row in it, and nobody else connected.

    Emptied, not made anew: that takes 10 ms instead of 300.
    """
    run_apart(_empty(migrated_database))
    return migrated_database


@pytest.fixture
def empty_database_url(postgres_server: EmbeddedPostgres) -> Iterator[str]:
    """A database without any table, of the test's own."""
    with _database(postgres_server.url) as url:
        yield url


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on the test's own database."""
    engine = create_engine(database_url)
    try:
        yield engine
    finally:
        await engine.dispose()


@pytest.fixture
def vault() -> Vault:
    """A vault with a fresh key."""
    return Vault(Keyring.parse(new_key_entry()))


@pytest.fixture
def postgres_transactions(engine: AsyncEngine, vault: Vault) -> PostgresTransactions:
    """The port `Transactions`, over the test's own database."""
    return PostgresTransactions(engine, vault, PgQueuerJobQueue)


@contextmanager
def _database(server_url: str, *, keep: bool = False) -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    run_apart(_execute(server_url, f"CREATE DATABASE {name}"))
    try:
        yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    finally:
        if not keep:
            run_apart(_execute(server_url, f"DROP DATABASE {name} WITH (FORCE)"))


async def _migrate(url: str) -> None:
    engine = create_engine(url)
    await migrate(engine)
    await engine.dispose()


async def _empty(url: str) -> None:
    await _execute(
        url,
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
        "DELETE FROM organizations",
        "DELETE FROM course_versions",
        "DELETE FROM pgqueuer",
        "DELETE FROM pgqueuer_log",
        "DELETE FROM pgqueuer_statistics",
    )


async def _execute(url: str, *statements: str) -> None:
    parsed = make_url(url).set(drivername="postgresql")
    connection = await asyncpg.connect(parsed.render_as_string(hide_password=False), timeout=10)
    try:
        for statement in statements:
            await connection.execute(statement, timeout=30)
    finally:
        await connection.close()


def _clear_what_killed_sessions_left() -> None:
    """A session that was killed could not stop its server; nobody holds its lock any more."""
    for home in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        lock = home / "postgres.use.lock"
        if not lock.exists() or lock.stat().st_uid != os.geteuid():
            continue
        with lock.open("ab") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
        with EmbeddedPostgres(home, OPTIONS):
            pass
        shutil.rmtree(home, ignore_errors=True)  # another session may be at it, too
