"""The processes of an installation: serving, working, migrating; and the demo, from nothing."""

import asyncio
import os
import signal
import tempfile
from asyncio.subprocess import Process
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

import pytest
from prometheus_client.parser import text_string_to_metric_families

from adapters.postgres.embedded import EmbeddedPostgres
from adapters.simulator import Running
from tests.end_to_end.command_line import PATIENCE_SECONDS, CommandLine, Site, ended, still_running
from tests.end_to_end.course_files import course_file
from tests.end_to_end.listening import a_free_port, status_of
from tests.end_to_end.rows import fetch, jobs, until_job

pytestmark = pytest.mark.slow


@pytest.fixture
def own_home() -> Iterator[Path]:
    """A home for an embedded server, which root's server user must be able to walk to: so not pytest's own."""
    home = Path(tempfile.mkdtemp(prefix="courseport-e2e-"))
    yield home
    with EmbeddedPostgres(home):  # whoever was killed could not stop it
        pass
    rmtree(home)


METRICS = {
    "courseport_jobs",
    "courseport_jobs_ended_total",
    "courseport_job_breakdowns_total",
    "courseport_job_retries",
    "courseport_job_runs_total",
    "courseport_lease_losses_total",
    "courseport_lms_request_seconds_count",
    "courseport_queue_rows",
    "courseport_stage_seconds_count",
    "courseport_turn_wait_seconds_count",
}
"""What operators were promised, and what `docs/scale-out.md` lists."""


