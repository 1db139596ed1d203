"""Many jobs in flight in one worker process, against a simulated site in another.

    python -m benchmarks.many_jobs --jobs 1000

Orders that many courses whose packages have about 1 MB each, starts one `courseport worker`, and waits until every
job has ended. Prints how they ended, CPU and peak memory of the worker, its database connections, and how late its
polls were: the interval between two polls of one import, as the site saw it, minus the configured one.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import string
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import environ
from attrs import define, frozen
from sqlalchemy import text

from application.publishing import PublishRequest
from benchmarks.watched_site import Seen
from domain.course import Chapter, Course, Section, Unit
from domain.identifiers import JobId
from entrypoints.actors import operated
from entrypoints.commands.local import keep
from entrypoints.commands.target import Target
from entrypoints.settings import Settings
from entrypoints.wiring import House, now, open_house

POLL_SECONDS = 5
UNITS = 4
_ENDED = ("succeeded", "failed")


@frozen
class Load:
    """How much is asked of the worker."""

    jobs: int
    import_seconds: float
    kilobytes: int
    patience_seconds: float


@define
class Worker:
    """What the worker process used, at the most."""

    process: Process
    cpu_seconds: float = 0.0
    peak_megabytes: int = 0
    connections: int = 0
    in_the_lms: int = 0

    def look(self) -> None:
        """At its CPU time and its memory, as Linux tells them."""
        own = Path(f"/proc/{self.process.pid}")
        fields = (own / "stat").read_text().rpartition(")")[2].split()
        self.cpu_seconds = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        (peak,) = [line for line in (own / "status").read_text().splitlines() if line.startswith("VmHWM")]
        self.peak_megabytes = int(peak.split()[1]) // 1024


def a_course(number: int, kilobytes: int) -> Course:
    """Random letters, which gzip leaves at three quarters of their size: a package of about so many kilobytes."""
    rng = random.Random(number)  # noqa: S311 - the same course every time, no secret
    letters = kilobytes * 1000 * 4 // 3 // UNITS
    units = tuple(
        Unit(
            f"u{n}", f"Unit {n}", f"<p>{''.join(rng.choices(string.ascii_letters + string.digits, k=letters))}</p>"
        )
        for n in range(UNITS)
    )
    section = Section("s", "Section", units)
    return Course(
        f"many{number}", f"Course {number}", "Courseport", "bench", (Chapter("c", "Chapter", (section,)),)
    )


async def order(house: House, target: Target, load: Load) -> list[JobId]:
    """All jobs, before anybody runs one."""
    configuration = target.configuration(now(), secret="publisher-secret", poll_interval=POLL_SECONDS, timeout=600)  # noqa: S106 - the simulator's
    jobs = []
    for number in range(load.jobs):
        course_id = await keep(house.transactions, configuration, a_course(number, load.kilobytes))
        accepted = await operated(house).publish_course(PublishRequest(course_id, configuration.id))
        jobs.append(accepted.unwrap().job.id)
    return jobs


async def until_ended(house: House, worker: Worker, jobs: Sequence[JobId], load: Load) -> Counter[str]:
    """How many jobs are in which state at the end, or when patience is; tells of the way every ten seconds."""
    states, began, told = Counter[str](), time.monotonic(), 0.0
    query = text("SELECT status::text FROM lms_import_jobs WHERE id = ANY(:jobs)")
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND application_name LIKE 'courseport%' AND pid <> pg_backend_pid()"
    )
    while time.monotonic() - began < load.patience_seconds and worker.process.returncode is None:
        async with house.database.engine.connect() as connection:
            states = Counter(await connection.scalars(query, {"jobs": list(jobs)}))
            worker.connections = max(worker.connections, int(await connection.scalar(others) or 0))
        worker.in_the_lms = max(worker.in_the_lms, states["processing"])
        worker.look()
        if time.monotonic() - told >= 10:
            told = time.monotonic()
            print(f"{told - began:5.0f} s  {dict(states)}", file=sys.stderr, flush=True)
        if sum(states[state] for state in _ENDED) == load.jobs:
            break
        await asyncio.sleep(1)
    return states


async def measure(load: Load) -> None:
    """Everything in a folder and a database of its own, gone afterwards."""
    async with AsyncExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(prefix="courseport-many-"))
        variables = {
            "COURSEPORT_HOME": home,
            "COURSEPORT_LOG_LEVEL": "error",
            "COURSEPORT_WORKER_IMPORTS_PER_LMS": str(load.jobs),
        }
        site = await _start("benchmarks.watched_site", str(load.jobs), str(load.import_seconds), variables={})
        urls = await _line(site)
        target = Target(lms_url=urls["lms_url"], studio_url=urls["studio_url"], client_id="publisher-client")
        house = await stack.enter_async_context(open_house(environ.to_config(Settings, environ=variables)))
        began = time.monotonic()
        jobs = await order(house, target, load)
        print(f"{load.jobs} jobs ordered in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        concurrency = ("--concurrency", str(max(load.jobs, 2)))
        worker = Worker(await _start("entrypoints.cli", "worker", *concurrency, variables=variables))
        began = time.monotonic()
        states = await until_ended(house, worker, jobs, load)
        wall = time.monotonic() - began
        exit_code = await _stopped(worker.process)
        site.send_signal(signal.SIGTERM)
        seen = Seen(**await _line(site))
        await site.wait()
    print("\n".join(told(load, states, worker, seen, wall)))
    if states["succeeded"] != load.jobs or exit_code != 0:
        raise SystemExit(1)


def told(load: Load, states: Counter[str], worker: Worker, seen: Seen, wall: float) -> list[str]:
    """The figures, a fact a line."""
    late = [interval - POLL_SECONDS for interval in seen.intervals] or [0.0]
    median, most, worst = _of(late, 0.5), _of(late, 0.99), late[-1]
    size = seen.bytes_uploaded / max(seen.uploads, 1) / 1e6
    facts = {
        "jobs": f"{load.jobs}, ended as {dict(states)}",
        "uploads": f"{seen.uploads}, {size:.2f} MB each; two of one course at once: {seen.twice_at_once}",
        "imports": f"{load.import_seconds:.0f} s each; most in the LMS at once: {worker.in_the_lms}",
        "wall time": f"{wall:.0f} s",
        "worker": f"{worker.cpu_seconds:.1f} s CPU, {worker.peak_megabytes} MB at the most",
        "connections": f"{worker.connections} to the database at the most, one or two of them the benchmark's own",
        "polls": f"{len(seen.intervals)}, every {POLL_SECONDS} s",
        "polls late by": f"{median:.2f} s (median), {most:.2f} s (99 %), {worst:.2f} s (worst)",
    }
    return [f"{name:<14} {fact}" for name, fact in facts.items()]


def _of(ordered: Sequence[float], part: float) -> float:
    return ordered[min(int(part * len(ordered)), len(ordered) - 1)]


async def _start(module: str, *arguments: str, variables: Mapping[str, str]) -> Process:
    """A process of ours; the limit is that of a line of its output, and a site has much to tell at its end."""
    known = {**os.environ, **variables}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments, env=known, stdout=PIPE, limit=2**28
    )


async def _line(process: Process) -> dict[str, Any]:
    assert process.stdout is not None
    async with asyncio.timeout(60):
        answer: dict[str, Any] = json.loads(await process.stdout.readline())
    return answer


async def _stopped(process: Process) -> int:
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(60):
        return await process.wait()


def main() -> None:
    """Reads the options and measures."""
    parser = argparse.ArgumentParser(prog="benchmarks.many_jobs", description=__doc__)
    parser.add_argument("--jobs", type=int, default=100)
    parser.add_argument("--import-seconds", type=float, default=60.0)
    parser.add_argument("--kilobytes", type=int, default=1000, help="of each package")
    parser.add_argument("--patience", type=float, default=1800.0, help="seconds until we give up")
    options = parser.parse_args()
    asyncio.run(measure(Load(options.jobs, options.import_seconds, options.kilobytes, options.patience)))


if __name__ == "__main__":
    main()
