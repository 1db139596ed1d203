"""Every job ends, whatever is slow, rude, killed or broken: by its runs, its setbacks, or the time in all."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import cycle
from uuid import UUID

import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from adapters.memory.jobs import MemoryJobs
from adapters.memory.journal import MemoryJournal
from adapters.memory.transactions import MemoryTransaction
from application.importing import Again
from application.ports.journal import Happening
from application.turns import TurnLimits, Turns
from domain.faults import FaultCode, TimeoutFault
from domain.identifiers import JobId
from domain.import_job import Failed, ImportJob, Processing, Succeeded
from domain.setbacks import Patience
from tests.application.house import CrashError, InMemoryHouse, forever

PATIENCE = Patience()


@pytest.fixture
async def house() -> InMemoryHouse:
    return await InMemoryHouse().open()


async def killed(house: InMemoryHouse, job_id: JobId, times: int) -> None:
    """Runs whose process dies at the door of the LMS; nobody is left to count that."""

    async def die(call: str) -> None:
        if call == "prepare":
            raise CrashError

    house.lms.watch = die
    for _ in range(times):
        with pytest.raises(CrashError):
            await house.run_import(job_id)
    house.lms.watch = None


async def test_a_job_that_kills_its_worker_each_time_is_not_begun_for_ever(house: InMemoryHouse) -> None:
    job_id = (await house.accepted()).job.id
    await killed(house, job_id, PATIENCE.runs)
    run_id = house.new_id()
    job = await house.run_import(job_id, run_id)
    assert isinstance(job, Failed)
    assert job.fault.code is FaultCode.IMPORT_ERROR
    assert f"began {PATIENCE.runs} times" in job.fault.message
    assert str(run_id) in job.fault.message
    assert house.journal.of(Happening.ENDED)[-1].job == job
    assert house.lms.imports == {}


async def test_a_worker_that_was_restarted_many_times_fails_nobody(house: InMemoryHouse) -> None:
    job_id = (await house.accepted()).job.id
    await killed(house, job_id, PATIENCE.runs - 1)
    assert isinstance(await house.run_import(job_id), Succeeded)


def elsewhere() -> Turns:
    """The line of another process."""
    return Turns(TurnLimits(imports=1))


async def test_who_only_waited_in_line_is_not_blamed_for_the_death_of_its_process() -> None:
    house = await InMemoryHouse(turns=Turns(TurnLimits(imports=1))).open()
    first, job_id = await house.another("First"), (await house.accepted()).job.id
    house.lms.troubles.never_picks_up = True
    blocked = asyncio.Event()

    async def block(call: str) -> None:
        if call == "progress":
            await blocked.wait()

    house.lms.watch = block
    holder = asyncio.create_task(house.run_import(first))
    for _ in range(2 * PATIENCE.runs):
        waiting = asyncio.create_task(evolve(house.run_import, turns=elsewhere(), sleep=forever)(job_id))
        for _ in range(20):
            await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait({waiting})
    assert house.database.committed.jobs[job_id].runs == 0
    house.lms.troubles.never_picks_up = False
    blocked.set()
    assert isinstance(await holder, Succeeded)
    assert isinstance(await house.run_import(job_id), Succeeded)


@frozen
class Illegible:
    """Jobs that this release cannot read."""

    _jobs: MemoryJobs

    async def get(self, _job_id: JobId) -> ImportJob | None:
        raise ValueError("a job of a newer release?")


async def test_a_job_that_cannot_even_be_read_is_ended_unread(house: InMemoryHouse) -> None:
    @asynccontextmanager
    async def illegible() -> AsyncIterator[MemoryTransaction]:
        async with house.database.transactions() as tx:
            tx.jobs = Illegible(tx.jobs)  # type: ignore[assignment]  # a store in whose rows something is wrong
            yield tx

    job_id = (await house.accepted()).job.id
    run = evolve(house.run_import, transactions=illegible)
    for _ in range(PATIENCE.runs + 1):
        assert not isinstance(await house.job(job_id), Failed)
        with pytest.raises(ValueError, match="newer release"):
            await run(job_id)
    assert isinstance(await house.job(job_id), Failed)


async def test_a_run_that_goes_on_and_on_is_given_up(house: InMemoryHouse) -> None:
    """No call takes too long by itself, but there is always one more."""

    async def be_slow(call: str) -> None:
        house.clock.advance(PATIENCE.whole_seconds + 60 if call == "verify" else 1)

    house.lms.watch = be_slow
    job = await house.published()
    assert isinstance(job, Failed)
    assert isinstance(job.fault, TimeoutFault)
    assert job.fault.code is FaultCode.IMPORT_TIMEOUT
    assert job.fault.operation == "verify"
    assert "given up after 6.0 hours" in job.fault.message
    assert house.journal.of(Happening.ENDED)[-1].job == job


async def test_a_job_does_not_rest_beyond_its_time(house: InMemoryHouse) -> None:
    """However patient the operator wants it to be."""
    whole = timedelta(seconds=PATIENCE.whole_seconds)
    house.patience = Patience(faults=10**6, runs=10**6, give_up_seconds=10**9)

    async def be_slow(call: str) -> None:
        house.clock.advance(60)
        house.lms.troubles.busy = int(call == "verify")

    house.lms.watch = be_slow
    job_id = (await house.accepted()).job.id
    began = house.clock()
    outcome = await house.worked(job_id)
    assert isinstance(outcome, Failed)
    assert outcome.fault.code is FaultCode.NETWORK_ERROR
    assert whole - timedelta(minutes=10) < house.clock() - began <= whole + timedelta(minutes=10)


async def test_time_in_which_nobody_worked_is_no_reason_to_give_up(house: InMemoryHouse) -> None:
    """Everything was switched off for days while the import ran; it is followed to its end all the same."""
    job_id = (await house.accepted()).job.id

    async def die(call: str) -> None:
        if call == "progress":
            raise CrashError

    house.lms.watch = die
    with pytest.raises(CrashError):
        await house.run_import(job_id)
    assert isinstance(await house.job(job_id), Processing)
    house.lms.watch = None
    house.clock.advance(timedelta(days=3).total_seconds())
    assert isinstance(await house.run_import(job_id), Succeeded)


WHIMS = ("fine", "fine", "slow", "busy", "cut", "lost", "killed", "broken", "hours")


@given(st.lists(st.sampled_from(WHIMS), min_size=1, max_size=60))
def test_no_whim_of_the_world_keeps_a_job_alive_for_ever(whims: Sequence[str]) -> None:
    asyncio.run(_suffer(whims))


async def _suffer(whims: Sequence[str]) -> None:
    house = await InMemoryHouse().open()
    house.journal = MemoryJournal()
    world, troubles = cycle(whims), house.lms.troubles
    counted = False

    async def suffer(_call: str) -> None:
        nonlocal counted
        whim = next(world)
        house.clock.advance({"slow": 30, "hours": 4 * 3600}.get(whim, 0))
        troubles.busy, troubles.cut_uploads = int(whim == "busy"), int(whim == "cut")
        troubles.lost_answers = int(whim == "lost")
        if whim in ("killed", "broken"):
            counted = whim == "broken"
            raise CrashError

    house.lms.watch = suffer
    job_id, before = (await house.accepted()).job.id, house.clock()
    for _ in range(PATIENCE.runs + PATIENCE.faults + PATIENCE.breakdowns):
        run_id: UUID = house.new_id()
        try:
            outcome = await house.run_import(job_id, run_id)
        except CrashError:
            pause = await house.note_breakdown(job_id, run_id) if counted else 30.0
            house.clock.advance(pause or 0.0)
            continue
        if not isinstance(outcome, Again):
            break
        house.clock.advance(outcome.seconds)
    job = await house.job(job_id)
    assert isinstance(job, Succeeded | Failed)
    assert house.clock() - before < timedelta(days=60)
    assert house.journal.what().count(Happening.ENDED) == 1
