"""PlanPublish: tells, asks where it is told to, and changes nothing."""

import pytest
from attrs import evolve

from adapters.memory.gateway import MemoryGateways
from adapters.memory.package import Block
from application.planning import Planned, PlanPublish, PlanRequest
from domain.course import Course
from domain.faults import FaultCode
from domain.identities import BlockKind
from domain.import_job import Failed, Succeeded
from domain.plan import Change
from domain.publication import PublishOptions
from tests.application.house import InMemoryHouse


@pytest.fixture
async def house() -> InMemoryHouse:
    return await InMemoryHouse().open()


async def _plan(house: InMemoryHouse, course: Course, *, live: bool = False) -> Planned:
    planner = PlanPublish(house.database.transactions, MemoryGateways(house.lms))
    request = PlanRequest(house.stored.id, course, house.configuration, PublishOptions(), live)
    return (await planner(request)).unwrap()


async def test_a_first_publish_creates_everything(house: InMemoryHouse) -> None:
    planned = await _plan(house, house.stored.course, live=True)
    assert planned.plan.first
    assert planned.plan.creates_run is True
    assert planned.plan.package is not None
    assert len(planned.plan.having(Change.NEW)) == 7
    assert house.lms.courses == {}
    assert house.database.queued() == []


async def test_without_live_the_lms_is_not_asked(house: InMemoryHouse) -> None:
    house.fuse.at = house.fuse.steps + 1
    planned = await _plan(house, house.stored.course)
    assert planned.plan.creates_run is None
    assert planned.plan.drift is None


async def test_after_a_publish_there_is_nothing_to_do(house: InMemoryHouse) -> None:
    assert isinstance(await house.published(), Succeeded)
    planned = await _plan(house, house.stored.course, live=True)
    assert planned.plan.nothing_to_do
    assert planned.plan.kept == 7
    assert planned.plan.drift == planned.plan.made_there == ()


async def test_the_plan_is_what_the_publish_then_does(house: InMemoryHouse) -> None:
    assert isinstance(await house.published(), Succeeded)
    renamed = evolve(house.stored.course.chapters[0], title="Переписанная глава")
    course = evolve(house.stored.course, chapters=(renamed,))
    planned = await _plan(house, course)
    assert [(b.kind.value, set(b.changes)) for b in planned.plan.blocks] == [("chapter", {Change.RENAMED})]
    await house.put(course)
    job = await house.published()
    assert isinstance(job, Succeeded)
    assert planned.plan.package == job.package


async def test_changes_by_hand_in_the_lms_are_named(house: InMemoryHouse) -> None:
    assert isinstance(await house.published(), Succeeded)
    del next(iter(house.lms.courses.values())).blocks["unit_0_1_1"]
    planned = await _plan(house, house.stored.course, live=True)
    assert planned.plan.drift is not None
    assert any("Unit 0.1.1" in place for place in planned.plan.drift)
    assert planned.plan.made_there == ()
    assert not planned.plan.nothing_to_do


async def test_what_was_made_by_hand_in_the_lms_is_named_as_what_goes(house: InMemoryHouse) -> None:
    assert isinstance(await house.published(), Succeeded)
    blocks = next(iter(house.lms.courses.values())).blocks
    blocks["by_hand"] = Block(BlockKind.CHAPTER, "by_hand", None, "Made by hand")
    planned = await _plan(house, house.stored.course, live=True)
    assert planned.plan.drift == ()
    assert planned.plan.made_there is not None
    assert any("Made by hand" in place for place in planned.plan.made_there)
    assert not planned.plan.nothing_to_do


async def test_a_course_with_mistakes_has_no_plan(house: InMemoryHouse) -> None:
    planner = PlanPublish(house.database.transactions, MemoryGateways(house.lms))
    course = evolve(house.stored.course, title="")
    fault = (await planner(PlanRequest(house.stored.id, course, house.configuration, PublishOptions()))).failure()
    assert fault.code is FaultCode.OLX_VALIDATION_ERROR


async def test_after_an_upload_that_was_not_proved_there_is_something_to_do(house: InMemoryHouse) -> None:
    original = house.stored.course
    assert isinstance(await house.published(), Succeeded)
    await house.put(evolve(original, chapters=(evolve(original.chapters[0], title="Half a change"),)))
    house.lms.troubles.drops.add("unit_0_0_0")
    assert isinstance(await house.published(), Failed)
    plan = (await _plan(house, original)).plan
    assert plan.unsettled
    assert not plan.nothing_to_do
    assert plan.blocks == ()


async def test_reading_back_is_reported(house: InMemoryHouse) -> None:
    assert isinstance(await house.published(), Succeeded)
    percents: list[int] = []

    async def report(percent: int) -> None:
        percents.append(percent)

    planner = PlanPublish(house.database.transactions, MemoryGateways(house.lms))
    request = PlanRequest(house.stored.id, house.stored.course, house.configuration, PublishOptions(), live=True)
    assert (await planner(request, report)).unwrap().plan.nothing_to_do
    assert percents[-1] == 100
