"""A publish that is broken off leaves a job that goes on elsewhere, and nothing is sent a second time."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from adapters.simulator import Pace, Running, Settings, Simulator, serve
from tests.end_to_end.command_line import CommandLine, Site, ended
from tests.end_to_end.course_files import course_file
from tests.end_to_end.rows import jobs, until_job

pytestmark = pytest.mark.slow


@pytest.fixture
async def running() -> AsyncIterator[Running]:
    """A site that takes long enough over an import for somebody to lose patience."""
    async with serve(Simulator(Settings(pace=Pace(pick_up=0.1, updating=4), import_workers=3))) as running:
        yield running


def importing(job: asyncpg.Record) -> bool:
    """The LMS has it."""
    return bool(job["status"] == "processing")


async def test_ctrl_c_leaves_a_job_that_can_be_resumed(
    command_line: CommandLine, site: Site, running: Running, database_url: str, tmp_path: Path
) -> None:
    async with command_line.running("publish", course_file(tmp_path), *site.quick) as publishing:
        job = await until_job(database_url, publishing, importing)
        publishing.send_signal(signal.SIGINT)
        stopped = await ended(publishing)
    assert stopped.code == 130
    assert f"courseport jobs resume {job['id']}" in stopped.err
    assert "Traceback" not in stopped.err
    assert (await jobs(database_url))[0]["status"] == "processing"

    shown = await command_line.run("jobs", "show", str(job["id"]))
    assert "processing" in shown.out
    resumed = await command_line.run("jobs", "resume", str(job["id"]), "--json")
    assert resumed.code == 0, resumed.err
    assert resumed.lines()[-1]["job"]["id"] == str(job["id"])
    assert len(running.simulator.imports) == 1


async def test_killed_publishes_are_ended_by_resume_and_by_workers(
    command_line: CommandLine, site: Site, running: Running, database_url: str, tmp_path: Path
) -> None:
    """Dead workers are taken for dead after 5 s here; the default is 30."""
    hasty = command_line.having(COURSEPORT_WORKER_HEARTBEAT="5", COURSEPORT_WORKER_DEQUEUE="1")
    codes = ("One", "Two")
    begun = [hasty.running("publish", course_file(tmp_path, code), *site.quick) for code in codes]
    async with begun[0] as first, begun[1] as second:
        for code, process in zip(codes, (first, second), strict=True):
            await until_job(
                database_url,
                process,
                lambda job, code=code: importing(job) and f"+{code}+" in job["edx_course_key"],  # type: ignore[misc]  # mypy cannot infer a lambda's default
            )
        first.kill()
        second.kill()
    one, _ = await jobs(database_url)
    async with hasty.running("worker") as worker:
        resumed = await hasty.run("jobs", "resume", str(one["id"]))
        assert resumed.code == 0, resumed.err
        for job in await jobs(database_url):
            watched = await hasty.run("jobs", "watch", str(job["id"]))
            assert watched.code == 0, watched.err
        worker.send_signal(signal.SIGTERM)
        assert (await ended(worker)).code == 0
    assert sorted(received.course_key.number for received in running.simulator.imports) == sorted(codes)
    assert set(running.simulator.most_simultaneous_imports.values()) == {1}


async def test_a_second_publish_of_a_running_course_is_refused_with_the_jobs_id(
    command_line: CommandLine, database_url: str, tmp_path: Path
) -> None:
    """The import takes longer than two commands do on a busy machine."""
    course = course_file(tmp_path)
    async with (
        serve(Simulator(Settings(pace=Pace(updating=15)))) as slow,
        command_line.running("publish", course, *(site := Site.of(slow)).quick) as publishing,
    ):
        job = await until_job(database_url, publishing, importing)
        second = await command_line.run("publish", course, *site.quick, "--json")
        cancelled, shown = await asyncio.gather(
            command_line.run("jobs", "cancel", str(job["id"])),
            command_line.run("publish", course, *site.quick),
        )
        assert (await ended(publishing)).code == 0
    error = second.only()["error"]
    assert (second.code, error["code"], error["metadata"]["job_id"]) == (1, "IMPORT_IN_PROGRESS", str(job["id"]))
    assert shown.code == 1
    assert str(job["id"]) in shown.err
    assert cancelled.code == 1
    assert "cannot stop an import" in cancelled.err
    assert len(await jobs(database_url)) == 1
