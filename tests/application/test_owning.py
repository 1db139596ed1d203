"""A course run belongs to one course of one LMS, whichever configuration leads there."""

import pytest
from attrs import evolve
from returns.result import Result

from adapters.memory.gateway import MemoryGateways
from adapters.memory.state import RunRow
from application.adopting import AdoptionRequest, ProposeAdoption
from application.importing import Again
from application.planning import PlanFault, Planned, PlanPublish, PlanRequest
from application.ports.stores import StoredCourse
from application.publishing import PublishRequest
from domain.course import Course
from domain.faults import ConflictFault, Fault, FaultCode
from domain.import_job import Failed, Succeeded, Uploading
from domain.lms_configuration import LmsConfiguration
from domain.publication import PublishOptions
from tests.application.house import InMemoryHouse
from tests.builders import make_configuration, make_course, make_organization, make_stored_course

SAME_KEY = evolve(make_course(), title="Another course of the same key")


@pytest.fixture
async def house() -> InMemoryHouse:
    return await InMemoryHouse().open()


async def neighbour(house: InMemoryHouse) -> tuple[StoredCourse, LmsConfiguration]:
    """Another organization that uses the same LMS, with a course of the same key."""
    organization = make_organization("Neighbours")
    stored, configuration = make_stored_course(organization, SAME_KEY), make_configuration(organization)
    async with house.database.transactions() as tx:
        await tx.organizations.put(organization)
        await tx.courses.put(stored)
        (await tx.configurations.add(configuration)).unwrap()
        await tx.commit()
    return stored, configuration


async def second_way(house: InMemoryHouse, *, kept: bool) -> LmsConfiguration:
    """Another configuration of the house that leads to the same LMS."""
    configuration = make_configuration(house.organization, "Second")
    if kept:
        async with house.database.transactions() as tx:
            (await tx.configurations.add(configuration)).unwrap()
            await tx.commit()
    return configuration


async def plan(
    house: InMemoryHouse, stored: StoredCourse, configuration: LmsConfiguration
) -> Result[Planned, PlanFault]:
    planner = PlanPublish(house.database.transactions, MemoryGateways(house.lms))
    return await planner(PlanRequest(stored.id, stored.course, configuration, PublishOptions()))


def says_no_more_than_that(fault: Fault, stored: StoredCourse) -> None:
    """That the run is another organization's is all that may be told."""
    assert isinstance(fault, ConflictFault)
    assert fault.code is FaultCode.COURSE_KEY_TAKEN
    assert "a course of another organization" in fault.message
    assert str(stored.id) not in fault.message
    assert stored.course.title not in fault.message


async def test_another_organizations_run_is_refused_before_anything_is_kept(house: InMemoryHouse) -> None:
    assert isinstance(await house.published(), Succeeded)
    stored, configuration = await neighbour(house)
    before = house.database.committed.copy()
    refused = await house.publish(PublishRequest(stored.id, configuration.id))
    says_no_more_than_that(refused.failure(), house.stored)
    assert house.database.committed == before


async def test_the_plan_says_what_a_publish_would_say(house: InMemoryHouse) -> None:
    assert isinstance(await house.published(), Succeeded)
    stored, configuration = await neighbour(house)
    says_no_more_than_that((await plan(house, stored, configuration)).failure(), house.stored)
    own = make_stored_course(house.organization, SAME_KEY)
    fault = (await plan(house, own, house.configuration)).failure()
    assert fault.code is FaultCode.COURSE_KEY_TAKEN
    assert f"«{house.stored.course.title}» ({house.stored.id})" in fault.message


async def test_another_organizations_run_is_not_proposed_for_adoption(house: InMemoryHouse) -> None:
    assert isinstance(await house.published(), Succeeded)
    stored, configuration = await neighbour(house)
    proposing = ProposeAdoption(house.database.transactions, MemoryGateways(house.lms))
    refused = await proposing(AdoptionRequest(stored.course, configuration, PublishOptions()))
    assert refused.failure().code is FaultCode.COURSE_KEY_TAKEN


