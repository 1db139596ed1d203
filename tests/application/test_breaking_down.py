"""A mistake of ours is tried again a few times, in whatever process, and then told without internals."""

import pytest

from application.importing import LeaseLost
from application.ports.journal import Happening
from domain.faults import FaultCode, ImportFault
from domain.identifiers import JobId
from domain.import_job import Failed, Succeeded
from tests.application.house import CrashError, InMemoryHouse


@pytest.fixture
async def house() -> InMemoryHouse:
    return await InMemoryHouse().open()


async def _break(house: InMemoryHouse, job_id: JobId, times: int = 1) -> list[float | None]:
    """Runs that die in the LMS's adapter, each counted as a worker does."""

    async def explode(call: str) -> None:
        if call == "prepare":
            raise CrashError("secret internals")

    pauses = []
    house.lms.watch = explode
    for _ in range(times):
        run_id = house.new_id()
        with pytest.raises(CrashError):
            await house.run_import(job_id, run_id)
        pauses.append(await house.note_breakdown(job_id, run_id))
    house.lms.watch = None
    return pauses


async def test_a_run_that_broke_down_is_tried_again(house: InMemoryHouse) -> None:
    job_id = (await house.accepted()).job.id
    [first, second] = await _break(house, job_id, times=2)
    assert first is not None
    assert second is not None
    assert second > first / 2
    job = await house.run_import(job_id)
    assert isinstance(job, Succeeded)
    assert job.setbacks.breakdowns == 2


async def test_the_third_breakdown_ends_the_job_with_an_id_to_look_up(house: InMemoryHouse) -> None:
    job_id = (await house.accepted()).job.id
    assert (await _break(house, job_id, times=3))[2] is None
    job = await house.job(job_id)
    assert isinstance(job, Failed)
    assert isinstance(job.fault, ImportFault)
    assert job.fault.code is FaultCode.IMPORT_ERROR
    last = house.journal.of(Happening.ENDED)[-1]
    assert str(last.run_id) in job.fault.message
    told = f"{job.fault}"
    assert "internals" not in told
    assert "CrashError" not in told
    assert house.journal.what().count(Happening.BROKEN_DOWN) == 2


async def test_a_run_that_was_overtaken_breaks_down_alone(house: InMemoryHouse) -> None:
    """Its end is no news to the job, and takes nothing from the run that holds it now."""
    job_id, old = (await house.accepted()).job.id, house.new_id()
    overtaken = False

    async def overtake(call: str) -> None:
        nonlocal overtaken
        if call == "prepare" and not overtaken:
            overtaken = True
            assert await house.note_breakdown(job_id, old) is not None
            assert isinstance(await house.run_import(job_id), Succeeded)
            raise CrashError

    house.lms.watch = overtake
    with pytest.raises(CrashError):
        await house.run_import(job_id, old)
    assert await house.note_breakdown(job_id, old) is None
    assert isinstance(await house.job(job_id), Succeeded)


async def test_no_job_no_breakdown(house: InMemoryHouse) -> None:
    unknown = (await house.accepted()).job.id
    async with house.database.transactions() as tx:
        assert await tx.jobs.get(unknown) is not None
    assert await house.note_breakdown(JobId(house.stored.id), house.new_id()) is None
    assert not isinstance(await house.run_import(unknown), LeaseLost)
