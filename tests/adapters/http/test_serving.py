"""The application as a server runs it: work beside it, and streams whose readers go away."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import uvicorn

from adapters.http.app import create_app
from adapters.http.parts import ApiSettings
from tests.adapters.http.site import Site


@asynccontextmanager
async def served(site: Site) -> AsyncIterator[str]:
    """The site on a port of loopback."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(
            create_app(site.parts()), log_config=None, lifespan="on", timeout_graceful_shutdown=2
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve([listening]))
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving


async def test_what_runs_beside_ends_with_the_serving() -> None:
    steps: list[str] = []

    async def beside(stop: asyncio.Event) -> None:
        steps.append("begun")
        await stop.wait()
        steps.append("ended")

    async with create_app(Site().parts(), beside=beside).lifespan():
        await asyncio.sleep(0)
        assert steps == ["begun"]
    assert steps == ["begun", "ended"]


async def test_a_reader_hears_at_once_and_may_leave_at_any_time() -> None:
    site = Site(settings=ApiSettings(heartbeat_seconds=0.05))
    await site.fill()
    headers = {"Authorization": "Bearer author"}
    async with served(site) as url, httpx.AsyncClient(base_url=url, headers=headers, timeout=10) as client:
        body = {"course_id": str(site.stored.id), "lms_configuration_id": str(site.configuration.id)}
        job = (await client.post("/v1/import-jobs", json=body)).headers["location"]
        async with client.stream("GET", f"{job}/events") as answer:
            lines = answer.aiter_lines()
            assert "event: progress" in [await anext(lines) for _ in range(4)]
            assert site.job_events.subscribers() == 1
        async with asyncio.timeout(10):
            while site.job_events.subscribers():  # noqa: ASYNC110 - the fake has nobody to tell
                await asyncio.sleep(0.01)


async def test_a_body_that_never_ends_is_cut_off_by_a_real_server() -> None:
    site = Site()
    await site.fill()

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b" " * 65_536

    headers = {"Authorization": "Bearer author", "Content-Type": "application/json"}
    async with served(site) as url, httpx.AsyncClient(base_url=url, headers=headers, timeout=10) as client:
        try:
            answer = await client.post("/v1/import-jobs", content=endless())
        except httpx.TransportError:  # the server hung up while we were still sending
            return
    assert answer.status_code == 413