@pytest.mark.parametrize("at_the_last_instant", [False, True], ids=["before its run", "during its run"])
async def test_of_two_that_were_accepted_the_first_to_claim_has_the_run(
    house: InMemoryHouse, at_the_last_instant: bool
) -> None:
    stored, configuration = await neighbour(house)
    accepted = (await house.publish(PublishRequest(stored.id, configuration.id))).unwrap()
    waiting = (await house.accepted()).job.id
    first: list[object] = []

    async def overtake(call: str) -> None:
        if call == "prepare" and not first:
            first.append(None)
            first.append(await house.run_import(waiting))

    if at_the_last_instant:
        house.lms.watch = overtake
    else:
        first += [None, await house.run_import(waiting)]
    job = await house.run_import(accepted.job.id)
    assert isinstance(first[1], Succeeded)
    assert isinstance(job, Failed)
    assert job.fault.code is FaultCode.COURSE_KEY_TAKEN
    assert len(house.lms.imports) == 1


async def test_names_last_whichever_way_they_were_given(house: InMemoryHouse) -> None:
    assert isinstance(await house.published(), Succeeded)
    names = set(next(iter(house.lms.courses.values())).blocks)
    second = await second_way(house, kept=True)
    await house.put(_renamed(house.stored.course))
    assert isinstance(await _published_through(house, second), Succeeded)
    assert set(next(iter(house.lms.courses.values())).blocks) == names
    unchanged = (await plan(house, house.stored, house.configuration)).unwrap().plan
    assert unchanged.nothing_to_do


async def test_a_plan_for_an_lms_that_is_not_kept_yet_knows_what_is(house: InMemoryHouse) -> None:
    assert isinstance(await house.published(), Succeeded)
    unkept = await second_way(house, kept=False)
    assert (await plan(house, house.stored, unkept)).unwrap().plan.nothing_to_do
    other = make_stored_course(house.organization, SAME_KEY)
    assert (await plan(house, other, unkept)).failure().code is FaultCode.COURSE_KEY_TAKEN


async def test_who_changes_the_address_of_a_connection_loses_no_names(house: InMemoryHouse) -> None:
    """A Studio under a new name is the same Studio."""
    assert isinstance(await house.published(), Succeeded)
    names = set(next(iter(house.lms.courses.values())).blocks)
    moved = make_configuration(house.organization, studio="https://authors.example.org").settings
    async with house.database.transactions() as tx:
        (await tx.configurations.update(house.configuration.changed(moved, None, house.clock()))).unwrap()
        await tx.commit()
    await house.put(_renamed(house.stored.course))
    assert isinstance(await house.published(), Succeeded)
    assert set(next(iter(house.lms.courses.values())).blocks) == names


async def test_an_upload_that_is_taken_up_again_is_sent_to_its_own_run_alone(house: InMemoryHouse) -> None:
    """Whatever happened to the run meanwhile: here a database that was put back, and another course after it."""
    accepted = (await house.accepted()).job

    async def cut(call: str) -> None:
        house.lms.troubles.unreachable = call == "upload"

    house.lms.watch = cut
    resting = await house.run_import(accepted.id)
    assert isinstance(resting, Again)
    assert isinstance(resting.job, Uploading)
    house.lms.watch = house.fuse.step
    house.lms.troubles.unreachable = False
    stored, _configuration = await neighbour(house)
    state = house.database.committed
    for run, row in state.publications.items():
        known = evolve(row.publication, course_id=stored.id)
        state.publications[run] = RunRow(known, stored.organization_id)
    house.clock.advance(resting.seconds)
    job = await house.run_import(accepted.id)
    assert isinstance(job, Failed)
    assert job.fault.code is FaultCode.COURSE_KEY_TAKEN
    assert house.lms.imports == {}


async def test_a_run_that_became_another_courses_is_not_proved(house: InMemoryHouse) -> None:
    accepted = (await house.accepted()).job
    stored, _configuration = await neighbour(house)

    async def hand_over(call: str) -> None:
        state = house.database.committed
        for run, row in state.publications.items() if call == "progress" else ():
            known = evolve(row.publication, course_id=stored.id)
            state.publications[run] = RunRow(known, stored.organization_id)

    house.lms.watch = hand_over
    job = await house.run_import(accepted.id)
    assert isinstance(job, Failed)
    assert job.fault.code is FaultCode.COURSE_KEY_TAKEN
    (row,) = house.database.committed.publications.values()
    assert row.publication.proved is None


async def _published_through(house: InMemoryHouse, configuration: LmsConfiguration) -> object:
    accepted = (await house.publish(PublishRequest(house.stored.id, configuration.id))).unwrap()
    return await house.run_import(accepted.job.id)


def _renamed(course: Course) -> Course:
    chapters = tuple(evolve(chapter, title=f"{chapter.title}, переписанная") for chapter in course.chapters)
    return evolve(course, chapters=chapters)
