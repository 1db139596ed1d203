"""The database of an installation: a given server, or the embedded one; migrated before it is handed out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from alembic.util import CommandError
from attrs import field, frozen
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.absences import DATABASE_ERRORS
from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.engine import DATABASE_URL_VARIABLE, create_engine
from adapters.postgres.migrating import migrate
from adapters.postgres.server_programs import EmbeddedPostgresError
from adapters.postgres.unopened import NoDatabaseError, no_database


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
    server = EmbeddedPostgres(home) if url is None else None
    if server is not None:
        await _start(server, home)
    try:
        where = server.url if server is not None else str(url)
        engine = create_engine(where)
        try:
            await _migrated(engine)
            yield Database(where, engine)
        finally:
            await engine.dispose()
    finally:
        if server is not None:
            await asyncio.to_thread(server.stop)


async def _start(server: EmbeddedPostgres, home: Path) -> None:
    try:
        await asyncio.to_thread(server.start)
    except (EmbeddedPostgresError, OSError) as error:
        raise NoDatabaseError(
            f"The embedded PostgreSQL of {home} does not start: {error}. COURSEPORT_HOME names another folder, "
            f"{DATABASE_URL_VARIABLE} another server."
        ) from error


async def _migrated(engine: AsyncEngine) -> None:
    try:
        await migrate(engine)
    except (*DATABASE_ERRORS, CommandError) as error:
        raise no_database(error, engine.url) from error
