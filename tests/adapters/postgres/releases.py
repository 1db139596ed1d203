"""Databases of earlier releases, with rows in them as those wrote them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.engine import create_engine
from adapters.postgres.migrating import migrate


@asynccontextmanager
async def earlier_release(url: str, revision: str, statements: str) -> AsyncIterator[AsyncEngine]:
    """An empty database brought to that revision and filled by these statements, which semicolons part."""
    engine = create_engine(url)
    await migrate(engine, revision)
    async with engine.begin() as connection:
        for statement in statements.split(";"):
            await connection.execute(text(statement))
    yield engine
    await engine.dispose()
