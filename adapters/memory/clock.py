"""A clock that only moves when told to, and a sleep that moves it."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import final

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


@final
class ManualClock:
    """The ports `Clock` and `Sleep` in one: `clock()` tells the time, `await clock.sleep(5)` takes none."""

    def __init__(self, now: datetime = BEGINNING) -> None:
        self._now = now

    def __call__(self) -> datetime:
        """The present moment."""
        return self._now

    def advance(self, seconds: float) -> datetime:
        """Moves on by that many seconds and tells the new moment; raises `ValueError` for a step back."""
        if seconds < 0:
            raise ValueError(f"time does not run backwards: {seconds} s")
        self._now += timedelta(seconds=seconds)
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Moves on by that many seconds and lets other tasks run once."""
        self.advance(seconds)
        await asyncio.sleep(0)
