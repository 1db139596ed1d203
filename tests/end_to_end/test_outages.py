"""The database goes away under jobs in flight, politely or by SIGKILL with everything else; nothing is lost."""

import asyncio
import os
import signal
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path
from shutil import rmtree

import pytest

from adapters.postgres.embedded import EmbeddedPostgres
from adapters.simulator import Pace, Running, Settings, Simulator, serve
from domain.identifiers import JobId
from tests.end_to_end.command_line import CLIENT_SECRET, CommandLine, Site, finish, said
from tests.end_to_end.dying_worker import NEVER
from tests.end_to_end.ordering import house_of, order
from tests.end_to_end.rows import fetch
from tests.end_to_end.watching import go, said_of, until_ended

pytestmark = pytest.mark.slow
NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
JOBS, DOWN_SECONDS = (50, 10) if NIGHTLY else (12, 4)
"""`make nightly` keeps what was promised to the letter; `make test` has less time."""


@pytest.fixture
def server() -> Iterator[EmbeddedPostgres]:
    """A server of the test's own, as durable as in production."""
    home = Path(tempfile.mkdtemp(prefix="courseport-outage-"))
    server = EmbeddedPostgres(home)
    server.start()
    yield server
    server.start()
    server.stop()
    rmtree(home)


@pytest.fixture
async def running() -> AsyncIterator[Running]:
    async with serve(Simulator(Settings(import_workers=JOBS, pace=Pace(pick_up=0.5, updating=1.0)))) as running:
        yield running


@pytest.fixture
def command_line(server: EmbeddedPostgres, tmp_path: Path) -> CommandLine:
    all_at_once = {f"COURSEPORT_WORKER_{what}_PER_LMS": str(JOBS) for what in ("UPLOADS", "IMPORTS", "READINGS")}
    known = {"COURSEPORT_DATABASE_URL": server.url, "COURSEPORT_CLIENT_SECRET": CLIENT_SECRET}
    return CommandLine(tmp_path / "home", known | all_at_once)


async def ordered(command_line: CommandLine, site: Site) -> list[JobId]:
    async with house_of(command_line) as house:
        return [await order(house, site, f"Out{n}") for n in range(JOBS)]


async def until_busy(database_url: str) -> None:
    """Some jobs are in the LMS, others still wait."""
    query = "SELECT status::text FROM lms_import_jobs"
    async with asyncio.timeout(60):
        while "processing" not in {row["status"] for row in await fetch(database_url, query)}:  # noqa: ASYNC110 - another process's rows
            await asyncio.sleep(0.05)


def assert_all_proved_once(running: Running, rows: dict[JobId, object], ends: list[str]) -> None:
    assert ends == ["succeeded"] * JOBS
    assert len(rows) == JOBS
    assert set(Counter(received.course_key.number for received in running.simulator.imports).values()) == {1}
    assert set(running.simulator.most_simultaneous_imports.values()) == {1}


async def test_a_database_that_is_away_for_a_while(
    command_line: CommandLine, server: EmbeddedPostgres, site: Site, running: Running
) -> None:
    jobs = await ordered(command_line, site)
    async with command_line.script("dying_worker", NEVER, "KILL") as worker:
        await said(worker, "ready")
        go(worker)
        await until_busy(server.url)
        await asyncio.to_thread(server.stop)
        await asyncio.sleep(DOWN_SECONDS)
        await asyncio.to_thread(server.start)
        rows = await until_ended(server.url, worker, jobs)
    assert_all_proved_once(running, dict(rows), [said_of(row) for row in rows.values()])


async def test_everything_is_killed_the_database_too_and_started_again(
    command_line: CommandLine, server: EmbeddedPostgres, site: Site, running: Running
) -> None:
    jobs = await ordered(command_line, site)
    async with command_line.script("dying_worker", NEVER, "KILL") as worker:
        await said(worker, "ready")
        go(worker)
        await until_busy(server.url)
        (row,) = await fetch(server.url, "SELECT pid, setting FROM pg_stat_activity, pg_settings"
                             " WHERE backend_type = 'checkpointer' AND name = 'data_directory'")  # fmt: skip
        await finish(worker)
        postmaster = int((Path(row["setting"]) / "postmaster.pid").read_text().split()[0])
        for pid in (postmaster, *children_of(postmaster)):
            with suppress(ProcessLookupError):  # some follow the postmaster at once
                os.kill(pid, signal.SIGKILL)
    server.stop()  # this process's own hold on the dead server
    await asyncio.to_thread(server.start)
    async with command_line.script("dying_worker", NEVER, "KILL") as worker:
        await said(worker, "ready")
        go(worker)
        rows = await until_ended(server.url, worker, jobs)
    assert_all_proved_once(running, dict(rows), [said_of(row) for row in rows.values()])


def children_of(parent: int) -> list[int]:
    """The processes whose parent it is."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:  # it ended while we looked
            continue
        if int(fields[1]) == parent:
            found.append(int(status.parent.name))
    return found
