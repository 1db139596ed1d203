"""A whole run of the API, failures and all, and then a search for every secret in all that it left behind."""

import asyncio
import signal
from asyncio.subprocess import Process
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Any
from uuid import uuid4

import httpx
import pytest
from attrs import define, field
from hypothesis import given
from hypothesis import strategies as st

from adapters.postgres.embedded import EmbeddedPostgres
from adapters.simulator import Account, Settings, Simulator, serve
from adapters.vault.keyring import new_key_entry
from tests.end_to_end.command_line import EXAMPLE, PATIENCE_SECONDS, CommandLine, Ended, ended, still_running
from tests.end_to_end.listening import a_free_port
from tests.end_to_end.rows import everything, fetch
from tests.end_to_end.secrets_search import leaks, spellings

CLIENT = "campus-client-4bdc0e1f"
SECRET = "campus-secret-«9f27»-c1a6e4d0"
WRONG = "wrong-secret-77aa31c5"
LOST = "secret-of-a-request-that-failed-52d1"
JWT_SECRET = "signs-all-tokens-0123456789-abcdefghijkl"
KEY = new_key_entry()
OWNER = uuid4()


@define
class Run:
    """One API process under way, and everything that it has answered so far."""

    client: httpx.AsyncClient
    tokens: dict[str, str] = field(factory=dict)
    answers: list[str] = field(factory=list)

    async def call(self, method: str, path: str, status: int, by: str = "owner", **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.tokens[by]}"} | more.pop("headers", {})
        answer = await self.client.request(method, path, headers=headers, **more)
        self.answers.append(f"{answer.status_code} {answer.headers} {answer.text}")
        assert answer.status_code == status, answer.text
        return answer


@asynccontextmanager
async def api(command_line: CommandLine) -> AsyncIterator[tuple[httpx.AsyncClient, Process]]:
    """`courseport serve` with a worker, and a client of it, once it is ready."""
    port = a_free_port()
    async with (
        command_line.running("serve", "--port", str(port)) as process,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client,
    ):
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                try:
                    if (await client.get("/health/ready")).status_code == 200:
                        break
                except httpx.TransportError:
                    await still_running(process)
                await asyncio.sleep(0.1)
        yield client, process


async def walk(run: Run, urls: dict[str, str], database_url: str) -> None:
    """Everything that an organization does, right and wrong."""
    organization, course = f"/v1/organizations/{uuid4()}", f"/v1/courses/{uuid4()}"
    await run.call("PUT", organization, 200, by="service", json={"name": "Acme"})
    await run.call("PUT", f"{organization}/members/{OWNER}", 200, by="service", json={"role": "owner"})
    settings = {**urls, "default_org": "Acme", "client_id": CLIENT, "poll_interval_seconds": 2, "max_retries": 1}
    lms = [
        (
            await run.call(
                "POST",
                f"{organization}/lms-configurations",
                201,
                json={**settings, "name": name, "client_secret": secret},
            )
        ).json()["id"]
        for name, secret in (("Right", SECRET), ("Wrong", WRONG))
    ]
    for each, success in zip(lms, (True, False), strict=True):
        assert (await run.call("POST", f"/v1/lms-configurations/{each}/test", 200)).json()["success"] is success
    where = {"organization_id": organization.rpartition("/")[2]}
    written = {"Content-Type": "application/json"}
    await run.call("PUT", course, 201, params=where, content=EXAMPLE.read_bytes(), headers=written)
    for each, status in zip(lms, ("succeeded", "failed"), strict=True):
        ids = {"lms_configuration_id": each}
        order = {"course_id": course.rpartition("/")[2], **ids}
        await run.call("POST", f"{course}/plan", 200, json=ids)
        key = {"Idempotency-Key": f"order-{each}"}
        job = (await run.call("POST", "/v1/import-jobs", 202, json=order, headers=key)).headers["location"]
        assert "event: ended" in (await run.call("GET", f"{job}/events", 200)).text
        assert (await run.call("GET", job, 200)).json()["status"] == status
        await run.call("POST", "/v1/import-jobs", 202, json=order, headers=key)
    for path in (
        "/v1/import-jobs",
        f"{organization}/audit",
        f"{organization}/lms-configurations",
        course,
        "/metrics",
    ):
        await run.call("GET", path, 200)
    await run.call("GET", f"{course}/lms-status", 200, params={"lms_configuration_id": lms[0]})
    await fail(run, f"{organization}/lms-configurations", {**settings, "name": "Lost"}, database_url)


