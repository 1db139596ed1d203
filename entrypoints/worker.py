"""The worker process: runs jobs until told to stop, then hands running ones over."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import structlog

from adapters.observing.metrics import Metrics
from adapters.observing.scraping import scraped
from entrypoints.commands.terminal import TroubleError
from entrypoints.settings import Settings
from entrypoints.wiring import open_house
from entrypoints.worker_settings import WorkerEnvironment

_log = structlog.get_logger()


async def run_worker_process(settings: Settings, *, concurrency: int | None = None) -> int:
    """Works until SIGTERM or SIGINT; exit code 0. `concurrency` wins over the environment's."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with open_house(settings) as house:
        with _metrics_served(house.engine.metrics, settings.worker):
            _log.info("worker started", concurrency=concurrency or settings.worker.concurrency)
            await house.engine.work(stop, concurrency=concurrency)
    _log.info("worker stopped")
    return 0


@contextmanager
def _metrics_served(metrics: Metrics, environment: WorkerEnvironment) -> Iterator[None]:
    """`/metrics`, where the operator wants it."""
    port, host = environment.metrics_port, environment.metrics_host
    with ExitStack() as stack:
        if port:
            try:
                stack.enter_context(scraped(metrics, host, port))
            except OSError as error:
                raise TroubleError(
                    f"/metrics cannot listen on {host}:{port}: {error.strerror}; "
                    "see COURSEPORT_WORKER_METRICS_PORT."
                ) from error
        yield
