"""Answers of requests that carried an idempotency key: one row a key, claimed in one statement."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import final
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.postgres.absences import absence_told
from application.ports.serving import Busy, Claimed, IdempotencyAnswer, KeptAnswer

_TIDY_EVERY = 100

_CLAIM = text("""
    INSERT INTO idempotency_keys AS held (owner_id, key, claim, claimed_at, fingerprint)
    VALUES (:owner, :key, :claim, clock_timestamp(), :fingerprint)
    ON CONFLICT (owner_id, key) DO UPDATE SET
        claim = excluded.claim, claimed_at = excluded.claimed_at, fingerprint = excluded.fingerprint,
        status = NULL, location = NULL, body = NULL
    WHERE held.claimed_at < clock_timestamp() - CASE
        WHEN held.status IS NULL THEN interval '1 minute' ELSE interval '24 hours' END
    RETURNING claim
""")
_READ = text(
    "SELECT fingerprint, status, location, body FROM idempotency_keys WHERE owner_id = :owner AND key = :key"
)
_KEEP = text(
    "UPDATE idempotency_keys SET status = :status, location = :location, body = :body WHERE claim = :claim"
)
_RELEASE = text("DELETE FROM idempotency_keys WHERE claim = :claim AND status IS NULL")
_TIDY = text("DELETE FROM idempotency_keys WHERE claimed_at < clock_timestamp() - interval '24 hours'")


@final
class PostgresIdempotency:
    """The port `IdempotencyStore`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._claims = count(1)

    async def claim(self, owner: UUID, key: str, fingerprint: str) -> IdempotencyAnswer:
        """Claimed, busy, or the answer that was given."""
        claim = uuid4()
        async with self._connection() as connection:
            await self._tidy_at_times(connection)
            facts = {"owner": owner, "key": key, "claim": claim, "fingerprint": fingerprint}
            if await connection.scalar(_CLAIM, facts) is not None:
                return Claimed(claim)
            row = (await connection.execute(_READ, {"owner": owner, "key": key})).one_or_none()
        # A row that is gone was released this instant: whoever sends it again in a second gets it.
        if row is None or row.status is None:
            return Busy()
        return KeptAnswer(row.fingerprint, row.status, row.location, row.body)

    async def keep(self, claim: UUID, answer: KeptAnswer) -> None:
        """Keeps the answer, if the claim still holds."""
        facts = {"claim": claim, "status": answer.status, "location": answer.location, "body": answer.body}
        async with self._connection() as connection:
            await connection.execute(_KEEP, facts)

    async def release(self, claim: UUID) -> None:
        """Forgets the claim."""
        async with self._connection() as connection:
            await connection.execute(_RELEASE, {"claim": claim})

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[AsyncConnection]:
        with absence_told():
            async with self._engine.connect() as connection:
                yield connection

    async def _tidy_at_times(self, connection: AsyncConnection) -> None:
        if next(self._claims) % _TIDY_EVERY == 0:
            await connection.execute(_TIDY)
