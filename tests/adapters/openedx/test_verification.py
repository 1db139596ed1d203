"""Reading back finds what the importer dropped silently and what people changed, in the author's places."""

import asyncio

import httpx
import pytest
from returns.result import Success

from adapters.openedx import verification as reading
from adapters.openedx.client import LmsClient
from adapters.openedx.sent import SentCourse
from adapters.openedx.verification import ReadBack
from adapters.simulator import Answer, Delay, Rule, Running
from application.ports.lms import LmsGateway
from domain.course import Course
from domain.faults import FaultCode, MissingFault, NetworkFault, PermissionFault
from domain.identities import BlockKind, Identities
from domain.lms_configuration import Url
from domain.publication import VerificationScope
from tests.adapters.openedx.raw import bare_client, tokens
from tests.adapters.openedx.site import opened, repacked
from tests.builders import make_course
from tests.contracts.lms_steps import (
    Published,
    built,
    followed,
    new_key,
    proof,
    publish,
    unheard,
    upload_name,
)

AUTO, OUTLINE, SAMPLE, FULL = VerificationScope


async def ignored(_percent: int) -> None:
    """Nobody listens."""


async def lost_on_the_way(gateway: LmsGateway, course: Course, *lost: str) -> Published:
    """Publishes the course without those files, as a bad disk might; the importer says nothing of it."""
    key, names = new_key(), Identities().covering(course)
    await gateway.prepare(course, key)
    whole = await built(gateway, course, key, names)
    package = repacked(whole, lambda name, content: None if name.removeprefix("course/") in lost else content)
    whole.close()
    ticket = (await gateway.upload(key, package, upload_name(), unheard)).unwrap()
    await followed(gateway, ticket)
    return Published(course, key, names, ticket)


def name(course: Course, kind: BlockKind, *path: str) -> str:
    return Identities().covering(course).name_of(kind, path)


async def test_a_dropped_unit(gateway: LmsGateway) -> None:
    course = make_course()
    file = f"vertical/{name(course, BlockKind.UNIT, 'c0', 's0', 'u1')}.xml"
    verification = await proof(gateway, await lost_on_the_way(gateway, course, file))
    assert verification.missing == ("chapters[0].sections[0].units[1] «Unit 0.0.1»",)
    assert not verification.changed
    assert (verification.units_in_place, verification.units_expected) == (3, 4)
    assert (verification.blocks_in_place, verification.blocks_expected) == (9, 11)
    assert verification.texts_compared == 3


async def test_a_dropped_chapter_stands_for_all_below(gateway: LmsGateway) -> None:
    course = make_course(chapters=2)
    file = f"chapter/{name(course, BlockKind.CHAPTER, 'c1')}.xml"
    verification = await proof(gateway, await lost_on_the_way(gateway, course, file))
    assert verification.missing == ("chapters[1] «Глава 1»",)
    assert (verification.units_in_place, verification.units_expected) == (4, 8)
    assert verification.blocks_expected - verification.blocks_in_place == 1 + 2 + 4 + 4


async def test_a_lost_text(gateway: LmsGateway) -> None:
    course = make_course()
    html = f"html/{name(course, BlockKind.COMPONENT, 'c0', 's1', 'u0')}.html"
    verification = await proof(gateway, await lost_on_the_way(gateway, course, html))
    assert verification.missing == ("chapters[0].sections[1].units[0].content «Unit 0.1.0»",)
    assert verification.units_in_place == 4
    assert verification.blocks_expected - verification.blocks_in_place == 1


async def test_swapped_texts(gateway: LmsGateway) -> None:
    course = make_course()
    one, other = (f"html/{name(course, BlockKind.COMPONENT, 'c0', 's0', unit)}.html" for unit in ("u0", "u1"))
    key, names = new_key(), Identities().covering(course)
    await gateway.prepare(course, key)
    whole = await built(gateway, course, key, names)
    contents: dict[str, bytes] = {}
    repacked(whole, lambda path, content: contents.setdefault(path.removeprefix("course/"), content))
    swapped = {one: contents[other], other: contents[one]}
    package = repacked(whole, lambda path, content: swapped.get(path.removeprefix("course/"), content))
    whole.close()
    ticket = (await gateway.upload(key, package, upload_name(), unheard)).unwrap()
    await followed(gateway, ticket)
    verification = await proof(gateway, Published(course, key, names, ticket))
    assert verification.changed == (
        "chapters[0].sections[0].units[0].content «Unit 0.0.0»",
        "chapters[0].sections[0].units[1].content «Unit 0.0.1»",
    )
    assert verification.texts_compared == 4


async def test_what_somebody_changed_in_studio(site: Running, gateway: LmsGateway) -> None:
    published = await publish(gateway, make_course(), new_key())
    course = site.simulator.course(str(published.key))
    blocks = {block.shown_name: block for block in course.blocks.values() if block.id.block_type != "html"}
    course.root.fields["display_name"] = "Renamed course"
    blocks["课程 0.1"].fields["display_name"] = "Renamed section"
    blocks["课程 0.0"].children.reverse()
    moved = blocks["课程 0.1"].children.pop()
    blocks["课程 0.0"].children.append(moved)
    verification = await proof(gateway, published)
    assert not verification.missing
    assert set(verification.changed) == {
        "title «Основы ИИ 🤖»",
        "chapters[0].sections[0].units «课程 0.0»",
        "chapters[0].sections[1].title «课程 0.1»",
        "chapters[0].sections[1].units[1] «Unit 0.1.1»",
    }
    assert verification.units_in_place == 3


