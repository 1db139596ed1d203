"""What is tried again and what is not, how long one waits, and which fault stays."""

import asyncio
from datetime import UTC, datetime

import pytest
from attrs import evolve
from httpx import Headers
from returns.methods import unwrap_or_failure
from stamina.instrumentation import set_on_retry_hooks

from adapters.openedx.backoff import Backoff
from adapters.openedx.calls import Answer, Call, Site
from adapters.simulator import Answer as Rude
from adapters.simulator import CutRequest, CutResponse, RejectTokens, Rule, Running
from domain.faults import AuthFault, FaultCode, NetworkFault
from domain.setbacks import may_pass
from tests.adapters.openedx.raw import bare_client, tokens

ALIVE = Call(site=Site.STUDIO, path="/heartbeat", authorized=False)
ME = Call(site=Site.LMS, path="/api/user/v1/me")
TASKS = Call(site=Site.STUDIO, path="/api/tasks/v0/tasks/")


def rules_used(site: Running) -> list[int]:
    return [rule.used for rule in site.simulator.rudeness]


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_a_passing_trouble_passes(site: Running, status: int) -> None:
    site.simulator.rudeness.append(Rule(Rude(status), times=3))
    async with bare_client(site.lms_url, site.studio_url) as client:
        assert (await client.send(ALIVE)).unwrap().status == 200
    assert rules_used(site) == [3]


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_a_lasting_trouble_is_told_after_all_retries(site: Running, status: int) -> None:
    site.simulator.rudeness.append(Rule(Rude(status), times=99))
    async with bare_client(site.lms_url, site.studio_url) as client:
        fault = (await client.send(ALIVE)).failure()
    assert isinstance(fault, NetworkFault)
    assert (fault.code, fault.http_status) == (FaultCode.NETWORK_ERROR, status)
    assert rules_used(site) == [4]


async def test_what_does_harm_is_not_repeated(site: Running) -> None:
    site.simulator.rudeness.append(Rule(Rude(502), "/heartbeat", times=99))
    async with bare_client(site.lms_url, site.studio_url) as client:
        assert isinstance((await client.send(evolve(ALIVE, repeatable=False))).failure(), NetworkFault)
    assert rules_used(site) == [1]


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 500])
async def test_other_answers_are_answers(site: Running, status: int) -> None:
    site.simulator.rudeness.append(Rule(Rude(status), "/heartbeat", times=99))
    async with bare_client(site.lms_url, site.studio_url) as client:
        assert (await client.send(ALIVE)).unwrap().status == status
    assert rules_used(site) == [1]


@pytest.mark.parametrize("cut", [CutRequest(0), CutResponse(0), CutResponse(5)])
async def test_a_cut_connection_is_tried_again_where_that_does_no_harm(
    site: Running, cut: CutRequest | CutResponse
) -> None:
    site.simulator.rudeness.append(Rule(cut, "/heartbeat", times=2))
    async with bare_client(site.lms_url, site.studio_url) as client:
        assert (await client.send(ALIVE)).unwrap().status == 200
        site.simulator.rudeness.append(Rule(cut, "/heartbeat"))
        fault = (await client.send(evolve(ALIVE, repeatable=False))).failure()
    assert isinstance(fault, NetworkFault)
    assert fault.code is FaultCode.NETWORK_ERROR


async def test_too_many_requests_are_repeated_even_where_others_are_not(site: Running) -> None:
    site.simulator.rudeness.append(Rule(Rude(429), "/heartbeat", times=2))
    async with bare_client(site.lms_url, site.studio_url) as client:
        assert (await client.send(evolve(ALIVE, repeatable=False))).unwrap().status == 200


async def test_a_site_that_stays_busy_is_told_as_such(site: Running) -> None:
    site.simulator.rudeness.append(Rule(Rude(429), "/heartbeat", times=99))
    async with bare_client(site.lms_url, site.studio_url, retries=2) as client:
        fault = (await client.send(ALIVE)).failure()
    assert isinstance(fault, NetworkFault)
    assert fault.http_status == 429
    assert "limits how often" in fault.help
    assert rules_used(site) == [3]


NOON = datetime(2026, 10, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("999", 60.0),
        ("9" * 5000, 60.0),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("٣", None),
        ("soon", None),
        ("Wed, 21 Oct 2026 12:00:20 GMT", 20.0),
        ("Wed, 21 Oct 2026 12:00:20 -0000", 20.0),
        ("Wed, 21 Oct 2026 11:59:00 GMT", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 60.0),
        ("Fri, 32 Dec 2026 23:59:59 GMT", None),
    ],
)
def test_a_wait_that_is_asked_for_is_bounded(header: str, seconds: float | None) -> None:
    busy = Answer(429, Headers([(b"Retry-After", header.encode())] if header else []), b"")
    assert Backoff(clock=lambda: NOON).asked_for(busy) == seconds


