"""Few at a time burden one LMS; the others wait in line, show a sign of life, and leave the line unharmed."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from attrs import define, evolve

from adapters.memory.clock import ManualClock
from application.ports.journal import Happening
from application.ports.runs import Place
from application.turns import ASK_AGAIN_SECONDS, SIGN_OF_LIFE_SECONDS, TurnLimits, Turns
from domain.import_job import Processing, Succeeded
from domain.lms_configuration import Url
from tests.application.house import InMemoryHouse, forever

LMS, OTHER = Url("https://studio.example.org"), Url("https://studio.example.com")


@define
class Shared:
    """The store, with so many places left for this process."""

    free: int = 1000
    excuses: int = 0
    asked: int = 0

    async def take_place(self, _place: Place, limit: int | None) -> bool:
        self.asked += 1
        taken = limit is None or self.free > 0
        self.free -= taken
        return taken

    async def leave_place(self, _place: Place) -> None:
        self.free += 1

    async def excuse(self) -> None:
        self.excuses += 1


SHARED = Shared()


async def alive() -> None:
    return None


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - the tasks under test have no event for it
            await asyncio.sleep(0)


async def test_no_more_than_allowed_at_once_and_each_gets_a_turn() -> None:
    turns, inside, most, done = Turns(TurnLimits(uploads=3)), 0, 0, 0

    async def job() -> None:
        nonlocal inside, most, done
        turn = turns.of(LMS, forever, SHARED).uploading
        await turn.take(alive)
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(0)
        inside -= 1
        await turn.give_back()
        done += 1

    await asyncio.gather(*(job() for _ in range(20)))
    assert (most, done) == (3, 20)


async def test_each_lms_has_places_of_its_own() -> None:
    turns = Turns(TurnLimits(uploads=1, imports=1))
    for lms in (LMS, OTHER):
        mine = turns.of(lms, forever, SHARED)
        await mine.uploading.take(alive)
        await mine.importing.take(alive)


async def test_a_place_is_given_back_once() -> None:
    turns = Turns(TurnLimits(uploads=1))
    first = turns.of(LMS, forever, SHARED)
    await first.uploading.take(alive)
    await first.uploading.take(alive)
    for _ in range(3):
        await first.give_back()
    second, third = turns.of(LMS, forever, SHARED), turns.of(LMS, forever, SHARED)
    await second.uploading.take(alive)
    waiting = asyncio.create_task(third.uploading.take(alive))
    await asyncio.sleep(0)
    assert not waiting.done()
    await second.give_back()
    await waiting


async def test_who_waits_shows_a_sign_of_life_every_twenty_seconds() -> None:
    turns, clock, signs = Turns(TurnLimits(uploads=1)), ManualClock(), list[float]()
    began, holder = clock(), turns.of(LMS, forever, SHARED).uploading
    await holder.take(alive)

    async def sign() -> None:
        signs.append((clock() - began).total_seconds())
        if len(signs) == 4:
            await holder.give_back()

    await turns.of(LMS, clock.sleep, SHARED).uploading.take(sign)
    assert signs == [SIGN_OF_LIFE_SECONDS * n for n in (1, 2, 3, 4)]
    assert SIGN_OF_LIFE_SECONDS < 30


@pytest.mark.parametrize("way", ["cancelled", "lease lost", "cancelled as the turn came"])
async def test_who_leaves_the_line_takes_no_place_along(way: str) -> None:
    turns, clock = Turns(TurnLimits(uploads=1)), ManualClock()
    holder = turns.of(LMS, forever, SHARED).uploading
    await holder.take(alive)

    async def lost() -> None:
        raise ConnectionAbortedError

    leaving = turns.of(LMS, clock.sleep if way == "lease lost" else forever, SHARED).uploading
    task = asyncio.create_task(leaving.take(lost))
    for _ in range(3):
        await asyncio.sleep(0)
    if way == "cancelled as the turn came":
        await holder.give_back()
    if way != "lease lost":
        task.cancel()
    await asyncio.wait({task})
    await holder.give_back()
    await leaving.give_back()
    async with asyncio.timeout(5):
        await turns.of(LMS, forever, SHARED).uploading.take(alive)


async def test_a_waiting_job_is_pending_and_written() -> None:
    house = await InMemoryHouse(turns=Turns(TurnLimits(imports=1))).open()
    holder = house.turns.of(house.configuration.settings.studio_url, house.clock.sleep, SHARED)
    await holder.importing.take(alive)
    accepted = await house.accepted()
    run = asyncio.create_task(house.run_import(accepted.job.id))
    began = house.clock()
    await until(lambda: (house.clock() - began).total_seconds() > 3 * SIGN_OF_LIFE_SECONDS)
    assert (await house.job(accepted.job.id)).status == "pending"
    written = house.database.committed.jobs[accepted.job.id].written_at
    assert (house.clock() - written).total_seconds() <= SIGN_OF_LIFE_SECONDS
    assert house.lms.imports == {}
    await holder.give_back()
    assert isinstance(await run, Succeeded)
    [waited] = house.journal.of(Happening.WAITED)
    assert waited.seconds is not None
    assert waited.seconds >= 3 * SIGN_OF_LIFE_SECONDS


async def test_a_run_gives_its_places_back_however_it_ends() -> None:
    house = await InMemoryHouse(turns=Turns(TurnLimits(uploads=1, imports=1))).open()
    house.lms.troubles.refuses_upload = "no"
    await house.published()
    house.lms.troubles.refuses_upload = None
    house.lms.troubles.cut_uploads = 1
    assert isinstance(await house.worked((await house.accepted()).job.id), Succeeded)
    places = house.turns.of(house.configuration.settings.studio_url, forever, SHARED)
    await places.uploading.take(alive)
    await places.importing.take(alive)


async def test_a_place_that_another_process_has_is_asked_for_again_and_again() -> None:
    shared, clock, signs = Shared(free=0), ManualClock(), list[float]()
    began = clock()

    async def sign() -> None:
        signs.append((clock() - began).total_seconds())
        shared.free = len(signs) == 3

    turn = Turns().of(LMS, clock.sleep, shared).uploading
    await turn.take(sign)
    assert signs == [SIGN_OF_LIFE_SECONDS * n for n in (1, 2, 3)]
    assert shared.asked == 3 * SIGN_OF_LIFE_SECONDS / ASK_AGAIN_SECONDS + 2
    assert shared.excuses
    assert shared.free == 0
    await turn.give_back()
    assert shared.free == 1


async def test_what_the_lms_does_already_counts_beyond_the_limit_and_waits_for_nobody() -> None:
    shared = Shared(free=0)
    turns = [Turns(TurnLimits(imports=1)).of(LMS, forever, shared).importing for _ in range(3)]
    for turn in turns:
        await turn.count_in()
        await turn.count_in()
    assert shared.free == -3
    for turn in turns:
        await turn.give_back()
    assert shared.free == 0


async def test_two_workers_on_one_store_share_the_places_of_an_lms() -> None:
    """Twelve jobs, two processes, two places: the LMS never has three imports, and all come to an end."""
    house = await InMemoryHouse().open()
    workers = [
        evolve(house.run_import, turns=Turns(TurnLimits(uploads=2, imports=2)), sleep=_really(house)) for _ in "12"
    ]
    most = 0

    async def look(_call: str) -> None:
        nonlocal most
        rows = house.database.committed.jobs.values()
        most = max(most, sum(Place.IMPORTING in row.places for row in rows if isinstance(row.job, Processing)))

    house.lms.watch = look
    jobs = [await house.another(f"N{number}") for number in range(12)]
    ended = await asyncio.gather(*(workers[n % 2](job_id) for n, job_id in enumerate(jobs)))
    assert [getattr(job, "fault", None) for job in ended] == [None] * 12
    assert most == 2
    assert {row.places for row in house.database.committed.jobs.values()} <= {
        frozenset(),
        frozenset({Place.READING}),
    }


async def test_an_import_that_is_taken_over_is_counted() -> None:
    house = await InMemoryHouse().open()
    job_id = (await house.accepted()).job.id
    house.lms.troubles.never_picks_up = True

    async def die(call: str) -> None:
        if call == "progress":
            raise ConnectionAbortedError

    house.lms.watch = die
    for _ in range(2):
        with pytest.raises(ConnectionAbortedError):
            await house.run_import(job_id)
        assert house.database.committed.jobs[job_id].places == {Place.IMPORTING}


def _really(house: InMemoryHouse) -> Callable[[float], Awaitable[None]]:
    """Others come to their turn while one waits. All share the clock, so it moves a little for each of them."""

    async def sleep(seconds: float) -> None:
        house.clock.advance(seconds / 100)
        for _ in range(5):
            await asyncio.sleep(0)

    return sleep