async def test_a_site_that_does_not_export_olx(site: Running, gateway: LmsGateway) -> None:
    published = await publish(gateway, make_course(), new_key())
    page = Answer(404, b"<html>Page not found</html>")
    site.simulator.rudeness.append(Rule(page, "/api/olx-export", times=99))
    verification = await proof(gateway, published)
    assert verification.complete
    assert verification.texts_compared == 0
    assert verification.blocks_in_place == 11


async def test_an_unreadable_export_is_a_changed_text(site: Running, gateway: LmsGateway) -> None:
    published = await publish(gateway, make_course(units=1, sections=1), new_key())
    unit, html = (
        f"block-v1:{published.key.org}+{published.key.course}+2026+type@{kind}+block@{block}"
        for kind, block in (("vertical", "unit_0_0_0"), ("html", "unit_0_0_0_html"))
    )
    body = f'{{"blocks": {{"{unit}": {{"olx": "<vertical/>"}}, "{html}": {{"olx": "<html><p>"}}}}}}'
    site.simulator.rudeness.append(Rule(Answer(200, body.encode(), "application/json"), "/api/olx-export"))
    assert (await proof(gateway, published)).changed == ("chapters[0].sections[0].units[0].content «Unit 0.0.0»",)


@pytest.mark.parametrize("path", ["/api/contentstore/v1/course_index", "/api/olx-export"])
async def test_trouble_while_reading_proves_nothing(site: Running, gateway: LmsGateway, path: str) -> None:
    published = await publish(gateway, make_course(), new_key())
    site.simulator.rudeness.append(Rule(Answer(500, b"<html>"), path, times=99))
    result = await gateway.verify(published.course, published.key, published.identities, FULL, None, ignored)
    assert isinstance(result.failure(), NetworkFault)


async def test_passing_trouble_while_reading_is_outlasted(site: Running, gateway: LmsGateway) -> None:
    published = await publish(gateway, make_course(), new_key())
    for path in ("/api/contentstore/v1/course_index", "/api/olx-export"):
        site.simulator.rudeness.append(Rule(Answer(503), path, times=3))
    assert (await proof(gateway, published)).complete


async def test_a_page_that_is_no_outline(site: Running, gateway: LmsGateway) -> None:
    published = await publish(gateway, make_course(), new_key())
    site.simulator.rudeness.append(Rule(Answer(200, b"<html>hello</html>"), "/api/contentstore/v1/course_index"))
    result = await gateway.verify(published.course, published.key, published.identities, FULL, None, ignored)
    assert "no course outline" in result.failure().message


async def test_a_course_that_is_gone(gateway: LmsGateway) -> None:
    course = make_course()
    result = await gateway.verify(course, new_key(), Identities().covering(course), AUTO, None, ignored)
    fault = result.failure()
    assert isinstance(fault, MissingFault)
    assert fault.code is FaultCode.COURSE_NOT_FOUND


async def test_reading_without_the_right_to(site: Running, gateway: LmsGateway) -> None:
    published = await publish(gateway, make_course(), new_key())
    async with opened(site, "learner") as learner:
        result = await learner.verify(published.course, published.key, published.identities, AUTO, None, ignored)
    assert isinstance(result.failure(), PermissionFault)


async def test_few_requests_at_a_time(site: Running, gateway: LmsGateway) -> None:
    published = await publish(gateway, make_course(chapters=2), new_key())
    there = SentCourse.of(published.course, published.key, published.identities)
    waiting: list[int] = [0]

    async def asked(_request: httpx.Request) -> None:
        waiting.append(waiting[-1] + 1)
        await asyncio.sleep(0.005)

    async def answered(_response: httpx.Response) -> None:
        waiting.append(waiting[-1] - 1)

    async with httpx.AsyncClient(event_hooks={"request": [asked], "response": [answered]}) as http:
        client = LmsClient(http, Url(site.lms_url), Url(site.studio_url), tokens(), 0)
        result = await ReadBack(client, there, FULL, ignored).run(None)
    assert isinstance(result, Success)
    assert result.unwrap().texts_compared == 8
    assert 2 <= max(waiting) <= 3


async def test_signs_of_life_while_studio_computes_the_outline(site: Running, gateway: LmsGateway) -> None:
    published = await publish(gateway, make_course(), new_key())
    sent = SentCourse.of(published.course, published.key, published.identities)
    percents: list[int] = []

    async def report(percent: int) -> None:
        percents.append(percent)

    site.simulator.rudeness.append(Rule(Delay(0.3), "/api/contentstore/v1/course_index"))
    async with bare_client(site.lms_url, site.studio_url) as client:
        await ReadBack(client, sent, AUTO, report, pulse_seconds=0.02).run(None)
    assert percents.count(0) > 3
    assert percents == sorted(percents)


async def test_what_the_report_raises_ends_the_reading(gateway: LmsGateway) -> None:
    published = await publish(gateway, make_course(), new_key())

    class Stopped(Exception): ...

    async def stop(percent: int) -> None:
        if percent > 30:
            raise Stopped

    with pytest.raises(Stopped):
        await gateway.verify(published.course, published.key, published.identities, FULL, None, stop)


def test_patience_is_that_of_the_platforms_measured_slowness() -> None:
    """platform-facts 4: 95 s for the outline of 1,910 units on a busy site; 2.5 s for a unit."""
    assert reading._OUTLINE_SECONDS >= 2 * 95
    assert reading._UNIT_SECONDS >= 10 * 2.5
