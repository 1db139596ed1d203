"""A fault that may pass does not end a job; one that a person must mend ends it at once."""

from datetime import timedelta

import pytest
from attrs import evolve

from application.doubting import BLIND_GRACE, LOST_ANSWER_GRACE
from application.importing import Again, RunImport
from application.ports.journal import Happening
from application.proving import LEAST_PATIENCE
from domain.faults import FaultCode
from domain.identifiers import JobId
from domain.import_job import Failed, Processing, Succeeded, Uploading
from domain.progress import Stage
from domain.setbacks import Patience
from tests.application.house import InMemoryHouse


@pytest.fixture
async def house() -> InMemoryHouse:
    return await InMemoryHouse().open()


async def test_an_lms_that_is_away_is_waited_for(house: InMemoryHouse) -> None:
    job_id = (await house.accepted()).job.id
    house.lms.troubles.unreachable = True
    pauses = []
    for _ in range(3):
        outcome = await house.run_import(job_id)
        assert isinstance(outcome, Again)
        assert await house.job(job_id) == outcome.job
        assert outcome.job.setbacks.again_at == house.clock() + timedelta(seconds=outcome.seconds)
        assert outcome.job.setbacks.last is not None
        assert outcome.job.setbacks.last.code is FaultCode.CONNECTION_REFUSED
        pauses.append(outcome.seconds)
        house.clock.advance(outcome.seconds)
    assert 2.5 <= pauses[0] <= 5 <= pauses[1] <= 10 <= pauses[2] <= 20
    house.lms.troubles.unreachable = False
    job = await house.run_import(job_id)
    assert isinstance(job, Succeeded)
    assert job.setbacks.faults == 3
    assert len(house.lms.imports) == 1


async def test_patience_ends_with_the_last_fault(house: InMemoryHouse) -> None:
    job_id = (await house.accepted()).job.id
    house.lms.troubles.unreachable = True
    before = house.clock()
    job = await house.worked(job_id)
    assert isinstance(job, Failed)
    assert job.fault.code is FaultCode.CONNECTION_REFUSED
    assert job.setbacks.faults == Patience().faults
    assert house.clock() - before < timedelta(minutes=4)
    assert await house.worked(job_id) == job


async def test_no_job_is_tried_after_its_hour(house: InMemoryHouse) -> None:
    house.patience = Patience(faults=10**6, give_up_seconds=3600)
    job_id = (await house.accepted()).job.id
    house.lms.troubles.unreachable = True
    before = house.clock()
    assert isinstance(await house.worked(job_id), Failed)
    assert timedelta(minutes=50) < house.clock() - before <= timedelta(minutes=60)


async def test_what_a_person_must_mend_is_not_tried_again(house: InMemoryHouse) -> None:
    house.lms.troubles.unknown_credentials = True
    job = await house.published()
    assert isinstance(job, Failed)
    assert job.fault.code is FaultCode.INVALID_CREDENTIALS
    assert job.setbacks.faults == 0


async def test_a_busy_lms_is_given_time(house: InMemoryHouse) -> None:
    house.lms.troubles.busy = 4
    assert isinstance(await house.worked((await house.accepted()).job.id), Succeeded)
    assert len(house.lms.imports) == 1


async def test_an_upload_that_was_cut_is_sent_again_without_asking(house: InMemoryHouse) -> None:
    """Its last byte never left: it is proved that it did not arrive."""
    house.lms.troubles.cut_uploads = 2
    job_id = (await house.accepted()).job.id
    calls = _listening(house)
    outcome = await house.run_import(job_id)
    assert isinstance(outcome, Again)
    assert isinstance(outcome.job, Uploading)
    assert outcome.job.may_have_arrived is False
    assert isinstance(await house.worked(job_id), Succeeded)
    assert "find_import" not in calls
    assert calls.count("upload") == 3
    assert len(house.lms.imports) == 1


async def test_an_upload_in_doubt_is_looked_for_and_then_sent_again(house: InMemoryHouse) -> None:
    """Nothing is shown, and a later task has come back: it never arrived."""
    house.lms.troubles.lost_uploads = 1
    job_id, before = (await house.accepted()).job.id, house.clock()
    outcome = await house.run_import(job_id)
    assert isinstance(outcome, Again)
    assert isinstance(outcome.job, Uploading)
    assert outcome.job.may_have_arrived is False
    assert LOST_ANSWER_GRACE <= house.clock() - before < BLIND_GRACE
    calls = _listening(house)
    job = await house.worked(job_id)
    assert isinstance(job, Succeeded)
    assert "find_import" not in calls
    assert len(house.lms.imports) == 1
    assert job.upload_name != outcome.job.upload_name


