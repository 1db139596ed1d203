"""Parts of a worker that must go on: whatever ends one of them, it is started again."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable

import structlog

from adapters.queue.settings import WorkerSettings

HEALTHY_SECONDS = 60
"""A part that ran for so long was well; its next failure is a first one again."""

_log = structlog.get_logger()


async def keep_running(
    name: str, part: Callable[[], Awaitable[None]], stop: asyncio.Event, settings: WorkerSettings
) -> None:
    """Runs the part again and again, with growing pauses after errors, until `stop` is set and it has ended."""
    failures = 0
    while not stop.is_set():
        began = time.monotonic()
        task = asyncio.ensure_future(part())
        await asyncio.wait({task})
        error = None if task.cancelled() else task.exception()
        if stop.is_set() and error is None:
            return
        failures = 1 if time.monotonic() - began > HEALTHY_SECONDS else failures + 1
        _log.error("a part of the worker ended and is started again", part=name, failures=failures, exc_info=error)
        pause = min(settings.restart_seconds * 2.0 ** (failures - 1), settings.restart_seconds_limit)
        await pause_or(stop, pause * random.uniform(0.5, 1.0))  # noqa: S311 - jitter


async def every(
    seconds: float, part: Callable[[], Awaitable[None]], stop: asyncio.Event, *, at_once: bool = True
) -> None:
    """Runs the part about every so many seconds, workers apart from each other, until `stop` is set."""
    if at_once:
        await part()
    while not await pause_or(stop, seconds * random.uniform(0.8, 1.2)):  # noqa: S311 - jitter
        await part()


async def pause_or(stop: asyncio.Event, seconds: float) -> bool:
    """Waits so long, or until `stop` is set; whether it is."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return False
    return True
