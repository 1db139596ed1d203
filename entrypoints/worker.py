"""The worker process: runs jobs until told to stop, then hands running ones over."""

import asyncio
import signal

import structlog

from adapters.queue.settings import WorkerSettings
from entrypoints.settings import Settings
from entrypoints.wiring import open_house

_log = structlog.get_logger()


async def run_worker_process(settings: Settings, *, concurrency: int) -> int:
    """Works until SIGTERM or SIGINT; exit code 0."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with open_house(settings) as house:
        _log.info("worker started", concurrency=concurrency)
        await house.work(stop, WorkerSettings(concurrency=concurrency))
    _log.info("worker stopped")
    return 0
