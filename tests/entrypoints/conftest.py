"""The command line inside the test's process, with a database, without one, and with a site to publish to."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from adapters.simulator import Running, Simulator, serve
from entrypoints import cli
from tests.entrypoints.inside import CLIENT_SECRET, Inside

HIDDEN_WORD = "hidden-word"


@pytest.fixture
def nowhere(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Inside:
    """`courseport` with a database that is not there."""
    monkeypatch.setattr(cli, "configure_logs", lambda _level: None)  # it would hold on to this test's streams
    monkeypatch.setenv("COURSEPORT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COURSEPORT_DATABASE_URL", f"postgresql://nobody:{HIDDEN_WORD}@127.0.0.1:1/none")
    monkeypatch.setenv("COURSEPORT_CLIENT_SECRET", CLIENT_SECRET)
    monkeypatch.setenv("COLUMNS", "200")
    return Inside(capsys)


@pytest.fixture
def courseport(nowhere: Inside, monkeypatch: pytest.MonkeyPatch, database_url: str) -> Inside:
    """`courseport` with the test's own, empty database and its own keys."""
    monkeypatch.setenv("COURSEPORT_DATABASE_URL", database_url)
    return nowhere


@pytest.fixture
def site() -> Iterator[Running]:
    """A simulated LMS and Studio in a thread of their own, as each command has a loop of its own."""
    there: Future[Running] = Future()
    stop = threading.Event()

    async def stand() -> None:
        async with serve(Simulator()) as running:
            there.set_result(running)
            await asyncio.to_thread(stop.wait)

    thread = threading.Thread(target=asyncio.run, args=(stand(),))
    thread.start()
    try:
        yield there.result(timeout=20)
    finally:
        stop.set()
        thread.join(timeout=20)
