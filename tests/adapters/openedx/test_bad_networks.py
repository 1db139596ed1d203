"""Hanging, dripping, flooding, redirecting, refusing: each ends in time and with a name."""

import asyncio
import socket
import ssl

import httpx
import pytest
from attrs import evolve
from httpx import ConnectError

from adapters.openedx.backoff import Backoff
from adapters.openedx.calls import Call, Site
from adapters.openedx.failures import unreachable
from domain.faults import FaultCode, NetworkFault, TimeoutFault
from tests.adapters.openedx.raw import answer, bare_client, raw_site

ALIVE = Call(site=Site.STUDIO, path="/heartbeat", authorized=False)
ME = Call(site=Site.LMS, path="/api/user/v1/me")
TASKS = Call(site=Site.STUDIO, path="/api/tasks/v0/tasks/")


async def test_a_hanging_site_is_left_in_time() -> None:
    async def hang(_head: bytes, _reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    async with raw_site(hang) as url, bare_client(url, url) as client:
        fault = (await client.send(evolve(ALIVE, seconds=0.05))).failure()
    assert isinstance(fault, TimeoutFault)
    assert (fault.code, fault.operation, fault.duration_ms) == (FaultCode.TIMEOUT_ERROR, "connect", 50)


async def test_a_dripping_answer_is_left_in_time() -> None:
    """Each byte comes within the read timeout; only a deadline over the whole ends it."""

    async def drip(_head: bytes, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while True:
            writer.write(b".")
            await writer.drain()
            await asyncio.sleep(0.01)

    async with raw_site(drip) as url, bare_client(url, url) as client:
        fault = (await client.send(evolve(ALIVE, seconds=0.1))).failure()
    assert isinstance(fault, TimeoutFault)


@pytest.mark.parametrize(("patient", "calls"), [(False, 1), (True, 4)])
async def test_timeouts_are_repeated_only_where_slowness_is_to_be_expected(patient: bool, calls: int) -> None:
    heads = []

    async def hang(head: bytes, _reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        heads.append(head)
        await asyncio.sleep(60)

    async with raw_site(hang) as url, bare_client(url, url) as client:
        await client.send(evolve(ALIVE, seconds=0.05, repeat_after_timeout=patient))
    assert len(heads) == calls


async def test_an_endless_answer_is_not_swallowed() -> None:
    async def flood(_head: bytes, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x" * 65536)
            await writer.drain()

    async with raw_site(flood) as url, bare_client(url, url) as client:
        fault = (await client.send(evolve(ALIVE, limit=1_000_000))).failure()
    assert isinstance(fault, NetworkFault)
    assert "1000000 bytes" in fault.message


async def test_redirects_are_not_followed() -> None:
    heads = []

    async def redirect(head: bytes, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(head)
        writer.write(answer(301, b"", "Location: https://lms.example.org/heartbeat?next=1"))

    async with raw_site(redirect) as url, bare_client(url, url) as client:
        fault = (await client.send(ALIVE)).failure()
    assert isinstance(fault, NetworkFault)
    assert "https://lms.example.org/heartbeat." in fault.message
    assert len(heads) == 1


async def test_nobody_listens() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        async with bare_client(url, url) as client:
            fault = (await client.send(ALIVE)).failure()
    assert isinstance(fault, NetworkFault)
    assert fault.code is FaultCode.CONNECTION_REFUSED


async def test_a_call_that_never_arrived_is_repeated_even_where_others_are_not() -> None:
    with socket.socket() as late:
        late.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        late.bind(("127.0.0.1", 0))
        port = late.getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        attempts = Backoff(first=0.05, jitter=0.0, ceiling=0.05)
        async with bare_client(url, url, backoff=attempts, retries=20) as client:
            sending = asyncio.create_task(client.send(evolve(ALIVE, repeatable=False)))
            await asyncio.sleep(0.1)
            assert not sending.done()
            late.listen()
            late.setblocking(False)
            connection, _ = await asyncio.get_running_loop().sock_accept(late)
            with connection:
                await asyncio.get_running_loop().sock_sendall(connection, answer(200))
                assert (await sending).unwrap().status == 200


async def test_an_unknown_name_is_told_as_such() -> None:
    url = "http://no-such-host.invalid"
    async with bare_client(url, url, retries=0) as client:
        fault = (await client.send(ALIVE)).failure()
    assert isinstance(fault, NetworkFault)
    assert fault.code is FaultCode.DNS_ERROR
    assert "no-such-host.invalid" in fault.message


async def test_trouble_with_tls_is_named() -> None:
    async def plain(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(400))
        writer.close()

    async with await asyncio.start_server(plain, "127.0.0.1", 0) as server:
        secure = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with bare_client(secure, secure, retries=0) as client:
            fault = (await client.send(ALIVE)).failure()
    assert isinstance(fault, NetworkFault)
    assert fault.code is FaultCode.NETWORK_ERROR
    assert fault.message.startswith("TLS with Studio")


def test_a_bad_certificate_is_quoted_in_its_own_words() -> None:
    reason = ssl.SSLCertVerificationError()
    reason.verify_message = "certificate has expired"
    error = ConnectError("text that is never shown")
    error.__cause__ = reason
    fault = unreachable(error, Site.LMS, "lms.example.org")
    assert "certificate has expired" in fault.message
    assert "never shown" not in repr(fault)


def test_the_reason_is_found_in_a_group_too() -> None:
    error = httpx.ConnectError("all attempts failed")
    error.__cause__ = OSError("all attempts failed")
    error.__cause__.__cause__ = ExceptionGroup("several", [OSError(101, "no route"), ConnectionRefusedError()])
    assert unreachable(error, Site.LMS, "x").code is FaultCode.CONNECTION_REFUSED
