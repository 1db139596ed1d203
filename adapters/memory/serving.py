"""Allowances, kept answers and news of jobs, in memory: for one process, and for tests."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import final
from uuid import UUID, uuid4

from attrs import define, field, frozen

from application.ports.outside import Clock
from application.ports.serving import Allowance, Busy, Claimed, IdempotencyAnswer, KeptAnswer
from domain.identifiers import JobId

KEPT = timedelta(hours=24)
CLAIM_LASTS = timedelta(minutes=1)


@frozen
class _Bucket:
    tokens: float
    at: datetime


@final
@define
class MemoryRateLimits:
    """The port `RateLimits`: a token bucket for each name."""

    _clock: Clock
    _buckets: dict[str, _Bucket] = field(factory=dict)

    async def take(self, bucket: str, allowance: Allowance) -> float:
        """0.0, or the seconds until the next one is there."""
        now = self._clock()
        held = self._buckets.get(bucket, _Bucket(allowance.count, now))
        rate = allowance.count / allowance.seconds
        grown = held.tokens + max(0.0, (now - held.at).total_seconds()) * rate
        tokens = min(float(allowance.count), grown)
        if tokens < 1:
            self._buckets[bucket] = _Bucket(tokens, now)
            return (1 - tokens) / rate
        self._buckets[bucket] = _Bucket(tokens - 1, now)
        return 0.0


@define
class _Entry:
    claim: UUID
    at: datetime
    answer: KeptAnswer | None = None


@final
@define
class MemoryIdempotency:
    """The port `IdempotencyStore`."""

    _clock: Clock
    _entries: dict[tuple[UUID, str], _Entry] = field(factory=dict)

    async def claim(self, owner: UUID, key: str, fingerprint: str) -> IdempotencyAnswer:
        """Claimed, busy, or the answer that was given."""
        del fingerprint
        now = self._clock()
        entry = self._entries.get((owner, key))
        if entry is not None and entry.answer is not None and now - entry.at < KEPT:
            return entry.answer
        if entry is not None and entry.answer is None and now - entry.at < CLAIM_LASTS:
            return Busy()
        claim = uuid4()
        self._entries[owner, key] = _Entry(claim, now)
        return Claimed(claim)

    async def keep(self, claim: UUID, answer: KeptAnswer) -> None:
        """Keeps the answer, if the claim still holds."""
        for entry in self._entries.values():
            if entry.claim == claim:
                entry.answer = answer

    async def release(self, claim: UUID) -> None:
        """Forgets the claim."""
        self._entries = {name: entry for name, entry in self._entries.items() if entry.claim != claim}


@final
class MemoryChanges:
    """The port `Changes`, for one subscriber."""

    def __init__(self) -> None:
        self._news = asyncio.Event()

    def tell(self) -> None:
        """Something was written."""
        self._news.set()

    async def wait(self, seconds: float) -> bool:
        """True for news, False for silence."""
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return False
        self._news.clear()
        return True


@final
class MemoryJobEvents:
    """The port `JobEvents`; `tell` is what a database would do by itself."""

    def __init__(self) -> None:
        self._subscribers: dict[JobId, set[MemoryChanges]] = {}

    def tell(self, job_id: JobId) -> None:
        """The job was written."""
        for changes in self._subscribers.get(job_id, ()):
            changes.tell()

    def subscribers(self) -> int:
        """How many listen now."""
        return sum(len(each) for each in self._subscribers.values())

    @asynccontextmanager
    async def subscribe(self, job_id: JobId) -> AsyncIterator[MemoryChanges]:
        """News of that job."""
        changes = MemoryChanges()
        self._subscribers.setdefault(job_id, set()).add(changes)
        try:
            yield changes
        finally:
            self._subscribers[job_id].discard(changes)
            if not self._subscribers[job_id]:
                del self._subscribers[job_id]
