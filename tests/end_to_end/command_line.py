"""The command line and the simulated LMS as processes of their own: what a user has, nothing less."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from attrs import field, frozen

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "two-rivers.json"
REAL_COURSES = ROOT.parent / "shared" / "courses"
PATIENCE_SECONDS = 90.0


@frozen
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    def lines(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]

    def events(self, name: str) -> list[dict[str, Any]]:
        """The JSON lines of one event."""
        return [line for line in self.lines() if line.get("event") == name]


@frozen
class CommandLine:
    """`courseport` in an environment of its own."""

    home: Path
    environment: Mapping[str, str] = field(factory=dict)

    async def begin(self, *arguments: str | Path) -> Process:
        """A command that runs; its caller ends it."""
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "entrypoints.cli",
            *map(str, arguments),
            stdout=PIPE,
            stderr=PIPE,
            cwd=ROOT,
            env={**inherited, "COURSEPORT_HOME": str(self.home), **self.environment},
        )

    async def run(self, *arguments: str | Path) -> Ended:
        """A command, to its end."""
        return await ended(await self.begin(*arguments))


async def ended(process: Process) -> Ended:
    """Waits for the end, but not for ever."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            out, err = await process.communicate()
    except TimeoutError:
        process.kill()
        out, err = await process.communicate()
        raise AssertionError(f"it hangs:\n{out.decode()}\n{err.decode()}") from None
    assert process.returncode is not None
    return Ended(process.returncode, out.decode(), err.decode())


@frozen
class Site:
    """A simulated LMS and Studio in a process of their own."""

    lms_url: str
    studio_url: str

    @property
    def flags(self) -> tuple[str, ...]:
        """What every command that talks to an LMS needs."""
        return ("--lms-url", self.lms_url, "--studio-url", self.studio_url, "--client-id", "publisher-client")


@asynccontextmanager
async def simulated_site(*options: str) -> AsyncIterator[Site]:
    """`python -m adapters.simulator`, for as long as the block lasts."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "adapters.simulator", *options, stdout=PIPE, cwd=ROOT
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE_SECONDS):
            urls = json.loads(await process.stdout.readline())
        yield Site(urls["lms_url"], urls["studio_url"])
    finally:
        process.send_signal(signal.SIGTERM)
        await process.communicate()
