"""ProposeAdoption and AdoptIdentities: look, show, record once; and whatever stands against it."""

import pytest
from attrs import evolve
from returns.result import Result

from adapters.memory.gateway import MemoryGateways
from adapters.memory.lms import HeldCourse
from adapters.memory.package import Block, placed_blocks
from application.adopting import (
    AdoptFault,
    AdoptIdentities,
    AdoptionRequest,
    Proposal,
    ProposeAdoption,
    ProposeFault,
)
from application.guarding import Guard
from domain.access import User
from domain.audit import Deed
from domain.course import Course
from domain.faults import FaultCode
from domain.identifiers import ConfigurationId, CourseId, UserId
from domain.identities import BlockIdentity, Identities
from domain.import_job import Succeeded
from domain.publication import PublishOptions, key_for
from tests.application.house import InMemoryHouse
from tests.builders import NOON, make_configuration, make_stored_course


def foreign_names(course: Course) -> Identities:
    """As another program would have named the blocks."""
    entries = Identities().covering(course).entries
    return Identities(tuple(BlockIdentity(e.kind, e.path, f"X{n:04d}") for n, e in enumerate(entries)))


@pytest.fixture
async def house() -> InMemoryHouse:
    """The LMS has the course already, under other names; nothing is known of it here."""
    house = await InMemoryHouse().open()
    course = house.stored.course
    key = key_for(course, PublishOptions())
    blocks: dict[str, Block] = {p.block.name: p.block for p in placed_blocks(course, foreign_names(course))}
    house.lms.courses[key] = HeldCourse(blocks, NOON)
    return house


async def propose(house: InMemoryHouse, course: Course | None = None) -> Result[Proposal, ProposeFault]:
    proposing = ProposeAdoption(house.database.transactions, MemoryGateways(house.lms))
    return await proposing(AdoptionRequest(course or house.stored.course, house.configuration, PublishOptions()))


async def record(
    house: InMemoryHouse,
    proposal: Proposal,
    course_id: CourseId | None = None,
    configuration_id: ConfigurationId | None = None,
    guard: Guard | None = None,
) -> Result[None, AdoptFault]:
    adopting = AdoptIdentities(house.database.transactions, guard or Guard())
    return await adopting(course_id or house.stored.id, configuration_id or house.configuration.id, proposal)


async def test_a_proposal_changes_nothing(house: InMemoryHouse) -> None:
    before, imports = house.database.committed.copy(), dict(house.lms.imports)
    proposal = (await propose(house)).unwrap()
    assert len(proposal.adoption.kept) == 11
    assert house.database.committed == before
    assert house.lms.imports == imports


async def test_what_was_adopted_is_kept_by_the_next_publish(house: InMemoryHouse) -> None:
    names = set(next(iter(house.lms.courses.values())).blocks)
    (await record(house, (await propose(house)).unwrap())).unwrap()
    job = await house.published()
    assert isinstance(job, Succeeded)
    assert set(next(iter(house.lms.courses.values())).blocks) == names
    assert house.database.committed.audit[-2].note.deed is Deed.IDENTITIES_ADOPTED


async def test_it_happens_once(house: InMemoryHouse) -> None:
    proposal = (await propose(house)).unwrap()
    (await record(house, proposal)).unwrap()
    again = (await record(house, proposal)).failure()
    assert again.code is FaultCode.COURSE_KEY_TAKEN
    assert (await propose(house)).failure().code is FaultCode.COURSE_KEY_TAKEN


async def test_what_was_published_from_here_is_not_adopted(house: InMemoryHouse) -> None:
    proposal = (await propose(house)).unwrap()
    assert isinstance(await house.published(), Succeeded)
    assert (await propose(house)).failure().code is FaultCode.COURSE_KEY_TAKEN
    assert (await record(house, proposal)).failure().code is FaultCode.COURSE_KEY_TAKEN


async def test_a_waiting_job_could_give_names_of_its_own(house: InMemoryHouse) -> None:
    proposal = (await propose(house)).unwrap()
    job = (await house.accepted()).job
    fault = (await record(house, proposal)).failure()
    assert fault.code is FaultCode.IMPORT_IN_PROGRESS
    assert str(job.id) in repr(fault)


async def test_a_run_of_another_course_is_not_adopted(house: InMemoryHouse) -> None:
    proposal = (await propose(house)).unwrap()
    other = make_stored_course(house.organization, evolve(house.stored.course, title="Other"))
    async with house.database.transactions() as tx:
        await tx.courses.put(other)
        await tx.commit()
    (await record(house, proposal, other.id)).unwrap()
    assert (await record(house, proposal)).failure().code is FaultCode.COURSE_KEY_TAKEN


async def test_what_is_not_there_cannot_be_adopted(house: InMemoryHouse) -> None:
    house.lms.courses.clear()
    fault = (await propose(house)).failure()
    assert fault.code is FaultCode.COURSE_NOT_FOUND
    assert "publish" in fault.help


async def test_a_course_with_mistakes_is_not_looked_for(house: InMemoryHouse) -> None:
    course = evolve(house.stored.course, chapters=house.stored.course.chapters * 2)
    assert (await propose(house, course)).failure().code is FaultCode.INVALID_COURSE_INPUT
    nameless = evolve(house.stored.course, org="Орг")
    assert (await propose(house, nameless)).failure().code is FaultCode.INVALID_COURSE_INPUT


async def test_an_lms_that_does_not_answer_is_a_fault(house: InMemoryHouse) -> None:
    house.lms.troubles.unreachable = True
    assert (await propose(house)).failure().code is FaultCode.CONNECTION_REFUSED


async def test_course_and_connection_are_there_and_belong_together(house: InMemoryHouse) -> None:
    proposal = (await propose(house)).unwrap()
    nobody = CourseId(house.configuration.id)
    assert (await record(house, proposal, nobody)).failure().code is FaultCode.COURSE_NOT_FOUND
    stranger = make_configuration(evolve(house.organization, id=house.organization.id), "Never kept")
    fault = (await record(house, proposal, configuration_id=stranger.id)).failure()
    assert fault.code is FaultCode.LMS_CONFIG_NOT_FOUND


async def test_who_may_not_publish_may_not_adopt(house: InMemoryHouse) -> None:
    proposal = (await propose(house)).unwrap()
    guard = Guard(User(UserId(house.configuration.id)))
    assert (await record(house, proposal, guard=guard)).failure().code is FaultCode.COURSE_NOT_FOUND
    assert house.database.committed.publications == {}
