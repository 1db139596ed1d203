"""Allowances over all processes: one row a bucket, taken from in one statement, by the server's clock."""

from itertools import count
from typing import Any, final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.postgres.absences import absence_told
from application.ports.serving import Allowance

_TIDY_EVERY = 1000
"""Takes of this process between two looks for buckets that nobody has touched for an hour."""

# The row's lock makes takers wait for each other, and the clock is read after the wait.
_TAKE = text("""
    INSERT INTO rate_limits AS held (bucket, tokens, at)
    VALUES (:bucket, CAST(:most AS double precision) - 1, clock_timestamp())
    ON CONFLICT (bucket) DO UPDATE SET
        tokens = -1
            + least(:most, held.tokens + :rate * greatest(0, extract(epoch FROM clock_timestamp() - held.at))),
        at = greatest(held.at, clock_timestamp())
    WHERE held.tokens + :rate * greatest(0, extract(epoch FROM clock_timestamp() - held.at)) >= 1
    RETURNING tokens
""")
_WAIT = text("""
    SELECT (1 - tokens) / :rate - greatest(0, extract(epoch FROM clock_timestamp() - at))
    FROM rate_limits WHERE bucket = :bucket
""")
_TIDY = text("DELETE FROM rate_limits WHERE at < clock_timestamp() - interval '1 hour'")
_SHORTEST_WAIT = 0.001


@final
class PostgresRateLimits:
    """The port `RateLimits`, for allowances of less than an hour."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._takes = count(1)

    async def take(self, bucket: str, allowance: Allowance) -> float:
        """0.0, or the seconds until the next one is there."""
        facts = {"bucket": bucket, "most": float(allowance.count), "rate": allowance.count / allowance.seconds}
        with absence_told():
            return await self._take(facts)

    async def _take(self, facts: dict[str, Any]) -> float:
        async with self._engine.connect() as connection:
            await self._tidy_at_times(connection)
            if await connection.scalar(_TAKE, facts) is not None:
                return 0.0
            wait = await connection.scalar(_WAIT, {"bucket": facts["bucket"], "rate": facts["rate"]})
        return max(float(wait or 0), _SHORTEST_WAIT)

    async def _tidy_at_times(self, connection: AsyncConnection) -> None:
        if next(self._takes) % _TIDY_EVERY == 0:
            await connection.execute(_TIDY)
