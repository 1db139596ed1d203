"""`/metrics` on a port of its own, for processes that serve nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import start_http_server

from adapters.observing.metrics import Metrics

_ENDS_WITHIN_SECONDS = 5


@contextmanager
def scraped(metrics: Metrics, host: str, port: int) -> Iterator[None]:
    """Served for as long as the block lasts; entering it raises `OSError` where that port cannot be had."""
    server, thread = start_http_server(port, host, registry=metrics.registry)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=_ENDS_WITHIN_SECONDS)
