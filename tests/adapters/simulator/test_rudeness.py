"""Faults on demand: each kind does what it says, so often as it says, and leaves the site as it should be."""

import asyncio
import time

import httpx
import pytest

from adapters.simulator import Answer, CutRequest, CutResponse, Delay, RejectTokens, Rule, serve
from tests.adapters.simulator.packages import course_files, pack
from tests.adapters.simulator.site import Site


async def test_answers_something_else_so_many_times(site: Site) -> None:
    rule = Rule(Answer(503, b"busy", retry_after="7"), "/heart", host="studio", method="GET", times=2)
    site.running.simulator.rudeness.append(rule)
    urls = [f"{site.running.lms_url}/heartbeat", *[f"{site.running.studio_url}/heartbeat"] * 3]
    answers = [await site.http.get(url) for url in urls]
    assert [answer.status_code for answer in answers] == [200, 503, 503, 200]
    assert (answers[1].content, answers[1].headers["Retry-After"], rule.used) == (b"busy", "7", 2)


async def test_delays(site: Site) -> None:
    site.running.simulator.rudeness.append(Rule(Delay(0.1)))
    began = time.perf_counter()
    assert (await site.http.get(f"{site.running.lms_url}/heartbeat")).status_code == 200
    assert time.perf_counter() - began >= 0.1


@pytest.mark.parametrize("after", [0, 1000])
async def test_cuts_a_request_which_then_never_happened(site: Site, after: int) -> None:
    site.running.simulator.rudeness.append(Rule(CutRequest(after), "/api/courses/v0/import"))
    with pytest.raises(httpx.TransportError):
        await site.upload(pack(course_files()))
    assert site.running.simulator.imports == []
    assert (await site.upload(pack(course_files()))).status_code == 200


@pytest.mark.parametrize("after", [0, 5])
async def test_cuts_a_response_whose_request_took_effect(site: Site, after: int) -> None:
    site.running.simulator.rudeness.append(Rule(CutResponse(after), "/api/courses/v0/import"))
    with pytest.raises(httpx.RemoteProtocolError):
        await site.upload(pack(course_files()))
    assert len(site.running.simulator.imports) == 1


async def test_rejects_the_tokens_issued_so_far(site: Site) -> None:
    headers, url = await site.jwt(), f"{site.running.lms_url}/api/user/v1/me"
    site.running.simulator.rudeness.append(Rule(RejectTokens(), "/api/user"))
    assert (await site.http.get(url, headers=headers)).status_code == 401
    assert (await site.http.get(url, headers=await site.jwt())).status_code == 200


async def test_the_site_closes_soon_although_an_answer_is_held_back() -> None:
    began = time.perf_counter()
    async with httpx.AsyncClient() as http:
        async with serve() as running:
            running.simulator.rudeness.append(Rule(Delay(60)))
            waiting = asyncio.create_task(http.get(f"{running.lms_url}/heartbeat"))
            await asyncio.sleep(0.05)
        outcome = (await asyncio.gather(waiting, return_exceptions=True))[0]
    assert isinstance(outcome, httpx.TransportError) or getattr(outcome, "status_code", None) == 500
    assert time.perf_counter() - began < 5
