"""The address that was looked at is the address connected to; the name stays for TLS and for the site."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from typing_extensions import override

from adapters.openedx.addresses import ANYWHERE, AddressPolicy, Guard, Resolver
from adapters.openedx.backoff import AT_ONCE
from adapters.openedx.calls import Call, Site
from adapters.openedx.client import LmsClient
from adapters.openedx.gateway import OpenEdxGateways
from adapters.openedx.pinned import PinnedTransport, guarded_client
from adapters.openedx.reachability import Reachability
from adapters.simulator import Running
from domain.connection import Probe, ProbeOutcome
from domain.faults import FaultCode, LmsFault, NetworkFault
from domain.lms_configuration import Url
from tests.adapters.openedx.raw import tokens
from tests.adapters.openedx.secure import NOW, secure_site
from tests.adapters.openedx.site import configured

NAME = "lms.example.org"
PUBLIC, SECOND = "93.184.216.34", "93.184.216.35"
CALL = Call(site=Site.LMS, path="/heartbeat", authorized=False)
STRICT = AddressPolicy()


class Recording(httpx.AsyncBaseTransport):
    """Answers 200 and remembers where each request went; connects to no dead address."""

    def __init__(self, dead: Sequence[str] = ()) -> None:
        self.seen: list[httpx.Request] = []
        self.dead = dead

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        if request.url.host in self.dead:
            raise httpx.ConnectTimeout("nobody there")
        return httpx.Response(200, json={})


class Scripted:
    """A resolver that gives these answers one after the other, the last one for ever."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def __call__(self, _host: str, _port: int) -> Sequence[str]:
        self.asked += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


async def asked(guard: Guard, inner: httpx.AsyncBaseTransport, *urls: str) -> None:
    async with httpx.AsyncClient(transport=PinnedTransport(guard, lambda: inner)) as http:
        for url in urls:
            await http.get(url)


async def test_a_resolver_that_changes_its_mind_changes_nothing() -> None:
    inner, resolver = Recording(), Scripted([PUBLIC], ["127.0.0.1"])
    await asked(Guard(STRICT, resolver), inner, f"https://{NAME}/one", f"https://{NAME}/two")
    assert [request.url.host for request in inner.seen] == [PUBLIC, PUBLIC]
    assert resolver.asked == 1


async def test_name_and_port_stay_where_they_belong() -> None:
    inner = Recording()
    await asked(Guard(STRICT, Scripted([PUBLIC])), inner, f"https://{NAME}:8443/a?b=c")
    (request,) = inner.seen
    assert str(request.url) == f"https://{PUBLIC}:8443/a?b=c"
    assert request.headers["Host"] == f"{NAME}:8443"
    assert request.extensions["sni_hostname"] == NAME


async def test_an_address_of_ipv6() -> None:
    inner = Recording()
    await asked(Guard(STRICT, Scripted(["2606:2800::1"])), inner, f"https://{NAME}/")
    assert str(inner.seen[0].url) == "https://[2606:2800::1]/"


async def test_the_next_address_is_tried_where_one_is_dead() -> None:
    inner = Recording(dead=[PUBLIC])
    await asked(Guard(STRICT, Scripted([PUBLIC, SECOND])), inner, f"https://{NAME}/")
    assert [request.url.host for request in inner.seen] == [PUBLIC, SECOND]


async def test_where_all_are_dead_the_name_is_resolved_and_judged_anew() -> None:
    guard = Guard(STRICT, Scripted([PUBLIC], ["127.0.0.1"]))
    inner = Recording(dead=[PUBLIC])
    with pytest.raises(httpx.ConnectTimeout):
        await asked(guard, inner, f"https://{NAME}/")
    with pytest.raises(httpx.ConnectError) as caught:
        await asked(guard, inner, f"https://{NAME}/")
    assert "private" in str(caught.value.__cause__)
    assert [request.url.host for request in inner.seen] == [PUBLIC]


