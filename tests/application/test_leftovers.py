"""What an earlier job left running in the LMS is waited for: two imports of one course at once ruin it."""

from datetime import timedelta

import pytest
from attrs import evolve

from application.doubting import LOST_ANSWER_GRACE
from application.following import CancelJob
from application.leftovers import REMEMBERED
from application.ports.runs import Place
from application.turns import TurnLimits, Turns
from domain.faults import FaultCode
from domain.import_job import Failed, Succeeded
from tests.application.house import InMemoryHouse


@pytest.fixture
async def house() -> InMemoryHouse:
    house = await InMemoryHouse().open()
    house.lms.watch = _never_two_at_once(house)
    return house


def _never_two_at_once(house: InMemoryHouse):  # type: ignore[no-untyped-def] # noqa: ANN202 - the port's Watch
    async def watch(call: str) -> None:
        if call == "upload":
            assert all(held.done for held in house.lms.imports.values()), "two imports at once"

    return watch


async def _given_up(house: InMemoryHouse) -> Failed:
    house.lms.troubles.never_picks_up = True
    job = await house.published()
    assert isinstance(job, Failed)
    assert job.fault.code is FaultCode.POLL_TIMEOUT
    return job


async def test_the_next_job_waits_until_the_import_before_it_has_ended(house: InMemoryHouse) -> None:
    await _given_up(house)
    house.lms.troubles.never_picks_up = False
    assert isinstance(await house.published(), Succeeded)
    assert len(house.lms.imports) == 2


async def test_while_it_does_not_end_nothing_is_sent(house: InMemoryHouse) -> None:
    first = await _given_up(house)
    second = await house.published()
    assert isinstance(second, Failed)
    assert second.fault.code is FaultCode.POLL_TIMEOUT
    assert second.fault.cause is not None
    assert str(first.id) in second.fault.cause
    assert second.started_at is None
    assert len(house.lms.imports) == 1


async def test_an_import_that_the_lms_lost_does_not_block_for_ever(house: InMemoryHouse) -> None:
    await _given_up(house)
    house.lms.watch = None
    house.clock.advance(REMEMBERED / timedelta(seconds=1))
    house.lms.troubles.never_picks_up = False
    assert isinstance(await house.published(), Succeeded)
    assert len(house.lms.imports) == 2


async def test_an_upload_in_doubt_is_given_time_to_show(house: InMemoryHouse) -> None:
    house.lms.troubles.lost_uploads = 100
    house.patience = evolve(house.patience, faults=1)
    assert isinstance(await house.published(), Failed)
    house.lms.troubles.lost_uploads = 0
    before = house.clock()
    assert isinstance(await house.published(), Succeeded)
    assert house.clock() - before >= LOST_ANSWER_GRACE


async def test_a_job_cancelled_during_its_upload_may_have_left_something(house: InMemoryHouse) -> None:
    accepted = await house.accepted()
    never_two, cancelled = house.lms.watch, False

    async def cancel_after_the_upload(call: str) -> None:
        nonlocal cancelled
        assert never_two is not None
        await never_two(call)
        if call == "find_import" and not cancelled:
            cancelled = True
            cancel = CancelJob(house.database.transactions, house.clock, house.new_id)
            (await cancel(accepted.job.id)).unwrap()

    house.lms.troubles.lost_answers = 1
    house.lms.watch = cancel_after_the_upload
    await house.run_import(accepted.job.id)
    assert len(house.lms.imports) == 1
    assert isinstance(await house.published(), Succeeded)
    assert all(held.done for held in house.lms.imports.values())


async def test_what_the_lms_itself_gave_up_is_not_asked_for_again(house: InMemoryHouse) -> None:
    house.lms.troubles.fails_import = "Unsafe archive file. Aborting import."
    assert isinstance(await house.published(), Failed)
    house.lms.troubles.fails_import = None
    house.lms.watch = None
    before = house.clock()
    assert isinstance(await house.published(), Succeeded)
    assert house.clock() - before < LOST_ANSWER_GRACE


async def test_who_waits_for_a_leftover_lets_others_upload(house: InMemoryHouse) -> None:
    await _given_up(house)
    accepted, free = await house.accepted(), list[bool]()

    async def look(call: str) -> None:
        if call == "progress":
            held = house.database.committed.jobs[accepted.job.id].places
            free.append(Place.UPLOADING not in held)
        if call == "upload":
            free.append(True)

    house.turns = Turns(TurnLimits(uploads=1))
    house.lms.watch = look
    await house.run_import(accepted.job.id)
    assert free[0] is False
    assert free.count(True) > 3
