"""Jobs watched from outside until they have ended."""

import asyncio
from asyncio.subprocess import Process
from collections.abc import Iterable
from typing import TypeAlias

import asyncpg

from domain.identifiers import JobId
from tests.end_to_end.command_line import still_running
from tests.end_to_end.rows import fetch

Ends: TypeAlias = dict[JobId, asyncpg.Record]
JOBS_PATIENCE_SECONDS = 100.0


def go(process: Process) -> None:
    """Lets a script of this folder begin."""
    assert process.stdin is not None
    process.stdin.write(b"go\n")


async def rows_of(database_url: str, jobs: Iterable[JobId]) -> Ends:
    """The jobs' whole rows."""
    rows = await fetch(database_url, "SELECT * FROM lms_import_jobs WHERE id = ANY($1::uuid[])", list(jobs))
    return {JobId(row["id"]): row for row in rows}


async def until_ended(database_url: str, worker: Process, jobs: Iterable[JobId]) -> Ends:
    """The rows once all have ended; the worker that sees to it must not end before."""
    watched = list(jobs)
    async with asyncio.timeout(JOBS_PATIENCE_SECONDS):
        while True:
            rows = await rows_of(database_url, watched)
            if all(row["completed_at"] for row in rows.values()):
                return rows
            await still_running(worker)
            await asyncio.sleep(0.2)


def said_of(row: asyncpg.Record) -> str:
    """How it ended, in one word."""
    return str(row["error_code"] or row["status"])
