"""GetJob, ListJobs, CancelJob."""

import pytest

from application.following import CancelJob, GetJob, ListJobs
from application.importing import LeaseLost
from application.ports.stores import JobQuery
from domain.faults import ConflictFault, FaultCode
from domain.identifiers import JobId
from domain.import_job import Failed, Succeeded
from tests.application.house import InMemoryHouse


@pytest.fixture
async def house() -> InMemoryHouse:
    return await InMemoryHouse().open()


def _cancel(house: InMemoryHouse) -> CancelJob:
    return CancelJob(house.database.transactions, house.clock, house.new_id)


async def test_a_job_can_be_looked_up_and_listed(house: InMemoryHouse) -> None:
    job = await house.published()
    assert isinstance(job, Succeeded)
    assert (await GetJob(house.database.transactions)(job.id)).unwrap() == job
    page = await ListJobs(house.database.transactions)(JobQuery(course_id=house.stored.id))
    assert [(entry.job, entry.course_title, entry.lms_name) for entry in page.items] == [
        (job, house.stored.course.title, house.configuration.settings.name)
    ]


async def test_an_unknown_job_is_not_found(house: InMemoryHouse) -> None:
    unknown = JobId(house.stored.id)
    assert (await GetJob(house.database.transactions)(unknown)).failure().code is FaultCode.JOB_NOT_FOUND
    assert (await _cancel(house)(unknown)).failure().code is FaultCode.JOB_NOT_FOUND


async def test_a_waiting_job_is_cancelled_and_stays_so(house: InMemoryHouse) -> None:
    accepted = await house.accepted()
    cancelled = (await _cancel(house)(accepted.job.id)).unwrap()
    assert isinstance(cancelled, Failed)
    assert cancelled.fault.code is FaultCode.CANCELLED
    assert await house.run_import(accepted.job.id) == cancelled
    assert house.lms.imports == {}


async def test_cancelling_during_the_upload_stops_the_worker(house: InMemoryHouse) -> None:
    accepted = await house.accepted()

    async def cancel_at_upload(call: str) -> None:
        if call == "upload":
            (await _cancel(house)(accepted.job.id)).unwrap()

    house.lms.watch = cancel_at_upload
    assert isinstance(await house.run_import(accepted.job.id), LeaseLost)
    assert house.lms.imports == {}
    job = await house.job(accepted.job.id)
    assert isinstance(job, Failed)
    assert job.fault.code is FaultCode.CANCELLED


async def test_what_the_lms_imports_cannot_be_cancelled_and_goes_on(house: InMemoryHouse) -> None:
    accepted = await house.accepted()
    refusals = []

    async def cancel_at_progress(call: str) -> None:
        if call == "progress":
            refusals.append((await _cancel(house)(accepted.job.id)).failure())

    house.lms.watch = cancel_at_progress
    assert isinstance(await house.run_import(accepted.job.id), Succeeded)
    assert refusals
    for fault in refusals:
        assert isinstance(fault, ConflictFault)
        assert fault.job_id == accepted.job.id
    assert (await _cancel(house)(accepted.job.id)).failure().code is FaultCode.IMPORT_IN_PROGRESS
