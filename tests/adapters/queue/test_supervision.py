"""Parts that must go on, go on; and everything stops when told."""

import asyncio

import pytest

from adapters.queue.settings import WorkerSettings
from adapters.queue.supervision import every, keep_running, pause_or

QUICK = WorkerSettings(restart_seconds=0.001, restart_seconds_limit=0.002)


async def test_a_part_that_fails_is_started_again() -> None:
    stop, starts = asyncio.Event(), 0

    async def part() -> None:
        nonlocal starts
        starts += 1
        if starts < 4:
            raise OSError("away")
        stop.set()

    async with asyncio.timeout(5):
        await keep_running("part", part, stop, QUICK)
    assert starts == 4


async def test_a_part_that_simply_ends_is_started_again() -> None:
    stop, starts = asyncio.Event(), 0

    async def part() -> None:
        nonlocal starts
        starts += 1
        if starts == 3:
            stop.set()

    async with asyncio.timeout(5):
        await keep_running("part", part, stop, QUICK)
    assert starts == 3


async def test_a_part_is_not_started_when_all_is_stopped() -> None:
    stop = asyncio.Event()
    stop.set()

    async def part() -> None:
        pytest.fail("started")

    await keep_running("part", part, stop, QUICK)


async def test_every_stops_in_the_middle_of_a_pause() -> None:
    stop, times = asyncio.Event(), 0

    async def part() -> None:
        nonlocal times
        times += 1

    task = asyncio.create_task(every(3600, part, stop))
    await asyncio.sleep(0)
    stop.set()
    async with asyncio.timeout(5):
        await task
    assert times == 1


async def test_a_pause_says_why_it_ended() -> None:
    stop = asyncio.Event()
    assert await pause_or(stop, 0.001) is False
    stop.set()
    assert await pause_or(stop, 60) is True


@pytest.mark.parametrize("concurrency", [0, 1])
def test_fewer_than_two_jobs_at_once_cannot_be_had(concurrency: int) -> None:
    with pytest.raises(ValueError, match="concurrency"):
        WorkerSettings(concurrency=concurrency)