async def metrics_of(port: int) -> dict[str, float]:
    """Each metric's name and the sum of its samples, from the text of `/metrics`; 0 where it has none yet."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    async with asyncio.timeout(PATIENCE_SECONDS):
        head, _, text = (await reader.read()).decode().partition("\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    assert head.startswith("HTTP/1.1 200")
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(text):
        found.setdefault(family.name, 0.0)
        for sample in family.samples:
            found[sample.name] = found.get(sample.name, 0.0) + sample.value
    return found


async def stopped(process: Process) -> int:
    """The exit code after SIGTERM."""
    process.send_signal(signal.SIGTERM)
    return (await ended(process)).code


async def test_serve_answers_and_its_worker_runs_what_others_order(
    command_line: CommandLine, site: Site, running: Running, database_url: str, tmp_path: Path
) -> None:
    port = a_free_port()
    async with command_line.running("serve", "--port", str(port)) as serving:
        assert await status_of(serving, port, "/health/live") == 200
        assert await status_of(serving, port, "/health/ready") == 200
        async with command_line.running("publish", course_file(tmp_path), *site.quick) as publishing:
            job = await until_job(database_url, publishing, lambda _: True)
            publishing.kill()  # from here on only the server can run it, or go on with it
        watched = await command_line.run("jobs", "watch", str(job["id"]))
        assert watched.code == 0, watched.err
        metrics = await metrics_of(port)
        assert await stopped(serving) == 0
    assert len(running.simulator.imports) == 1
    assert set(metrics) >= METRICS
    assert metrics["courseport_jobs_ended_total"] == 1
    assert metrics["courseport_job_runs_total"] >= 1
    assert metrics["courseport_lms_request_seconds_count"] > 5
    assert metrics["courseport_stage_seconds_count"] >= 5


async def test_serve_without_a_worker_leaves_jobs_to_others_and_says_when_the_database_is_gone(
    own_home: Path, tmp_path: Path
) -> None:
    port = a_free_port()
    with EmbeddedPostgres(own_home) as server:
        elsewhere = CommandLine(tmp_path, {"COURSEPORT_DATABASE_URL": server.url})
        async with elsewhere.running("serve", "--port", str(port), "--workers", "0") as serving:
            assert await status_of(serving, port, "/health/ready") == 200
            await asyncio.to_thread(server.stop)
            assert await status_of(serving, port, "/health/ready") == 503
            assert await status_of(serving, port, "/health/live") == 200
            await asyncio.to_thread(server.start)
            assert await status_of(serving, port, "/health/ready") == 200
            assert await stopped(serving) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_serve_stops_its_own_postgresql_when_told_to_end(own_home: Path, number: signal.Signals) -> None:
    port = a_free_port()
    async with CommandLine(own_home).running("serve", "--port", str(port)) as serving:
        assert await status_of(serving, port, "/health/ready") == 200
        assert (own_home / "postgres" / "data" / "postmaster.pid").exists()
        serving.send_signal(number)
        told = await ended(serving)
    assert told.code == 0
    assert "Traceback" not in told.err
    assert not (own_home / "postgres" / "data" / "postmaster.pid").exists()


def postmaster(home: Path) -> int:
    """Its process id, 0 while there is none."""
    file = home / "postgres" / "data" / "postmaster.pid"
    return int(file.read_text().split("\n", 1)[0] or 0) if file.exists() else 0


def kill_postmaster(home: Path) -> int:
    pid = postmaster(home)
    os.kill(pid, signal.SIGKILL)
    return pid


async def test_serve_starts_its_own_postgresql_again_and_ends_where_it_cannot(own_home: Path) -> None:
    port, log = a_free_port(), CommandLine(own_home, {"COURSEPORT_LOG_LEVEL": "error"})
    async with log.running("serve", "--port", str(port)) as serving:
        assert await status_of(serving, port, "/health/ready") == 200
        killed = kill_postmaster(own_home)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while postmaster(own_home) in (0, killed):  # noqa: ASYNC110 - another process's
                await asyncio.sleep(0.1)
            while await status_of(serving, port, "/health/ready") != 200:  # noqa: ASYNC110 - another process's
                await asyncio.sleep(0.1)
        settings = own_home / "postgres" / "data" / "postgresql.conf"
        good = settings.read_text()
        settings.write_text(f"{good}\nno such line\n")
        kill_postmaster(own_home)
        told = await ended(serving)
        settings.write_text(good)
    assert told.code == 1, told.err
    assert "uvicorn" not in told.err
    sentence = told.err.splitlines()[-1]
    assert sentence.startswith(f"The embedded PostgreSQL of {own_home} has ended and does not start again: ")
    assert "syntax error in file" in sentence


async def test_a_worker_ends_on_sigterm_and_sigint(command_line: CommandLine, database_url: str) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        async with command_line.running("worker") as worker:
            await until_listening(worker, database_url)
            worker.send_signal(number)
            told = await ended(worker)
        assert (told.code, told.err) == (0, "")


async def until_listening(worker: Process, database_url: str) -> None:
    query = "SELECT 1 FROM pg_stat_activity WHERE application_name LIKE 'courseport worker%' AND state = 'idle'"
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await fetch(database_url, query):
            await still_running(worker)
            await asyncio.sleep(0.1)


async def test_migrating_twice_is_migrating_once(fileless: CommandLine, empty_database_url: str) -> None:
    command_line = fileless.having(COURSEPORT_DATABASE_URL=empty_database_url)
    both = [await command_line.run("migrate") for _ in range(2)]
    assert [each.code for each in both] == [0, 0]
    assert both[0].err == both[1].err
    assert "the database is at revision" in both[0].err
    assert await jobs(empty_database_url) == []


async def test_processes_that_start_at_once_on_an_empty_database_agree(
    fileless: CommandLine, empty_database_url: str
) -> None:
    command_line = fileless.having(COURSEPORT_DATABASE_URL=empty_database_url)
    all_at_once = await asyncio.gather(*(command_line.run("jobs", "list", "--json") for _ in range(4)))
    assert [each.code for each in all_at_once] == [0] * 4, all_at_once


async def test_the_demo_from_nothing(own_home: Path) -> None:
    command_line = CommandLine(own_home)
    shown = await command_line.run("demo")
    assert shown.code == 0, shown.err
    assert "15/15 units in place, 15 texts compared, 0 missing, 0 changed" in shown.out
    assert "Встреча вод · The meeting of waters" in shown.out.partition("gives it back")[2]
    listed = await command_line.run("jobs", "list", "--json")
    assert [job["status"] for job in listed.only()["items"]] == ["succeeded"]
    assert (own_home / "keys").stat().st_mode & 0o777 == 0o600
