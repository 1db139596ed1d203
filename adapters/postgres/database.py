"""The database of an installation: a given server, or the embedded one; migrated before it is handed out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path

from alembic.util import CommandError
from attrs import field, frozen
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.absences import DATABASE_ERRORS
from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.engine import create_engine
from adapters.postgres.keeping_alive import kept_alive
from adapters.postgres.migrating import migrate
from adapters.postgres.server_programs import EmbeddedPostgresError
from adapters.postgres.unopened import no_database, no_embedded


@frozen
class Database:
    """A database at this release's schema. Its URL may hold a password, so it does not print."""

    url: str = field(repr=False)
    engine: AsyncEngine

    async def answers(self) -> bool:
        """Whether it does its work right now."""
        try:
            async with self.engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError):
            return False
        return True


@asynccontextmanager
async def open_database(url: str | None, home: Path) -> AsyncIterator[Database]:
    """The server at `url`; without one, the embedded server of `home`, for as long as it is used.

    Where there is none to be had, `NoDatabaseError` says why and what to do; `DatabaseUrlError` is about `url`.
    """
    async with _embedded(home) if url is None else nullcontext(url) as where:
        engine = create_engine(where)
        try:
            await _migrated(engine)
            yield Database(where, engine)
        finally:
            await engine.dispose()


@asynccontextmanager
async def _embedded(home: Path) -> AsyncIterator[str]:
    """The URL of the home's own server, which is kept alive meanwhile and given back at the end."""
    server = EmbeddedPostgres(home)
    try:
        await asyncio.to_thread(server.start)
    except (EmbeddedPostgresError, OSError) as error:
        raise no_embedded("does not start", home, error) from error
    try:
        async with kept_alive(server, home):
            yield server.url
    finally:
        await asyncio.to_thread(server.stop)


async def _migrated(engine: AsyncEngine) -> None:
    try:
        await migrate(engine)
    except (*DATABASE_ERRORS, CommandError) as error:
        raise no_database(error, engine.url) from error
