"""The connection doctor names what is wrong, says what to do, and is done in time."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from returns.result import Success

from adapters.openedx.doctor import Doctor
from adapters.openedx.examination import Finding, Step, examine, fine
from adapters.openedx.gateway import OpenEdxGateways
from adapters.simulator import Account, Answer, RejectTokens, Rule, Running, Settings, Simulator, serve
from application.ports.lms import LmsGateway
from domain.connection import Probe, ProbeOutcome
from domain.faults import AuthFault, FaultCode, NetworkFault
from tests.adapters.openedx.raw import answer, bare_client, raw_site
from tests.adapters.openedx.site import configured, opened

OK, WARNING, FAILED, SKIPPED = ProbeOutcome


def outcomes(probes: Sequence[Probe]) -> dict[str, ProbeOutcome]:
    return {probe.name: probe.outcome for probe in probes}


def failed(probes: Sequence[Probe]) -> set[str]:
    return {probe.name for probe in probes if probe.outcome is FAILED}


def of(probes: Sequence[Probe], name: str) -> Probe:
    return next(probe for probe in probes if probe.name == name)


@asynccontextmanager
async def doctor(lms_url: str, studio_url: str, secret: str | None = None) -> AsyncIterator[LmsGateway]:
    async with OpenEdxGateways()(configured(lms_url, studio_url, secret=secret)) as gateway:
        yield gateway


async def test_all_is_well(gateway: LmsGateway) -> None:
    probes = await gateway.examine()
    assert set(outcomes(probes).values()) == {OK}
    assert of(probes, "who am I").finding == "publisher"
    assert of(probes, "release").finding == "teak"


async def test_a_wrong_secret_stops_what_needs_a_token_and_nothing_else(site: Running) -> None:
    async with opened(site, secret="wrong") as gateway:
        probes = await gateway.examine()
    assert failed(probes) == {"token"}
    assert "client secret is wrong" in of(probes, "token").finding
    assert {name for name, outcome in outcomes(probes).items() if outcome is SKIPPED} == {
        "who am I",
        "token accepted by Studio",
        "right to create courses",
        "tasks API",
    }


async def test_swapped_urls(site: Running) -> None:
    async with doctor(site.studio_url, site.lms_url) as gateway:
        probes = await gateway.examine()
        probed = await gateway.probe()
    assert "LMS and Studio not swapped" in failed(probes)
    assert of(probes, "LMS and Studio not swapped").advice == "Swap LMS URL and Studio URL."
    assert isinstance(probed.failure(), NetworkFault)


async def test_two_studios_and_two_lmss(site: Running) -> None:
    async with doctor(site.studio_url, f"{site.studio_url}/studio") as gateway:
        assert "no token endpoint" in of(await gateway.examine(), "LMS and Studio not swapped").finding
    async with doctor(f"{site.lms_url}", site.lms_url.replace("127.0.0.1", "localhost")) as gateway:
        assert "leads to an LMS" in of(await gateway.examine(), "LMS and Studio not swapped").finding


async def test_the_same_url_twice(site: Running) -> None:
    async with doctor(site.lms_url, site.lms_url) as gateway:
        assert "addresses" in failed(await gateway.examine())


async def test_a_path_at_the_end(site: Running) -> None:
    async with doctor(site.lms_url, f"{site.studio_url}/home") as gateway:
        probes = await gateway.examine()
    assert of(probes, "addresses").outcome is WARNING
    assert "/home" in of(probes, "addresses").advice
    assert "Studio heartbeat" in failed(probes)


async def test_not_staff(site: Running) -> None:
    async with opened(site, "author") as gateway:
        probes = await gateway.examine()
        connection = (await gateway.probe()).unwrap()
    assert not failed(probes)
    assert of(probes, "right to create courses").outcome is WARNING
    assert "Staff status" in of(probes, "right to create courses").advice
    assert (connection.username, connection.may_create_courses) == ("author", False)


async def test_a_dead_worker() -> None:
    async with serve(Simulator(Settings(worker_alive=False))) as running, opened(running) as gateway:
        probes = await gateway.examine()
        assert isinstance(await gateway.probe(), Success)
    assert failed(probes) == {"Studio worker"}
    assert "cms-worker" in of(probes, "Studio worker").advice


async def test_an_ailing_studio(site: Running, gateway: LmsGateway) -> None:
    ailing = Answer(503, b'{"sql": {"status": false, "message": "gone"}}', "application/json")
    site.simulator.rudeness.append(Rule(ailing, "/heartbeat", host="studio", times=99))
    probes = await gateway.examine()
    assert "down: sql" in of(probes, "Studio heartbeat").finding
    assert of(probes, "tasks API").outcome is SKIPPED
    fault = (await gateway.probe()).failure()
    assert isinstance(fault, NetworkFault)
    assert fault.http_status == 503


async def test_something_else_at_that_address() -> None:
    async def website(_head: bytes, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(200, b"<html>Welcome to our shop</html>"))

    async with raw_site(website) as shop, raw_site(website) as other, doctor(shop, other) as gateway:
        probes = await gateway.examine()
    assert "not Open edX" in of(probes, "LMS heartbeat").finding


async def test_studio_that_does_not_take_the_token(site: Running, gateway: LmsGateway) -> None:
    site.simulator.rudeness.append(Rule(RejectTokens(), "/api/v1/course_runs", host="studio", times=99))
    probes = await gateway.examine()
    assert "token accepted by Studio" in failed(probes)
    fault = (await gateway.probe()).failure()
    assert isinstance(fault, AuthFault)
    assert fault.code in (FaultCode.AUTH_ERROR, FaultCode.TOKEN_EXPIRED)


async def test_an_inactive_account(site: Running) -> None:
    site.simulator.add_account(Account("gone", "gone-client", "gone-secret", is_active=False))
    async with opened(site, "gone") as gateway:
        probes = await gateway.examine()
    assert {probe.outcome for probe in probes} > {OK}


async def test_nobody_is_there() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        async with doctor(url, "http://no-such-host.invalid") as gateway:
            probes = await gateway.examine()
    assert failed(probes) == {"LMS TCP", "Studio DNS"}
    assert of(probes, "addresses").outcome is WARNING
    assert outcomes(probes)["token"] is SKIPPED


async def test_tls_where_there_is_none() -> None:
    async def plain(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(400))
        writer.close()

    async with await asyncio.start_server(plain, "127.0.0.1", 0) as server:
        secure = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with doctor(secure, "http://localhost:9") as gateway:
            probes = await gateway.examine()
    assert "LMS TLS" in failed(probes)
    assert "plain HTTP" in of(probes, "LMS TLS").advice


async def test_a_site_that_hangs_is_reported_in_time() -> None:
    async def hang(_head: bytes, _reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    began = asyncio.get_running_loop().time()
    async with raw_site(hang) as url, bare_client(url, url.replace("127.0.0.1", "localhost")) as client:
        probes = await Doctor(client, ssl.create_default_context(), lambda: datetime.now(UTC)).examine(0.3)
    assert asyncio.get_running_loop().time() - began < 2
    assert failed(probes) >= {"LMS heartbeat", "Studio heartbeat"}
    assert "did not end within" in of(probes, "LMS heartbeat").finding


@pytest.mark.parametrize("skew", [0.0, 29.0, -300.0])
async def test_a_site_whose_clock_is_wrong(skew: float) -> None:
    async with serve(Simulator(Settings(clock_skew=skew))) as site, opened(site) as gateway:
        clocks = of(await gateway.examine(), "clocks")
    assert clocks.outcome is (OK if abs(skew) < 30 else WARNING)
    told = [float(part.split()[1]) for part in clocks.finding.split(", ")]
    assert len(told) == 2
    assert all(abs(seconds - skew) < 10 for seconds in told)


async def test_clocks_that_disagree() -> None:
    noon = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

    async def early(_head: bytes, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(200, b'{"modulestore": {"status": true}}', "Date: Sun, 01 Mar 2026 11:55:00 GMT"))

    async with raw_site(early) as lms, raw_site(early) as studio, bare_client(lms, studio) as client:
        tls = ssl.create_default_context()
        late = of(await Doctor(client, tls, lambda: noon).examine(), "clocks")
        agreeing = of(await Doctor(client, tls, lambda: noon - timedelta(minutes=5)).examine(), "clocks")
    assert (late.outcome, agreeing.outcome) == (WARNING, OK)
    assert "-300 s" in late.finding


async def test_steps_wait_for_those_they_need_and_no_others() -> None:
    order: list[str] = []
    gate = asyncio.Event()

    def step(name: str, *needs: str, opens: bool = False) -> Step:
        async def look() -> Finding:
            if opens:
                gate.set()
            else:
                await gate.wait()
            order.append(name)
            return fine(name)

        return Step(name, look, needs)

    probes = await examine([step("a"), step("b", "a"), step("c", opens=True)], 5)
    assert order == ["c", "a", "b"]
    assert [probe.name for probe in probes] == ["a", "b", "c"]


async def test_a_bug_in_a_step_is_not_hidden() -> None:
    async def look() -> Finding:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await examine([Step("a", look)], 5)
