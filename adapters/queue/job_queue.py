"""The `JobQueue` port over PgQueuer: work is asked for in the caller's own transaction."""

from typing import final
from uuid import UUID

import asyncpg
from pgqueuer.queries import Queries
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identifiers import JobId

ENTRYPOINT = "lms.import"


@final
class PgQueuerJobQueue:
    """Enqueues on the driver's connection of a SQLAlchemy transaction; needs nothing else."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def enqueue(self, job_id: JobId) -> None:
        """Asks for the job to be run, once the transaction commits. No effect while it is queued or running."""
        await ask_for(await self._driver(), job_id)

    async def _driver(self) -> asyncpg.Connection:
        """The driver's connection, with its transaction begun.

        SQLAlchemy begins it with its own first statement. Where that is still to come, our row would be committed
        at once and outlive a rollback.
        """
        raw = (await self._connection.get_raw_connection()).driver_connection
        if not isinstance(raw, asyncpg.Connection):
            raise TypeError(f"PgQueuer shares transactions of asyncpg only, not of {type(raw).__name__}")
        if not raw.is_in_transaction():
            await self._connection.execute(text("SELECT 1"))
        return raw


async def ask_for(connection: asyncpg.Connection, job_id: JobId) -> None:
    """Enqueues the job; the key keeps it to one row while that is queued or picked."""
    name = str(job_id)
    await Queries.from_asyncpg_connection(connection).enqueue(
        ENTRYPOINT, name.encode(), dedupe_key=name, on_conflict="skip"
    )


def job_id_of(payload: bytes | None) -> JobId:
    """The job that a row asks for; `ValueError` where it is not one of ours."""
    return JobId(UUID((payload or b"").decode("ascii", errors="replace")))