def test_a_moment_to_come_back_is_one_of_the_sites_own_clock() -> None:
    """It is an hour behind ours."""
    told = {"Date": "Wed, 21 Oct 2026 11:00:00 GMT", "Retry-After": "Wed, 21 Oct 2026 11:00:30 GMT"}
    assert Backoff(clock=lambda: NOON).asked_for(Answer(503, Headers(told), b"")) == 30.0


@pytest.mark.parametrize("times", [2, 99])
async def test_a_token_endpoint_that_is_asked_too_often(site: Running, times: int) -> None:
    """It says 429 without a Retry-After (platform-facts 2): waited for, then a fault that may pass."""
    rule = Rule(Rude(429), "/oauth2/access_token/", times=times)
    site.simulator.rudeness.append(rule)
    async with bare_client(site.lms_url, site.studio_url) as client:
        answers = [unwrap_or_failure(each) for each in await asyncio.gather(*(client.send(ME) for _ in range(5)))]
    if times == 2:
        assert [each.status for each in answers if isinstance(each, Answer)] == [200] * 5
        return
    assert all(isinstance(each, NetworkFault) and may_pass(each) for each in answers)
    assert all("limits how often" in each.help for each in answers if isinstance(each, NetworkFault))
    assert rule.used == 4, "one fetch with its retries, for all who waited"


async def test_waits_as_long_as_asked(site: Running) -> None:
    """The only wait of real time here: a quarter of a second, by the cap on Retry-After."""
    site.simulator.rudeness.append(Rule(Rude(429, retry_after="9"), "/heartbeat"))
    patient = Backoff(first=0.0, jitter=0.0, ceiling=0.0, longest_retry_after=0.25)
    began = asyncio.get_running_loop().time()
    async with bare_client(site.lms_url, site.studio_url, backoff=patient) as client:
        assert (await client.send(ALIVE)).unwrap().status == 200
    assert asyncio.get_running_loop().time() - began >= 0.25


async def test_a_token_refused_midway_is_renewed_once(site: Running) -> None:
    async with bare_client(site.lms_url, site.studio_url) as client:
        assert (await client.send(TASKS)).unwrap().status == 200
        site.simulator.rudeness.append(Rule(RejectTokens(), "/api/tasks"))
        assert (await client.send(TASKS)).unwrap().status == 200


async def test_a_new_token_that_is_refused_too_ends_the_matter(site: Running) -> None:
    site.simulator.rudeness.append(
        Rule(Rude(401, b'{"detail": "no"}', "application/json"), "/api/tasks", times=99)
    )
    async with bare_client(site.lms_url, site.studio_url) as client:
        stranger = (await client.send(TASKS)).failure()
        assert (await client.send(ME)).unwrap().status == 200
        former_friend = (await client.send(TASKS)).failure()
    assert isinstance(stranger, AuthFault)
    assert stranger.code is FaultCode.AUTH_ERROR
    assert isinstance(former_friend, AuthFault)
    assert former_friend.code is FaultCode.TOKEN_EXPIRED
    assert rules_used(site) == [4]


async def test_clients_share_a_source(site: Running) -> None:
    source = tokens()
    for _ in range(3):
        async with bare_client(site.lms_url, site.studio_url, source) as client:
            assert (await client.send(ME)).unwrap().fields() == {"username": "publisher"}
    assert source._fetches == 1


async def test_waits_grow_and_are_capped(site: Running) -> None:
    """1, 2, 4 … with the default; here in milliseconds, as stamina tells them."""
    waits: list[float] = []
    site.simulator.rudeness.append(Rule(Rude(503), times=4))
    set_on_retry_hooks([lambda details: waits.append(details.wait_for)])
    try:
        backoff = Backoff(first=0.001, jitter=0.0, ceiling=0.005)
        async with bare_client(site.lms_url, site.studio_url, retries=4, backoff=backoff) as client:
            assert (await client.send(ALIVE)).unwrap().status == 200
    finally:
        set_on_retry_hooks(None)
    assert waits == pytest.approx([0.001, 0.002, 0.004, 0.005])


def test_the_default_waits_are_those_that_were_asked_for() -> None:
    assert (Backoff().first, Backoff().jitter) == (1.0, 1.0)
