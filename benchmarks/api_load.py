"""The API under load, beside a bare Litestar "hello" and a bare SELECT: `python -m benchmarks.api_load`.

API, PostgreSQL and the generator share the machine. No worker runs: an import is a site's work, not the API's.
"""

import asyncio
import json
import os
import sys
import tempfile
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from shutil import rmtree
from uuid import UUID, uuid4

import asyncpg
from attrs import frozen
from sqlalchemy import make_url

from adapters.http.tokens import TokenSettings, new_token
from adapters.postgres.embedded import EmbeddedPostgres
from application.course_json import course_to_json
from benchmarks.courses import course_of
from benchmarks.load import Ask, Line, Load, asking, bear, lines, median, request
from domain.access import Service, User
from domain.identifiers import UserId

CALLERS = 8
SECONDS = 2.0
ROUNDS = 3
USERS, COURSES_OF_EACH = 30, 20
"""600 courses are published once each; no user asks more often than the limits allow."""

_ROOT = Path(__file__).parents[1]
_SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105 - of this run
_API_PORT, _HELLO_PORT = 8361, 8362
_HELLO = """
import uvicorn
from litestar import Litestar, get
@get("/")
async def hello() -> dict[str, str]:
    return {"hello": "world"}
app = Litestar([hello], openapi_config=None, logging_config=None)
uvicorn.run(app, port=%d, log_level="error", access_log=False)
"""


@frozen
class Order:
    """A course of somebody, and where it goes."""

    token: str
    course: UUID
    lms: str

    def body(self) -> bytes:
        """The publish of it."""
        return json.dumps({"course_id": str(self.course), "lms_configuration_id": self.lms}).encode()


def _token(actor: User | Service) -> str:
    settings = TokenSettings(issuer="courseport", audience="courseport", secret=_SECRET.encode())
    return new_token(settings, actor, datetime.now(UTC), timedelta(hours=1))


@asynccontextmanager
async def _process(port: int, *arguments: str, **environment: str) -> AsyncIterator[None]:
    process: Process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=_ROOT, env={**os.environ, **environment}, stdout=DEVNULL
    )
    try:
        async with asyncio.timeout(60):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                except OSError:
                    assert process.returncode is None, f"{arguments} ended"
                    await asyncio.sleep(0.1)
                    continue
                writer.close()
                break
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _settle(line: Line) -> Sequence[Order]:
    """An organization, its people, their courses and one LMS, all through the API."""
    organization, service = uuid4(), _token(Service())
    await line.ask(request("PUT", f"/v1/organizations/{organization}", service, b'{"name": "Acme"}'), 200)
    users = [User(UserId(uuid4())) for _ in range(USERS)]
    for user in users:
        path = f"/v1/organizations/{organization}/members/{user.id}"
        await line.ask(request("PUT", path, service, b'{"role": "admin"}'), 200)
    tokens = [_token(user) for user in users]
    settings = {name: f"https://{name}.example.org" for name in ("lms_url", "studio_url")} | {"name": "Campus"}
    settings |= {"client_id": "client", "client_secret": "secret-of-nobody", "default_org": "Acme"}
    path = f"/v1/organizations/{organization}/lms-configurations"
    lms = json.loads(await line.ask(request("POST", path, tokens[0], json.dumps(settings).encode()), 201))["id"]
    orders = [Order(token, uuid4(), lms) for token in tokens for _ in range(COURSES_OF_EACH)]
    content = course_to_json(course_of(30, characters=1500))
    for number, order in enumerate(orders):
        body = json.dumps(content | {"courseId": f"C{number}"}).encode()
        path = f"/v1/courses/{order.course}?organization_id={organization}"
        await line.ask(request("PUT", path, order.token, body), 201)
    return orders


async def _publish(callers: Sequence[Line], orders: Sequence[Order]) -> tuple[Load, Sequence[tuple[str, str]]]:
    """All orders; and the jobs that were made of them, each with its owner's token."""
    left, jobs = iter(orders), list[tuple[str, str]]()

    def publishing(line: Line) -> Ask:
        async def ask() -> None:
            order = next(left)
            body = await line.ask(request("POST", "/v1/import-jobs", order.token, order.body()), 202)
            jobs.append((order.token, json.loads(body)["job_id"]))

        return ask

    asks = [publishing(line) for line in callers]
    return await bear("publish (a course of 30 units)", asks, seconds=600, at_most=len(orders)), jobs


async def _read(what: str, port: int, requests: Sequence[bytes]) -> Load:
    turns = cycle(requests)
    async with lines(port, CALLERS) as callers:
        return await bear(what, [asking(line, turns, 200) for line in callers], seconds=SECONDS)


async def _select(url: str) -> Load:
    """One row by its key, on as many connections as there are callers, nothing in between."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    held = [await asyncpg.connect(plain) for _ in range(CALLERS)]
    one = await held[0].fetchval("SELECT id FROM lms_import_jobs LIMIT 1")

    def selecting(connection: "asyncpg.Connection[asyncpg.Record]") -> Ask:
        async def ask() -> None:
            assert await connection.fetchrow("SELECT * FROM lms_import_jobs WHERE id = $1", one)

        return ask

    load = await bear("bare SELECT of a job", [selecting(each) for each in held], seconds=SECONDS)
    await asyncio.gather(*(each.close() for each in held))
    return load


async def _measure(url: str, home: Path) -> tuple[Sequence[Load], Sequence[Load]]:
    environment = {
        "COURSEPORT_DATABASE_URL": url,
        "COURSEPORT_HOME": str(home),
        "COURSEPORT_API_JWT_SECRET": _SECRET,
    }
    serve = ("-m", "entrypoints.cli", "serve", "--workers", "0", "--port", str(_API_PORT))
    async with (
        _process(_HELLO_PORT, "-c", _HELLO % _HELLO_PORT),
        _process(_API_PORT, *serve, **environment),
    ):
        async with lines(_API_PORT, 1) as (line,):
            orders = await _settle(line)
        async with lines(_API_PORT, CALLERS) as callers:
            publish, jobs = await _publish(callers, orders)
        status = [request("GET", f"/v1/import-jobs/{job}", token) for token, job in jobs]
        history = [
            request("GET", "/v1/import-jobs?limit=20", token) for token in dict.fromkeys(t for t, _ in jobs)
        ]
        rounds = [
            [
                await _read("alive (no database)", _API_PORT, [request("GET", "/health/live")]),
                await _read("job status", _API_PORT, status),
                await _read("history, 20 of 20 jobs", _API_PORT, history),
                await _read("bare Litestar hello", _HELLO_PORT, [request("GET", "/")]),
                await _select(url),
            ]
            for _ in range(ROUNDS)
        ]
    *ours, hello_load, select = [median(each) for each in zip(*rounds, strict=True)]
    return [*ours, publish], [hello_load, select]


def main() -> None:
    """One table, Markdown."""
    home = Path(tempfile.mkdtemp(prefix="courseport-load-"))
    try:
        with EmbeddedPostgres(home) as server:
            ours, yardsticks = asyncio.run(_measure(server.url, home))
    finally:
        rmtree(home)
    print(f"{CALLERS} callers at once; {os.cpu_count()} cores for API, PostgreSQL and callers together\n")
    print("| what | requests/s | p50 ms | p99 ms | of hello | of SELECT |\n|---|---|---|---|---|---|")
    for load in (*ours, *yardsticks):
        print(load.row(yardsticks))


if __name__ == "__main__":
    main()
