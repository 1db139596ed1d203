"""The outline with components: whole also while the LMS does not know of an import yet."""

from collections.abc import AsyncIterator

import pytest

from adapters.simulator import Answer, Rule, Running, serve
from application.ports.lms import LmsGateway
from domain.course import Course, units_of
from domain.course_key import CourseKey
from domain.faults import LmsFault
from domain.identities import BlockKind, Identities
from domain.outline import Outline
from tests.adapters.openedx.site import opened
from tests.arrival.site import Site, new_key, quick_site
from tests.builders import make_course

CHILDREN = "/api/contentstore/v1/container/vertical/"


@pytest.fixture
async def site() -> AsyncIterator[Running]:
    """Its LMS sees an import after half a minute, as a real one."""
    async with serve(quick_site()) as running:
        yield running


async def published(site: Running, gateway: LmsGateway, course: Course) -> tuple[CourseKey, set[str]]:
    """Where it is now, and the names of its components."""
    key, identities = new_key(), Identities().covering(course)
    package = (await gateway.package(course, key, identities)).unwrap()
    try:
        await Site(site, gateway).send(course, key, package)
    finally:
        package.close()
    return key, {entry.name for entry in identities.entries if entry.kind is BlockKind.COMPONENT}


def components(outline: Outline) -> set[str]:
    return {block.name for block in outline.blocks() if block.kind is BlockKind.COMPONENT}


async def test_components_that_only_studio_knows_are_told(site: Running) -> None:
    async with opened(site) as gateway:
        key, names = await published(site, gateway, make_course())
        outline = (await gateway.outline(key, components=True)).unwrap()
        plain = (await gateway.outline(key)).unwrap()
    assert outline is not None
    assert components(outline) == names
    titles = {block.title for block in outline.blocks() if block.kind is BlockKind.COMPONENT}
    assert titles == {placed.unit.title for placed in units_of(make_course())}
    assert plain is not None
    assert components(plain) == set()


async def test_a_unit_that_is_gone_meanwhile_is_told_without_components(site: Running) -> None:
    async with opened(site) as gateway:
        key, names = await published(site, gateway, make_course())
        site.simulator.rudeness.append(Rule(Answer(404), CHILDREN))
        outline = (await gateway.outline(key, components=True)).unwrap()
    assert outline is not None
    assert len(components(outline)) == len(names) - 1


async def test_what_studio_refuses_to_tell_is_a_fault(site: Running) -> None:
    async with opened(site) as gateway:
        key, _ = await published(site, gateway, make_course())
        site.simulator.rudeness.append(Rule(Answer(403), CHILDREN))
        fault: LmsFault = (await gateway.outline(key, components=True)).failure()
    assert "read the course's blocks" in fault.message
