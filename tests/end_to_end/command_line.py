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

from attrs import evolve, field, frozen

from adapters.simulator import Running

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "two-rivers.json"
REAL_COURSES = ROOT.parent / "shared" / "courses"
PATIENCE_SECONDS = 60.0
_UNREAD_BYTES = 1 << 24
"""What a process may say before anybody listens; beyond that it would block."""

CLIENT_ID = "publisher-client"
CLIENT_SECRET = "publisher-secret"


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

    def only(self) -> dict[str, Any]:
        """Standard output as the one JSON object that it is."""
        (line,) = self.lines()
        return line


@frozen
class CommandLine:
    """`courseport` in an environment of its own."""

    home: Path
    environment: Mapping[str, str] = field(factory=dict)

    def having(self, **environment: str) -> "CommandLine":
        """The same, with other variables; an empty one is as good as none."""
        return evolve(self, environment={**self.environment, **environment})

    @asynccontextmanager
    async def running(self, *arguments: str | Path) -> AsyncIterator[Process]:
        """A command beside the block; killed where it outlives it."""
        process = await self._begin("-m", "entrypoints.cli", *arguments)
        try:
            yield process
        finally:
            await finish(process)

    @asynccontextmanager
    async def script(self, name: str, *arguments: str | Path) -> AsyncIterator[Process]:
        """One of this folder's own programs beside the block, told by standard input when to go."""
        process = await self._begin("-m", f"tests.end_to_end.{name}", *arguments)
        try:
            yield process
        finally:
            await finish(process)

    async def run(self, *arguments: str | Path) -> Ended:
        """A command, to its end."""
        async with self.running(*arguments) as process:
            return await ended(process)

    async def _begin(self, *arguments: str | Path) -> Process:
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *map(str, arguments),
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            limit=_UNREAD_BYTES,
            cwd=ROOT,
            env={**inherited, "COURSEPORT_HOME": str(self.home), **self.environment},
        )


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


async def finish(process: Process) -> None:
    """Whatever state it is in, afterwards it is gone, and its pipes are closed."""
    if process.returncode is None:
        process.kill()
    await process.communicate()


async def still_running(process: Process) -> None:
    """Fails with its last words where it has ended: nobody need wait for it any longer."""
    if process.returncode is not None:
        out, err = await process.communicate()
        raise AssertionError(f"it ended with {process.returncode}:\n{out.decode()}\n{err.decode()}")


async def said(process: Process, words: str) -> str:
    """Reads standard output up to the line that holds these words, and gives back that line."""
    assert process.stdout is not None
    heard: list[str] = []
    async with asyncio.timeout(PATIENCE_SECONDS):
        while line := (await process.stdout.readline()).decode():
            heard.append(line)
            if words in line:
                return line.strip()
    assert process.stderr is not None
    raise AssertionError(f"it never said {words!r}: {heard}\n{(await process.stderr.read()).decode()}")


@frozen
class Site:
    """Where a simulated LMS and Studio answer."""

    lms_url: str
    studio_url: str

    @classmethod
    def of(cls, running: Running) -> "Site":
        """One that runs in this process."""
        return cls(running.lms_url, running.studio_url)

    @property
    def flags(self) -> tuple[str, ...]:
        """What every command that talks to an LMS needs."""
        return ("--lms-url", self.lms_url, "--studio-url", self.studio_url, "--client-id", CLIENT_ID)

    @property
    def quick(self) -> tuple[str, ...]:
        """The flags of a publish that asks as often as one may."""
        return (*self.flags, "--poll-interval", "2")


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
        async with asyncio.timeout(PATIENCE_SECONDS):
            await process.communicate()