async def fail(run: Run, path: str, settings: dict[str, Any], database_url: str) -> None:
    """Refusals and crashes in the middle of what holds secrets."""
    for secret in ("", {"deep": LOST}, LOST * 99):
        await run.call("POST", path, 400, json={**settings, "client_secret": secret, "colour": LOST})
    broken = run.tokens["owner"][:-4] + "AAAA"
    refused = await run.client.get("/v1/import-jobs", headers={"Authorization": f"Bearer {broken}"})
    assert refused.status_code == 401
    run.answers.append(refused.text)
    await fetch(database_url, "ALTER TABLE audit_entries RENAME TO away")
    try:
        await run.call("POST", path, 500, json={**settings, "client_secret": LOST})
    finally:
        await fetch(database_url, "ALTER TABLE away RENAME TO audit_entries")
    await fetch(database_url, "ALTER TABLE lms_configurations ADD CONSTRAINT never CHECK (name <> 'Lost')")
    try:
        await run.call("POST", path, 500, json={**settings, "client_secret": LOST})
    finally:
        await fetch(database_url, "ALTER TABLE lms_configurations DROP CONSTRAINT never")


async def token(command_line: CommandLine, *arguments: str) -> str:
    made: Ended = await command_line.run("token", *arguments)
    assert made.code == 0, made.err
    return made.out.strip()


@pytest.mark.slow
async def test_a_full_run_leaves_no_secret_anywhere(
    command_line: CommandLine, database_url: str, postgres_server: EmbeddedPostgres
) -> None:
    command_line = command_line.having(
        COURSEPORT_LOG_LEVEL="debug",
        COURSEPORT_ALLOW_PRIVATE_LMS="yes",
        COURSEPORT_ALLOW_PLAIN_HTTP_LMS="yes",
        COURSEPORT_API_JWT_SECRET=JWT_SECRET,
        COURSEPORT_KEYS=KEY,
    )
    people = (Account("publisher", CLIENT, SECRET, is_staff=True),)
    log = postgres_server._folder.log.path
    before = len(log.read_bytes())
    async with serve(Simulator(Settings(accounts=people))) as site, api(command_line) as (client, process):
        run = Run(client)
        run.tokens["owner"] = await token(command_line, "--user", str(OWNER))
        run.tokens["service"] = await token(command_line, "--service")
        await walk(run, {"lms_url": site.lms_url, "studio_url": site.studio_url}, database_url)
        process.send_signal(signal.SIGTERM)
        said = await ended(process)
        issued = list(site.simulator.accounts._issued)
    dump = await everything(database_url)

    # What is searched is there, or finding nothing in it would prove nothing.
    assert "request failed unexpectedly" in said.err
    assert "Traceback" in said.err
    assert '"event": "answered"' in said.err
    assert issued
    assert "Right" in dump
    assert "courseport_jobs_ended_total" in "".join(run.answers)
    secrets = {
        "the client's secret": SECRET.encode(),
        "the wrong secret": WRONG.encode(),
        "the lost secret": LOST.encode(),
        "the client's id": CLIENT.encode(),
        "the secret of tokens": JWT_SECRET.encode(),
        "the vault's key": b64decode(KEY.partition(":")[2]),
        **{f"the token of {name}": held.encode() for name, held in run.tokens.items()},
        **{f"token {number} of the LMS": held.encode() for number, held in enumerate(issued)},
    }
    places = {
        "the logs": said.out + said.err,
        "the answers": "\n".join(run.answers),
        "the database": dump,
        "the database's log": log.read_bytes()[before:].decode(errors="replace"),
    }
    assert leaks(secrets, places) == []


@given(st.binary(min_size=8, max_size=60), st.binary(max_size=9), st.binary(max_size=9))
def test_a_secret_is_found_in_every_disguise(secret: bytes, before: bytes, after: bytes) -> None:
    whole = before + secret + after
    for disguised in (whole.hex(), b64encode(whole).decode(), b64encode(whole, b"-_").decode()):
        assert leaks({"it": secret}, {"here": f"… {disguised} …"}) == ["it in here"]


def test_a_secret_is_found_as_it_is_and_nowhere_else() -> None:
    places = {"logs": f'{{"event": "client_secret={SECRET}"}}', "rows": sha256(SECRET.encode()).hexdigest()}
    assert leaks({"it": SECRET.encode()}, places) == ["it in logs"]
    assert all(len(spelling) >= 8 for spelling in spellings(SECRET.encode()))
