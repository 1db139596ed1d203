"""The simulated LMS and Studio on two loopback ports, on the caller's own event loop."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator

import attrs
import uvicorn

from .rude_middleware import RudeMiddleware
from .rudeness import Host
from .simulator import Simulator
from .sites import lms, studio
from .web import AsgiApp

_PATIENCE = 1.0


@attrs.frozen
class Running:
    """A site that is up."""

    simulator: Simulator
    lms_url: str
    studio_url: str


@contextlib.asynccontextmanager
async def serve(
    simulator: Simulator | None = None, *, lms_port: int = 0, studio_port: int = 0
) -> AsyncIterator[Running]:
    """Serve until the block is left; port 0 takes any free port. No signal handler is installed."""
    site = simulator or Simulator()
    with _listen(lms_port) as lms_socket, _listen(studio_port) as studio_socket:
        site.urls = {"lms": _url(lms_socket), "studio": _url(studio_socket)}
        servers = [
            await _start(site, "lms", lms(site), lms_socket),
            await _start(site, "studio", studio(site), studio_socket),
        ]
        site.start()
        try:
            yield Running(site, site.urls["lms"], site.urls["studio"])
        finally:
            await asyncio.gather(*(_stop(server) for server in servers))
            await site.stop()


def _listen(port: int) -> socket.socket:
    # With the protocol named, asyncio switches Nagle's delay off; without it each small answer takes 40 ms more.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    return listener


def _url(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


async def _start(site: Simulator, host: Host, app: AsgiApp, listener: socket.socket) -> uvicorn.Server:
    """A uvicorn server driven by hand: `serve` would take over the process's signals."""
    config = uvicorn.Config(
        RudeMiddleware(app, site, host),
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listener])
    return server


async def _stop(server: uvicorn.Server) -> None:
    """Let answers under way end, but not for long; uvicorn's own shutdown takes a tenth of a second at least."""
    for listener in server.servers:
        listener.close()
    state = server.server_state
    for connection in list(state.connections):
        connection.shutdown()
    if state.tasks:
        _, late = await asyncio.wait(state.tasks, timeout=_PATIENCE)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
    for listener in server.servers:
        await listener.wait_closed()