@pytest.mark.parametrize("resumed", [False, True])
async def test_an_import_that_shows_late_is_not_sent_twice(house: InMemoryHouse, resumed: bool) -> None:
    """Minutes after its answer was lost; also where the process died meanwhile."""
    troubles, before = house.lms.troubles, house.clock()
    troubles.lost_answers, troubles.never_picks_up = 1, True
    dies = resumed

    async def come_back_late(call: str) -> None:
        nonlocal dies
        troubles.never_picks_up = house.clock() - before < timedelta(minutes=4)
        if call == "find_import" and dies:
            dies = False
            raise ConnectionAbortedError

    house.lms.watch = come_back_late
    job_id = (await house.accepted()).job.id
    if resumed:
        with pytest.raises(ConnectionAbortedError):
            await house.run_import(job_id)
    assert isinstance(await house.run_import(job_id), Succeeded)
    assert len(house.lms.imports) == 1
    assert house.clock() - before >= timedelta(minutes=4)


async def test_while_nobody_works_there_nothing_is_sent_again(house: InMemoryHouse) -> None:
    house.lms.troubles.lost_uploads = 1
    house.lms.troubles.never_picks_up = True
    calls, before = _listening(house), house.clock()
    job = await house.published()
    assert isinstance(job, Failed)
    assert job.fault.code is FaultCode.POLL_TIMEOUT
    assert "cannot be told" in job.fault.message
    assert calls.count("upload") == 1
    patience = timedelta(seconds=house.configuration.settings.import_timeout_seconds)
    assert patience <= house.clock() - before <= patience + timedelta(seconds=10)


async def test_an_lms_that_does_not_tell_is_looked_at_for_longer(house: InMemoryHouse) -> None:
    house.lms.troubles.lost_uploads = 1
    house.lms.troubles.tells_nothing = True
    before = house.clock()
    outcome = await house.run_import((await house.accepted()).job.id)
    assert isinstance(outcome, Again)
    assert BLIND_GRACE <= house.clock() - before <= BLIND_GRACE + timedelta(seconds=10)


async def test_reading_back_is_repeated_without_a_new_upload(house: InMemoryHouse) -> None:
    house.lms.troubles.lost_verifications = 2
    job_id = (await house.accepted()).job.id
    outcome = await house.run_import(job_id)
    assert isinstance(outcome, Again)
    assert isinstance(outcome.job, Processing)
    calls = _listening(house)
    assert isinstance(await house.worked(job_id), Succeeded)
    assert set(calls) == {"verify"}


async def test_an_import_that_ended_while_nobody_looked_is_not_taken_for_late(house: InMemoryHouse) -> None:
    job_id = (await house.accepted()).job.id
    house.lms.stages = (Stage.UPDATING,)
    await _died_while_polling(house, job_id)
    house.clock.advance(10 * house.configuration.settings.import_timeout_seconds)
    house.lms.troubles.lost_progress = 3
    assert isinstance(await house.worked(job_id), Succeeded)
    assert timedelta(seconds=3 * 5) < LEAST_PATIENCE


async def _died_while_polling(house: InMemoryHouse, job_id: JobId) -> None:
    async def die(call: str) -> None:
        if call == "progress":
            raise ConnectionAbortedError

    house.lms.watch = die
    with pytest.raises(ConnectionAbortedError):
        await house.run_import(job_id)
    house.lms.watch = None


async def test_rest_and_end_are_told(house: InMemoryHouse) -> None:
    house.lms.troubles.busy = 1
    await house.worked((await house.accepted()).job.id)
    [rest] = house.journal.of(Happening.PUT_OFF)
    assert rest.seconds is not None
    assert rest.job.setbacks.faults == 1
    [end] = house.journal.of(Happening.ENDED)
    assert isinstance(end.job, Succeeded)
    assert len({event.run_id for event in house.journal.events}) == 2


async def test_each_stage_is_told_once(house: InMemoryHouse) -> None:
    job = await house.published()
    assert isinstance(job, Succeeded)
    told = [event.job.progress.stage for event in house.journal.events if event.what is not Happening.BEGUN]
    assert told == [mark.stage for mark in job.progress.marks[1:]]


async def test_every_run_has_its_own_id_and_may_be_given_one(house: InMemoryHouse) -> None:
    job_id, run_id = (await house.accepted()).job.id, house.new_id()
    run: RunImport = evolve(house.run_import)
    await run(job_id, run_id)
    assert {event.run_id for event in house.journal.events} == {run_id}


def _listening(house: InMemoryHouse) -> list[str]:
    calls: list[str] = []

    async def note(call: str) -> None:
        calls.append(call)

    house.lms.watch = note
    return calls
