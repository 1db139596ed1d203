"""Addresses that a stranger's LMS may not have: refused before anything is sent, in any notation."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from attrs import define

from adapters.openedx.addresses import ANYWHERE, AddressPolicy, Guard
from adapters.openedx.backoff import AT_ONCE
from adapters.openedx.client import LmsClient
from adapters.openedx.gateway import OpenEdxGateways
from adapters.openedx.pinned import guarded_client
from adapters.simulator import Running
from domain.connection import Probe, ProbeOutcome
from domain.faults import FaultCode, LmsFault, NetworkFault
from domain.lms_configuration import Url
from tests.adapters.openedx.raw import tokens
from tests.adapters.openedx.resolvers import CALL, NAME, PUBLIC, STRICT, Scripted
from tests.adapters.openedx.site import configured


@define
class Listener:
    """Somebody on loopback who should hear nothing."""

    port: int = 0
    connections: int = 0

    async def hear(self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        writer.close()


@asynccontextmanager
async def listening() -> AsyncIterator[Listener]:
    listener = Listener()
    server = await asyncio.start_server(listener.hear, "127.0.0.1", 0)
    listener.port = server.sockets[0].getsockname()[1]
    try:
        yield listener
    finally:
        server.close()


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
    async with listening() as there:
        configuration = configured(f"https://{host}:{there.port}", f"https://studio.{NAME}")
        async with OpenEdxGateways(backoff=AT_ONCE, addresses=STRICT)(configuration) as gateway:
            fault = (await gateway.probe()).failure()
    assert "is private" in fault.message or "neither a host name nor an address" in fault.message
    assert there.connections == 0


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
    async with listening() as proxy:
        for variable in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(variable, f"http://127.0.0.1:{proxy.port}")
        for variable in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(variable, raising=False)
        fault = await fault_of(f"https://{NAME}", STRICT, Scripted(["10.0.0.1"]))
        assert proxy.connections == 0
        await fault_of(f"https://{NAME}", ANYWHERE, Scripted(["10.0.0.1"]))
        assert proxy.connections > 0, "without the guard the proxy would have been asked: this test can fail"
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
