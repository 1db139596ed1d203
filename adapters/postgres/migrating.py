"""Brings a database to the schema of this release: safe to run by many processes at once, and again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import as_file, files
from typing import Protocol

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.postgres.engine import PoolSettings, create_engine

HEAD = "head"
LOCK = 0x436F7572  # "Cour": one number for all our processes, so that they migrate one after another
UNHURRIED = PoolSettings(size=1, lock_seconds=120, statement_seconds=15 * 60)
"""What a request must not take, rewriting a large table may; the driver's own deadline is as far away, too."""


class _Verb(Protocol):
    def __call__(self, config: Config, revision: str) -> None: ...


async def migrate(engine: AsyncEngine, revision: str = HEAD) -> None:
    """Migrates up to `revision`, in one transaction: all of it happens, or nothing.

    A second process waits for the first one (at most two minutes) and then finds nothing left to do.
    """
    async with _unhurried(engine) as connection:
        await connection.run_sync(_run, command.upgrade, revision)


async def downgrade(engine: AsyncEngine, revision: str) -> None:
    """Migrates down to `revision`, or to an empty database with "base"; what was in the tables is lost."""
    async with _unhurried(engine) as connection:
        await connection.run_sync(_run, command.downgrade, revision)


async def current_revision(engine: AsyncEngine) -> str | None:
    """The revision that the database is at; None where it was never migrated."""
    async with engine.connect() as connection:
        return await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())


def newest_revision() -> str:
    """The revision of this release."""
    with as_file(files("adapters.postgres") / "migrations") as folder:
        head = ScriptDirectory(str(folder)).get_current_head()
    if head is None:
        raise RuntimeError("this installation has no migrations")
    return head


@asynccontextmanager
async def _unhurried(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction in the same database, on a connection of its own."""
    patient = create_engine(engine.url.render_as_string(hide_password=False), UNHURRIED)
    try:
        async with patient.begin() as connection:
            yield connection
    finally:
        await patient.dispose()


def _run(connection: Connection, verb: _Verb, revision: str) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    with as_file(files("adapters.postgres") / "migrations") as folder:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        verb(config, revision)
