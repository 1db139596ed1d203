"""People at a terminal see how far reading the LMS is; programs and logs do not."""

import io

import pytest
from rich.console import Console

from adapters.terminal.reading_back import reading_back


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that can do what terminals do: on a dumb one nothing moves."""
    monkeypatch.setenv("TERM", "xterm")


async def said(*, terminal: bool, shown: bool = True) -> str:
    console = Console(file=io.StringIO(), force_terminal=terminal, width=80)
    with reading_back(console, shown=shown) as report:
        for percent in (0, 42, 100):
            await report(percent)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


async def test_a_terminal_shows_it() -> None:
    told = await said(terminal=True)
    assert "Reading what the LMS holds" in told
    assert "100 %" in told


async def test_a_terminal_shows_that_something_goes_on_before_it_is_known_how_far() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=80)
    with reading_back(console):
        pass
    assert isinstance(console.file, io.StringIO)
    assert "Reading what the LMS holds" in console.file.getvalue()


@pytest.mark.parametrize(("terminal", "shown"), [(False, True), (True, False)])
async def test_nobody_else_does(terminal: bool, shown: bool) -> None:
    assert not await said(terminal=terminal, shown=shown)