async def test_two_names_at_one_address_share_no_connection() -> None:
    made: list[Recording] = []

    def make() -> Recording:
        made.append(Recording())
        return made[-1]

    async with httpx.AsyncClient(transport=PinnedTransport(Guard(STRICT, Scripted([PUBLIC])), make)) as http:
        await http.get(f"https://{NAME}/")
        await http.get("https://studio.example.org/")
    assert [[request.headers["Host"] for request in each.seen] for each in made] == [
        [NAME],
        ["studio.example.org"],
    ]


@asynccontextmanager
async def named_site(folder: Path, tls_for: str) -> AsyncIterator[tuple[Url, ssl.SSLContext]]:
    """A real site on loopback; its certificate is for that name, its URL says NAME."""
    async with secure_site(folder, timedelta(days=90), tls_for) as (url, trusting):
        yield Url(url.text.replace(tls_for, NAME)), trusting


async def answered(url: Url, tls: ssl.SSLContext, resolver: Resolver) -> object:
    """What a real handshake ends in, with private addresses allowed so that loopback can be reached."""
    guard = Guard(ANYWHERE, resolver)

    def direct() -> httpx.AsyncBaseTransport:
        return httpx.AsyncHTTPTransport(verify=tls, trust_env=False)

    async with httpx.AsyncClient(transport=PinnedTransport(guard, direct)) as http:
        sent = await LmsClient(http, url, url, tokens(), 0, AT_ONCE).send(CALL)
    return sent.value_or(None) or sent.failure()


async def test_a_certificate_is_checked_against_the_name(tmp_path: Path) -> None:
    async with named_site(tmp_path, NAME) as (url, trusting):
        answer = await answered(url, trusting, Scripted(["127.0.0.1"]))
        finding = await Reachability(
            Site.LMS, url, trusting, lambda: NOW, Guard(ANYWHERE, Scripted(["127.0.0.1"]))
        ).tls()
    assert not isinstance(answer, NetworkFault)
    assert finding.outcome is ProbeOutcome.OK


@pytest.mark.parametrize("other", ["other.example.org", "127.0.0.1"])
async def test_a_certificate_for_the_address_or_another_name_is_refused(tmp_path: Path, other: str) -> None:
    async with named_site(tmp_path, other) as (url, trusting):
        answer = await answered(url, trusting, Scripted(["127.0.0.1"]))
        finding = await Reachability(
            Site.LMS, url, trusting, lambda: NOW, Guard(ANYWHERE, Scripted(["127.0.0.1"]))
        ).tls()
    assert isinstance(answer, NetworkFault)
    assert "TLS with LMS" in answer.message
    assert "not valid for" in finding.text
    assert finding.outcome is ProbeOutcome.FAILED


async def fault_of(url: str, policy: AddressPolicy, resolver: Scripted) -> LmsFault:
    async with guarded_client(Guard(policy, resolver), ssl.create_default_context()) as http:
        return (await LmsClient(http, Url(url), Url(url), tokens(), 3, AT_ONCE).send(CALL)).failure()


async def test_a_private_address_is_a_lasting_fault_that_tells_nothing() -> None:
    resolver = Scripted(["10.20.30.40"])
    fault = await fault_of(f"https://{NAME}", STRICT, resolver)
    assert isinstance(fault, NetworkFault)
    assert fault.code is FaultCode.NETWORK_ERROR
    assert fault.lasting
    assert fault.message == f"The LMS URL is refused: the address of {NAME} is private."
    assert "COURSEPORT_ALLOW_PRIVATE_LMS" in fault.help
    assert "10.20.30.40" not in repr(fault)
    assert resolver.asked == 1, "a refusal must not be tried again"


