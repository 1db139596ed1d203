"""Few at a time burden one LMS; the others wait in line, show a sign of life, and leave the line unharmed."""

import asyncio
from collections.abc import Callable

import pytest

from adapters.memory.clock import ManualClock
from application.ports.journal import Happening
from application.turns import SIGN_OF_LIFE_SECONDS, TurnLimits, Turns
from domain.import_job import Succeeded
from domain.lms_configuration import Url
from tests.application.house import InMemoryHouse

LMS, OTHER = Url("https://studio.example.org"), Url("https://studio.example.com")


async def alive() -> None:
    return None


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - the tasks under test have no event for it
            await asyncio.sleep(0)


async def forever(_seconds: float) -> None:
    await asyncio.Event().wait()


async def test_no_more_than_allowed_at_once_and_each_gets_a_turn() -> None:
    turns, inside, most, done = Turns(TurnLimits(uploads=3)), 0, 0, 0

    async def job() -> None:
        nonlocal inside, most, done
        turn = turns.of(LMS, forever).uploading
        await turn.take(alive)
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(0)
        inside -= 1
        turn.give_back()
        done += 1

    await asyncio.gather(*(job() for _ in range(20)))
    assert (most, done) == (3, 20)


async def test_each_lms_has_places_of_its_own() -> None:
    turns = Turns(TurnLimits(uploads=1, imports=1))
    for lms in (LMS, OTHER):
        mine = turns.of(lms, forever)
        await mine.uploading.take(alive)
        await mine.importing.take(alive)


async def test_a_place_is_given_back_once() -> None:
    turns = Turns(TurnLimits(uploads=1))
    first = turns.of(LMS, forever)
    await first.uploading.take(alive)
    await first.uploading.take(alive)
    for _ in range(3):
        first.give_back()
    second, third = turns.of(LMS, forever), turns.of(LMS, forever)
    await second.uploading.take(alive)
    waiting = asyncio.create_task(third.uploading.take(alive))
    await asyncio.sleep(0)
    assert not waiting.done()
    second.give_back()
    await waiting


async def test_who_waits_shows_a_sign_of_life_every_twenty_seconds() -> None:
    turns, clock, signs = Turns(TurnLimits(uploads=1)), ManualClock(), list[float]()
    began, holder = clock(), turns.of(LMS, forever).uploading
    await holder.take(alive)

    async def sign() -> None:
        signs.append((clock() - began).total_seconds())
        if len(signs) == 4:
            holder.give_back()

    await turns.of(LMS, clock.sleep).uploading.take(sign)
    assert signs == [SIGN_OF_LIFE_SECONDS * n for n in (1, 2, 3, 4)]
    assert SIGN_OF_LIFE_SECONDS < 30


@pytest.mark.parametrize("way", ["cancelled", "lease lost", "cancelled as the turn came"])
async def test_who_leaves_the_line_takes_no_place_along(way: str) -> None:
    turns, clock = Turns(TurnLimits(uploads=1)), ManualClock()
    holder = turns.of(LMS, forever).uploading
    await holder.take(alive)

    async def lost() -> None:
        raise ConnectionAbortedError

    leaving = turns.of(LMS, clock.sleep if way == "lease lost" else forever).uploading
    task = asyncio.create_task(leaving.take(lost))
    for _ in range(3):
        await asyncio.sleep(0)
    if way == "cancelled as the turn came":
        holder.give_back()
    if way != "lease lost":
        task.cancel()
    await asyncio.wait({task})
    holder.give_back()
    leaving.give_back()
    async with asyncio.timeout(5):
        await turns.of(LMS, forever).uploading.take(alive)


async def test_a_waiting_job_is_pending_and_written() -> None:
    house = await InMemoryHouse(turns=Turns(TurnLimits(imports=1))).open()
    holder = house.turns.of(house.configuration.settings.studio_url, house.clock.sleep)
    await holder.importing.take(alive)
    accepted = await house.accepted()
    run = asyncio.create_task(house.run_import(accepted.job.id))
    began = house.clock()
    await until(lambda: (house.clock() - began).total_seconds() > 3 * SIGN_OF_LIFE_SECONDS)
    assert (await house.job(accepted.job.id)).status == "pending"
    written = house.database.committed.jobs[accepted.job.id].written_at
    assert (house.clock() - written).total_seconds() <= SIGN_OF_LIFE_SECONDS
    assert house.lms.imports == {}
    holder.give_back()
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
    places = house.turns.of(house.configuration.settings.studio_url, forever)
    await places.uploading.take(alive)
    await places.importing.take(alive)
