"""What these tests share: a command line over the session's database, and a site whose state can be looked at."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.simulator import Running, Simulator, serve
from tests.end_to_end.command_line import CLIENT_SECRET, CommandLine, Site


@pytest.fixture
def command_line(database_url: str, tmp_path: Path) -> CommandLine:
    """`courseport` with the test's own, empty database and its own keys."""
    return CommandLine(
        tmp_path / "home", {"COURSEPORT_DATABASE_URL": database_url, "COURSEPORT_CLIENT_SECRET": CLIENT_SECRET}
    )


@pytest.fixture
def fileless(tmp_path: Path) -> CommandLine:
    """`courseport` for what needs no database: it must not start one."""
    return CommandLine(tmp_path / "home", {"COURSEPORT_DATABASE_URL": "postgresql://127.0.0.1:1/none"})


@pytest.fixture
async def running() -> AsyncIterator[Running]:
    """A simulated LMS and Studio in this process."""
    async with serve(Simulator()) as running:
        yield running


@pytest.fixture
def site(running: Running) -> Site:
    """Where they answer."""
    return Site.of(running)
