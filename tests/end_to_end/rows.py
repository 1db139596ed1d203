"""The database as an outsider sees it: everything that stands in it, as text."""

import asyncio
from asyncio.subprocess import Process
from collections.abc import Callable

import asyncpg
from sqlalchemy import make_url

from tests.end_to_end.command_line import PATIENCE_SECONDS, still_running


async def fetch(database_url: str, query: str, *values: object) -> list[asyncpg.Record]:
    """The rows of one query, over a connection of its own."""
    plain = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(plain, timeout=10)
    try:
        return await connection.fetch(query, *values, timeout=30)
    finally:
        await connection.close()


async def everything(database_url: str) -> str:
    """Every row of every table, as text: what a dump would hold."""
    tables = await fetch(
        database_url, "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables"
        " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    )  # fmt: skip
    rows = [
        row["row"]
        for table in tables
        for row in await fetch(database_url, f"SELECT each::text AS row FROM {table['name']} AS each")  # noqa: S608 - quoted by format
    ]
    return "\n".join(rows)


async def jobs(database_url: str) -> list[asyncpg.Record]:
    """All import jobs, the oldest first."""
    return await fetch(database_url, "SELECT * FROM lms_import_jobs ORDER BY created_at, id")


async def until_job(database_url: str, alive: Process, fits: Callable[[asyncpg.Record], bool]) -> asyncpg.Record:
    """The first job that fits, as soon as there is one; the process that should bring it about must not end."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            for row in await jobs(database_url):
                if fits(row):
                    return row
            await still_running(alive)
            await asyncio.sleep(0.1)
