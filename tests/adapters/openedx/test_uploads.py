"""Packages on their way: whole, counted, and never sent twice unless the first provably did not arrive."""

import asyncio
import re

import pytest
from attrs import evolve
from returns.result import Success

from adapters.openedx.imports import Imports
from adapters.simulator import (
    Answer,
    CutRequest,
    CutResponse,
    Delay,
    RejectTokens,
    Rule,
    Running,
    Settings,
    Simulator,
    serve,
)
from application.ports.lms import LmsGateway
from domain.faults import FaultCode, ImportFault, LmsFault, NetworkFault, PermissionFault, TimeoutFault
from tests.adapters.openedx.raw import answer, bare_client, raw_site
from tests.adapters.openedx.site import BytesPackage, opened
from tests.builders import make_key
from tests.contracts.lms_steps import unheard

KEY = make_key()
IMPORT = "/api/courses/v0/import"
PACKAGE = BytesPackage(b"\x1f\x8b not really an archive " * 40_000)


@pytest.fixture(autouse=True)
def course(site: Running) -> None:
    site.simulator.create_course(str(KEY))


def received(site: Running) -> list[tuple[str, int]]:
    return [(upload.file_name, upload.size) for upload in site.simulator.imports]


async def test_one_field_with_its_length_said_beforehand() -> None:
    seen: dict[str, bytes] = {}

    async def studio(head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if b"access_token" in head:
            await reader.readexactly(_length(head))
            body = b'{"access_token": "a.b.c", "expires_in": 60, "token_type": "JWT"}'
            writer.write(answer(200, body))
            return
        seen["head"], seen["body"] = head, await reader.readexactly(_length(head))
        writer.write(answer(200, b'{"task_id": "seven"}'))

    async with raw_site(studio) as url, bare_client(url, url) as client:
        ticket = (await Imports(client).hand_over(KEY, PACKAGE, "a1.tar.gz", unheard)).unwrap()
    assert ticket.task_id == "seven"
    assert seen["head"].startswith(f"POST {IMPORT}/{KEY}/ HTTP/1.1".encode())
    assert b"authorization: jwt a.b.c" in seen["head"].lower()
    assert b"transfer-encoding" not in seen["head"].lower()
    boundary = re.search(rb"boundary=(\S+)", seen["head"])
    assert boundary is not None
    head, _, rest = seen["body"].partition(b"\r\n\r\n")
    assert b'name="course_data"; filename="a1.tar.gz"' in head
    assert rest == PACKAGE.content + b"\r\n--" + boundary[1] + b"--\r\n"


def _length(head: bytes) -> int:
    found = re.search(rb"content-length: (\d+)", head.lower())
    assert found is not None, head
    return int(found[1])


@pytest.mark.parametrize(
    "name", ["a.tgz", "a.TAR.GZ", "../a.tar.gz", 'a".tar.gz', "ä.tar.gz", "", "a" * 250 + ".tar.gz"]
)
async def test_a_name_that_studio_would_not_take_is_a_bug(gateway: LmsGateway, name: str) -> None:
    with pytest.raises(ValueError, match=r"\.tar\.gz"):
        await gateway.upload(KEY, PACKAGE, name, unheard)


async def test_a_refused_token_sends_it_again_from_the_first_byte(site: Running, gateway: LmsGateway) -> None:
    await gateway.find_import(KEY, "x.tar.gz")
    site.simulator.rudeness.append(Rule(RejectTokens(), IMPORT))
    ticket = await gateway.upload(KEY, PACKAGE, "a1.tar.gz", unheard)
    assert isinstance(ticket, Success)
    assert received(site) == [("a1.tar.gz", len(PACKAGE.content))]


async def test_a_busy_site_gets_it_again(site: Running, gateway: LmsGateway) -> None:
    site.simulator.rudeness.append(Rule(Answer(429), IMPORT, times=2))
    assert isinstance(await gateway.upload(KEY, PACKAGE, "a1.tar.gz", unheard), Success)
    assert received(site) == [("a1.tar.gz", len(PACKAGE.content))]


@pytest.mark.parametrize("trouble", [Answer(502), Answer(504), CutRequest(300_000), CutRequest(0), CutResponse(0)])
async def test_whatever_may_have_arrived_is_not_sent_again(
    site: Running, gateway: LmsGateway, trouble: Answer | CutRequest | CutResponse
) -> None:
    site.simulator.rudeness.append(Rule(trouble, IMPORT))
    fault = (await gateway.upload(KEY, PACKAGE, "a1.tar.gz", unheard)).failure()
    assert isinstance(fault, NetworkFault)
    assert len(received(site)) == isinstance(trouble, CutResponse)
    assert site.simulator.rudeness[0].used == 1


async def test_a_lost_answer_is_found_again_by_the_name(site: Running, gateway: LmsGateway) -> None:
    site.simulator.rudeness.append(Rule(CutResponse(0), IMPORT))
    assert isinstance((await gateway.upload(KEY, PACKAGE, "a1.tar.gz", unheard)).failure(), NetworkFault)
    await site.simulator.imports[0].ended.wait()
    found = (await gateway.find_import(KEY, "a1.tar.gz")).unwrap()
    assert found is not None
    assert found.task_id is None


async def test_too_large_for_the_proxy() -> None:
    async with serve(Simulator(Settings(proxy_body_limit=100_000))) as running, opened(running) as gateway:
        running.simulator.create_course(str(KEY))
        fault = (await gateway.upload(KEY, PACKAGE, "a1.tar.gz", unheard)).failure()
    assert isinstance(fault, ImportFault)
    assert fault.code is FaultCode.IMPORT_REJECTED
    assert "413" in fault.message
    assert "client_max_body_size" in fault.help


async def test_too_large_for_a_proxy_that_does_not_listen_on() -> None:
    """Real proxies answer 413 at once and hang up; the answer must be heard all the same."""

    async def proxy(head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if b"access_token" in head:
            await reader.readexactly(_length(head))
            writer.write(answer(200, b'{"access_token": "a.b.c", "expires_in": 60, "token_type": "JWT"}'))
            return
        writer.write(answer(413, b"<html>too large</html>", "Connection: close"))
        await writer.drain()
        writer.write_eof()
        await reader.read()

    async with raw_site(proxy) as url, bare_client(url, url) as client:
        fault: LmsFault = (await Imports(client).hand_over(KEY, PACKAGE, "a1.tar.gz", unheard)).failure()
    assert isinstance(fault, ImportFault)
    assert fault.code is FaultCode.IMPORT_REJECTED


async def test_without_author_rights(site: Running) -> None:
    async with opened(site, "author") as gateway:
        fault = (await gateway.upload(KEY, PACKAGE, "a1.tar.gz", unheard)).failure()
    assert isinstance(fault, PermissionFault)
    assert fault.code is FaultCode.PERMISSION_ERROR
    assert "Course Team" in fault.help
    assert fault.cause == "The requesting user does not have course author permissions."


async def test_an_empty_500_is_a_refusal(site: Running, gateway: LmsGateway) -> None:
    words = b'{"developer_message": "", "error_code": "internal_error"}'
    site.simulator.rudeness.append(Rule(Answer(500, words, "application/json"), IMPORT))
    fault = (await gateway.upload(KEY, PACKAGE, "a1.tar.gz", unheard)).failure()
    assert isinstance(fault, ImportFault)
    assert fault.code is FaultCode.IMPORT_REJECTED


async def test_a_hanging_studio_ends_as_an_upload_timeout() -> None:
    async def hang(head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(_length(head))
        if b"access_token" in head:
            writer.write(answer(200, b'{"access_token": "a.b.c", "expires_in": 60, "token_type": "JWT"}'))
            return
        await asyncio.sleep(60)

    async with raw_site(hang) as url, bare_client(url, url) as client:
        hurried = Imports(client, answer_seconds=0.2)
        fault = (await hurried.hand_over(KEY, BytesPackage(b"x"), "a1.tar.gz", unheard)).failure()
    assert isinstance(fault, TimeoutFault)
    assert (fault.code, fault.operation) == (FaultCode.UPLOAD_TIMEOUT, "upload")


async def test_signs_of_life_while_studio_thinks(site: Running) -> None:
    site.simulator.rudeness.append(Rule(Delay(0.3), IMPORT))
    reports: list[tuple[int, int]] = []

    async def report(sent: int, size: int) -> None:
        reports.append((sent, size))

    size = len(PACKAGE.content)
    async with bare_client(site.lms_url, site.studio_url) as client:
        await Imports(client, pulse_seconds=0.02).hand_over(KEY, PACKAGE, "a1.tar.gz", report)
    assert reports.count((size, size)) > 2
    assert reports == sorted(reports)


async def test_a_sign_of_life_that_raises_ends_the_upload(site: Running) -> None:
    site.simulator.rudeness.append(Rule(Delay(30), IMPORT))

    class Stopped(Exception): ...

    calls = 0

    async def report(_sent: int, _size: int) -> None:
        nonlocal calls
        calls += 1
        if calls > 8:
            raise Stopped

    small = evolve(PACKAGE, content=b"x" * 1000)
    async with bare_client(site.lms_url, site.studio_url) as client:
        with pytest.raises(Stopped):
            await Imports(client, pulse_seconds=0.01).hand_over(KEY, small, "a1.tar.gz", report)


async def test_reports_raise_through_as_they_are(site: Running, gateway: LmsGateway) -> None:
    """A TimeoutError of the caller's own is not taken for one of ours."""

    async def report(_sent: int, _size: int) -> None:
        raise TimeoutError("mine")

    with pytest.raises(TimeoutError, match="mine"):
        await gateway.upload(KEY, PACKAGE, "a1.tar.gz", report)
    assert received(site) == []