@pytest.mark.parametrize("policy", [STRICT, AddressPolicy(allow_private=True)])
async def test_plain_http_is_refused_before_anything_is_resolved(policy: AddressPolicy) -> None:
    resolver = Scripted([PUBLIC])
    fault = await fault_of(f"http://{NAME}", policy, resolver)
    assert fault.message == "The LMS URL is refused: only https:// is allowed."
    assert "COURSEPORT_ALLOW_PLAIN_HTTP_LMS" in fault.help
    assert resolver.asked == 0


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "0177.0.0.1", "localhost"]
)
async def test_loopback_hears_nothing_in_any_notation(host: str) -> None:
    connections = 0

    async def count(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        writer.close()

    server = await asyncio.start_server(count, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    configuration = configured(f"https://{host}:{port}", f"https://studio.{NAME}")
    try:
        async with OpenEdxGateways(backoff=AT_ONCE, addresses=STRICT)(configuration) as gateway:
            fault = (await gateway.probe()).failure()
    finally:
        server.close()
    assert "is private" in fault.message or "neither a host name nor an address" in fault.message
    assert connections == 0


@pytest.mark.parametrize("policy", [STRICT, ANYWHERE])
@pytest.mark.parametrize(
    "host", ["0177.0.0.1", "1.2.3.4.5", "256.1.1.1", "a" * 70 + ".example.org", "a..b", "xn--"]
)
async def test_a_host_that_can_be_none_is_a_fault_and_no_accident(host: str, policy: AddressPolicy) -> None:
    configuration = configured(f"https://{host}", f"https://{host}/studio")
    async with OpenEdxGateways(backoff=AT_ONCE, addresses=policy)(configuration) as gateway:
        fault = (await gateway.probe()).failure()
        probes = await gateway.examine()
    assert isinstance(fault, NetworkFault)
    assert host in fault.message
    assert ProbeOutcome.FAILED in {probe.outcome for probe in probes}


async def test_proxies_of_the_environment_do_not_get_around_the_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    connections = 0

    async def count(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        writer.close()

    proxy = await asyncio.start_server(count, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
    for variable in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(variable, address)
    for variable in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(variable, raising=False)
    try:
        fault = await fault_of(f"https://{NAME}", STRICT, Scripted(["10.0.0.1"]))
        assert connections == 0
        await fault_of(f"https://{NAME}", ANYWHERE, Scripted(["10.0.0.1"]))
        assert connections > 0, "without the guard the proxy would have been asked: this test can fail"
    finally:
        proxy.close()
    assert "is private" in fault.message


def by_name(probes: Sequence[Probe]) -> dict[str, Probe]:
    return {probe.name: probe for probe in probes}


async def test_the_doctor_names_a_private_address_and_goes_no_further(site: Running) -> None:
    configuration = configured(site.lms_url.replace("http:", "https:"), f"https://studio.{NAME}")
    gateways = OpenEdxGateways(addresses=STRICT, resolve=Scripted(["10.20.30.40"]))
    async with gateways(configuration) as gateway:
        probes = by_name(await gateway.examine())
    for host in ("LMS", "Studio"):
        assert probes[f"{host} DNS"].outcome is ProbeOutcome.FAILED
        assert "is private" in probes[f"{host} DNS"].finding
        assert "COURSEPORT_ALLOW_PRIVATE_LMS" in probes[f"{host} DNS"].advice
        assert probes[f"{host} TCP"].outcome is ProbeOutcome.SKIPPED
    assert {
        probe.outcome for name, probe in probes.items() if name not in ("addresses", "LMS DNS", "Studio DNS")
    } == {ProbeOutcome.SKIPPED}
    assert "10.20.30.40" not in repr(probes)


async def test_the_doctor_names_plain_http(site: Running) -> None:
    gateways = OpenEdxGateways(addresses=AddressPolicy(allow_private=True))
    async with gateways(configured(site.lms_url, site.studio_url)) as gateway:
        probes = by_name(await gateway.examine())
    assert probes["LMS DNS"].finding == "refused: only https:// is allowed"
    assert probes["LMS TCP"].outcome is ProbeOutcome.SKIPPED


async def test_with_both_allowed_all_is_as_ever(site: Running) -> None:
    gateways = OpenEdxGateways(addresses=AddressPolicy(allow_private=True, allow_plain_http=True))
    async with gateways(configured(site.lms_url, site.studio_url)) as gateway:
        assert {probe.outcome for probe in await gateway.examine()} == {ProbeOutcome.OK}
