"""PublishCourse: what is accepted, what is refused, and that nothing is kept of what is refused."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from attrs import evolve
from returns.result import Failure, Success

from adapters.memory.gateway import MemoryGateways
from application.guarding import Guard
from application.ports.lms import LmsGateway
from application.ports.stores import Membership
from application.publishing import PublishCourse, PublishRequest
from domain.access import Role, User
from domain.course import Course
from domain.faults import ConflictFault, FaultCode, MissingFault, ValidationFault
from domain.identifiers import ConfigurationId, CourseId, UserId
from domain.import_job import Pending, Succeeded
from domain.lms_configuration import LmsConfiguration
from domain.publication import PublishOptions
from tests.application.house import InMemoryHouse
from tests.builders import make_configuration, make_course, make_organization, make_stored_course


@pytest.fixture
async def house() -> InMemoryHouse:
    return await InMemoryHouse().open()


async def test_an_accepted_course_waits_in_the_queue_under_its_key(house: InMemoryHouse) -> None:
    accepted = await house.accepted(PublishOptions(run_override="spring"))
    assert isinstance(accepted.job, Pending)
    assert str(accepted.job.order.course_key) == "course-v1:Acme+AI101+spring"
    assert house.database.queued() == [accepted.job.id]
    assert await house.job(accepted.job.id) == accepted.job


async def test_all_mistakes_come_at_once_and_nothing_is_kept(house: InMemoryHouse) -> None:
    house.lms.troubles.forbidden_words.add("Unit 0.1.1")
    await house.put(evolve(make_course(), title=" ", org="кафедра"))
    refused = await house.publish(house.request())
    assert isinstance(refused, Failure)
    fault = refused.failure()
    assert isinstance(fault, ValidationFault)
    assert fault.code is FaultCode.INVALID_COURSE_INPUT
    assert {finding.rule for finding in fault.violations} == {
        "TITLE_REQUIRED",
        "IDENTIFIER_PATTERN",
        "FORBIDDEN_WORD",
    }
    assert house.database.queued() == []


async def test_mistakes_that_only_the_lms_minds_have_its_code(house: InMemoryHouse) -> None:
    house.lms.troubles.forbidden_words.add("Unit 0.1.1")
    fault = (await house.publish(house.request())).failure()
    assert isinstance(fault, ValidationFault)
    assert fault.code is FaultCode.OLX_VALIDATION_ERROR
    assert [str(finding.place) for finding in fault.violations] == [
        "chapters[0].sections[1].units[1].content «Unit 0.1.1»"
    ]


async def test_an_override_that_makes_no_key_is_a_mistake_with_a_place(house: InMemoryHouse) -> None:
    fault = (await house.publish(house.request(PublishOptions(course_code_override="два слова")))).failure()
    assert isinstance(fault, ValidationFault)
    assert fault.violations[0].place.path == "courseId"


async def test_what_is_not_there_is_named(house: InMemoryHouse) -> None:
    nowhere = CourseId(house.configuration.id)
    fault = (await house.publish(PublishRequest(nowhere, house.configuration.id))).failure()
    assert isinstance(fault, MissingFault)
    assert fault.code is FaultCode.COURSE_NOT_FOUND
    fault = (await house.publish(PublishRequest(house.stored.id, ConfigurationId(house.stored.id)))).failure()
    assert fault.code is FaultCode.LMS_CONFIG_NOT_FOUND


@pytest.mark.parametrize("reason", ["inactive", "of another organization"])
async def test_a_configuration_that_may_not_be_used_is_not_there(house: InMemoryHouse, reason: str) -> None:
    other = make_organization("Other")
    configuration = (
        make_configuration(house.organization, "Old", is_active=False)
        if reason == "inactive"
        else make_configuration(other, "Theirs")
    )
    async with house.database.transactions() as tx:
        await tx.organizations.put(other)
        (await tx.configurations.add(configuration)).unwrap()
        await tx.commit()
    fault = (await house.publish(PublishRequest(house.stored.id, configuration.id))).failure()
    assert fault.code is FaultCode.LMS_CONFIG_NOT_FOUND


async def test_of_many_at_the_same_instant_one_is_accepted(house: InMemoryHouse) -> None:
    answers = await asyncio.gather(*(house.publish(house.request()) for _ in range(20)))
    accepted = [answer.unwrap().job.id for answer in answers if isinstance(answer, Success)]
    faults = [answer.failure() for answer in answers if isinstance(answer, Failure)]
    assert len(accepted) == 1
    assert {fault.code for fault in faults} == {FaultCode.IMPORT_IN_PROGRESS}
    assert {fault.job_id for fault in faults if isinstance(fault, ConflictFault)} == set(accepted)


async def test_a_key_belongs_to_the_course_that_published_it_first(house: InMemoryHouse) -> None:
    assert isinstance(await house.published(), Succeeded)
    other = make_stored_course(house.organization, _same_key(house.stored.course))
    async with house.database.transactions() as tx:
        await tx.courses.put(other)
        await tx.commit()
    fault = (await house.publish(PublishRequest(other.id, house.configuration.id))).failure()
    assert isinstance(fault, ConflictFault)
    assert fault.code is FaultCode.COURSE_KEY_TAKEN
    assert f"«{house.stored.course.title}» ({house.stored.id})" in fault.message


def _same_key(course: Course) -> Course:
    return evolve(course, title="Another course of the same key")


async def test_a_role_that_is_lost_while_the_course_is_checked_is_a_refusal(house: InMemoryHouse) -> None:
    author = User(UserId(uuid4()))
    membership = Membership(house.organization.id, author.id, Role.INSTRUCTOR)
    async with house.database.transactions() as tx:
        await tx.organizations.put_member(membership)
        await tx.courses.put(evolve(house.stored, owner_id=author.id))
        await tx.commit()

    @asynccontextmanager
    async def leaving(configuration: LmsConfiguration) -> AsyncIterator[LmsGateway]:
        async with house.database.transactions() as tx:
            await tx.organizations.remove_member(house.organization.id, author.id)
            await tx.commit()
        async with MemoryGateways(house.lms)(configuration) as gateway:
            yield gateway

    publish = PublishCourse(house.database.transactions, leaving, house.clock, house.new_id, Guard(author))
    assert (await publish(house.request())).failure().code is FaultCode.COURSE_NOT_FOUND
    assert house.database.queued() == []
