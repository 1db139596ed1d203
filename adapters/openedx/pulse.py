"""A sign of life while the LMS takes its time, or whoever watches a job would take its worker for dead."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import TypeVar, final

from attrs import define, field

from application.ports.lms import UploadReport

T = TypeVar("T")

PULSE_SECONDS = 10.0


async def with_pulse(work: Coroutine[None, None, T], beat: Callable[[], Awaitable[None]], every: float) -> T:
    """What the work gives, with a beat each time that many seconds went by. What a beat raises ends the work."""
    task = asyncio.create_task(work)
    try:
        while not task.done():
            await asyncio.wait({task}, timeout=every)
            if not task.done():
                await beat()
        return task.result()
    finally:
        if not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@final
@define
class SteadyReport:
    """An upload's report that can be repeated: never twice at the same time, always with the newest figures."""

    _report: UploadReport
    _size: int
    _sent: int = field(default=0, init=False)
    _lock: asyncio.Lock = field(factory=asyncio.Lock, init=False)

    async def __call__(self, sent: int, size: int) -> None:
        """Passes the figures on."""
        self._sent, self._size = sent, size
        await self.again()

    async def again(self) -> None:
        """Says the last figures once more."""
        async with self._lock:
            await self._report(self._sent, self._size)
