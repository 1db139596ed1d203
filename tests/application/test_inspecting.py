"""What the LMS has of a course: the run that it was last published as."""

from uuid import uuid4

import pytest

from adapters.memory.gateway import MemoryGateways
from adapters.memory.lms import MemoryLms
from application.inspecting import DeleteCourse, GetCourseStatus
from application.ports.lms import Capability
from domain.faults import FaultCode, UnsupportedFault
from domain.identifiers import ConfigurationId, CourseId
from tests.application.house import InMemoryHouse
from tests.builders import make_configuration, make_organization


@pytest.fixture
async def house() -> InMemoryHouse:
    return await InMemoryHouse().open()


def status(house: InMemoryHouse) -> GetCourseStatus:
    return GetCourseStatus(house.database.transactions, MemoryGateways(house.lms))


async def test_tells_of_the_published_run(house: InMemoryHouse) -> None:
    job = (await house.accepted()).job
    house.database.take()
    await house.run_import(job.id)
    seen = (await status(house)(house.stored.id, house.configuration.id)).unwrap()
    assert seen.key == job.order.course_key
    assert seen.status.exists


async def test_what_was_never_published_is_not_there(house: InMemoryHouse) -> None:
    fault = (await status(house)(house.stored.id, house.configuration.id)).failure()
    assert fault.code is FaultCode.COURSE_NOT_FOUND
    assert "never published" in fault.message


async def test_says_what_is_missing(house: InMemoryHouse) -> None:
    course, lms = house.stored.id, house.configuration.id
    assert (await status(house)(CourseId(uuid4()), lms)).failure().code is FaultCode.COURSE_NOT_FOUND
    unknown = await status(house)(course, ConfigurationId(uuid4()))
    assert unknown.failure().code is FaultCode.LMS_CONFIG_NOT_FOUND


async def test_another_organizations_lms_is_none(house: InMemoryHouse) -> None:
    elsewhere = make_organization("Elsewhere")
    configuration = make_configuration(elsewhere)
    async with house.database.transactions() as tx:
        await tx.organizations.put(elsewhere)
        (await tx.configurations.add(configuration)).unwrap()
        await tx.commit()
    fault = (await status(house)(house.stored.id, configuration.id)).failure()
    assert fault.code is FaultCode.LMS_CONFIG_NOT_FOUND


async def test_deletes_where_the_lms_can_and_says_where_it_cannot(house: InMemoryHouse) -> None:
    await house.published()
    where = (house.stored.id, house.configuration.id)
    incapable = MemoryLms(house.clock, set(Capability) - {Capability.DELETE_COURSE})
    refused = await DeleteCourse(house.database.transactions, MemoryGateways(incapable))(*where)
    assert isinstance(refused.failure(), UnsupportedFault)
    deleted = await DeleteCourse(house.database.transactions, MemoryGateways(house.lms))(*where)
    assert deleted.unwrap() is None
    assert not (await status(house)(*where)).unwrap().status.exists
