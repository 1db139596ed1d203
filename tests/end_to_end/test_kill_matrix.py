"""Workers die, or fall asleep, at every point of a job's life; another one brings each job to its proved end."""

import asyncio
import os
import signal
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack

import pytest
from attrs import frozen

from adapters.simulator import Pace, Running, Settings, Simulator, serve
from domain.identifiers import JobId
from entrypoints.wiring import House
from tests.end_to_end.command_line import CommandLine, Site, ended, said
from tests.end_to_end.dying_worker import NEVER
from tests.end_to_end.ordering import house_of, order
from tests.end_to_end.rows import fetch
from tests.end_to_end.watching import go, rows_of, said_of, until_ended

pytestmark = pytest.mark.slow

POINTS = (
    "before commit taken",
    "after commit preparing",
    "after prepare",
    "before commit uploading",
    "after commit uploading",
    "upload begun",
    "upload nearly done",
    "after upload",
    "before commit queued_in_lms",
    "after commit queued_in_lms",
    "after progress",
    "after commit reading_back",
    "after verify",
    "before commit ended",
    "after commit ended",
)
SLEEPY = (
    "after commit preparing",
    "before upload",
    "upload begun",
    "after upload",
    "after progress",
    "after verify",
)
"""Not after an upload's last byte: nothing keeps a woken process from finishing its call (engine.md)."""


@pytest.fixture
async def running() -> AsyncIterator[Running]:
    """A site with a worker for each course, so that no import waits for another."""
    async with serve(Simulator(Settings(import_workers=len(POINTS), pace=Pace(pick_up=0.2)))) as running:
        yield running


@frozen
class Victim:
    """A worker that will come to its point in the job that it alone may take."""

    point: str
    code: str
    job_id: JobId
    process: Process


async def victims(
    stack: AsyncExitStack, command_line: CommandLine, site: Site, points: Sequence[str], how: str
) -> list[Victim]:
    """One course, one job and one worker for each point; each worker has begun with its job."""
    async with house_of(command_line) as house:
        jobs = {point: (f"K{n}", await order_unseen(house, site, f"K{n}")) for n, point in enumerate(points)}
        processes = [
            await stack.enter_async_context(command_line.script("dying_worker", point, how, str(jobs[point][1])))
            for point in points
        ]
        begun = []
        for point, process in zip(points, processes, strict=True):
            code, job_id = jobs[point]
            await said(process, "ready")
            await house.wake(job_id)
            go(process)
            await said(process, f"has {job_id}")
            begun.append(Victim(point, code, job_id, process))
    return begun


async def order_unseen(house: House, site: Site, code: str) -> JobId:
    """A job that nobody is asked to run yet."""
    job_id = await order(house, site, code)
    async with house.database.engine.begin() as connection:
        await connection.exec_driver_sql("DELETE FROM pgqueuer")
    return job_id


async def test_whoever_dies_wherever_each_job_is_proved_and_nothing_is_sent_twice(
    command_line: CommandLine, site: Site, running: Running, database_url: str
) -> None:
    async with AsyncExitStack() as stack:
        healthy = await stack.enter_async_context(command_line.script("dying_worker", NEVER, "KILL"))
        dying = await victims(stack, command_line, site, POINTS, "KILL")
        go(healthy)
        for victim in dying:
            await said(victim.process, f"at {victim.point}")
            assert (await ended(victim.process)).code == -signal.SIGKILL, victim.point
        rows = await until_ended(database_url, healthy, [victim.job_id for victim in dying])
        healthy.send_signal(signal.SIGTERM)
        assert (await ended(healthy)).code == 0
    assert {victim.point: said_of(rows[victim.job_id]) for victim in dying} == dict.fromkeys(POINTS, "succeeded")
    uploads = Counter(received.course_key.number for received in running.simulator.imports)
    assert {victim.point: uploads[victim.code] for victim in dying} == dict.fromkeys(POINTS, 1)
    assert set(running.simulator.most_simultaneous_imports.values()) == {1}
    assert await fetch(database_url, "SELECT status FROM pgqueuer") == []


async def test_whoever_wakes_after_the_lease_was_lost_changes_nothing(
    command_line: CommandLine, site: Site, running: Running, database_url: str
) -> None:
    async with AsyncExitStack() as stack:
        healthy = await stack.enter_async_context(command_line.script("dying_worker", NEVER, "KILL"))
        sleeping = await victims(stack, command_line, site, SLEEPY, "STOP")
        for victim in sleeping:
            await said(victim.process, f"at {victim.point}")
        go(healthy)
        before = await until_ended(database_url, healthy, [victim.job_id for victim in sleeping])
        assert {row["status"] for row in before.values()} == {"succeeded"}
        sent = len(running.simulator.imports)
        for victim in sleeping:
            os.kill(victim.process.pid, signal.SIGCONT)
        await asyncio.sleep(4)  # longer than a heartbeat, a poll and a pause of the woken
        after = await rows_of(database_url, before)
        for victim in sleeping:
            victim.process.send_signal(signal.SIGTERM)
            assert (await ended(victim.process)).code == 0, victim.point
    assert after == before
    assert len(running.simulator.imports) == sent == len(SLEEPY)
    assert set(running.simulator.most_simultaneous_imports.values()) == {1}
