"""RetryJob: only what failed is tried again, with the options it had and the course as it is now."""

import pytest
from returns.result import Success

from application.following import CancelJob
from application.retrying import RetryJob
from domain.faults import FaultCode
from domain.identifiers import JobId
from domain.publication import PublishOptions
from tests.application.house import InMemoryHouse
from tests.builders import make_course


@pytest.fixture
async def house() -> InMemoryHouse:
    return await InMemoryHouse().open()


def retry(house: InMemoryHouse) -> RetryJob:
    return RetryJob(house.database.transactions, house.publish)


async def test_a_failed_job_is_ordered_again(house: InMemoryHouse) -> None:
    options = PublishOptions(run_override="spring", overwrite_existing=False)
    first = (await house.accepted(options)).job
    await CancelJob(house.database.transactions, house.clock, house.new_id)(first.id)
    await house.put(make_course(title="Newer"))
    second = (await retry(house)(first.id)).unwrap().job
    assert second.id != first.id
    assert second.order.options == options
    assert (second.order.course_id, second.order.course_key) == (first.order.course_id, first.order.course_key)
    assert second.id in house.database.queued()
    async with house.database.transactions() as tx:
        assert (await tx.jobs.course_of(second.id)).title == "Newer"
        assert (await tx.jobs.get(first.id)) is not None


async def test_a_job_that_runs_or_succeeded_is_not_retried(house: InMemoryHouse) -> None:
    job = (await house.accepted()).job
    running = (await retry(house)(job.id)).failure()
    house.database.take()
    await house.run_import(job.id)
    succeeded = (await retry(house)(job.id)).failure()
    assert {running.code, succeeded.code} == {FaultCode.IMPORT_IN_PROGRESS}
    assert "pending" in running.message
    assert "succeeded" in succeeded.message


async def test_what_there_is_not_cannot_be_retried(house: InMemoryHouse) -> None:
    assert (await retry(house)(JobId(house.new_id()))).failure().code is FaultCode.JOB_NOT_FOUND


async def test_only_one_retry_of_many_wins(house: InMemoryHouse) -> None:
    job = (await house.accepted()).job
    await CancelJob(house.database.transactions, house.clock, house.new_id)(job.id)
    results = [await retry(house)(job.id) for _ in range(3)]
    assert [isinstance(each, Success) for each in results] == [True, False, False]
