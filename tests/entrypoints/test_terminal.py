"""What a person is asked, and what counts as a yes."""

import io

import pytest
from typing_extensions import override

from entrypoints.commands.terminal import UsageError, agreed


class Keyboard(io.StringIO):
    """What somebody types; then nothing more comes."""

    @override
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("typed", "yes"),
    [("y\n", True), (" YES \n", True), ("n\n", False), ("maybe\n", False), ("\n", False), ("", False)],
)
def test_only_a_yes_is_one(typed: str, yes: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last is Ctrl-D: an end of input, which is no answer."""
    monkeypatch.setattr("sys.stdin", Keyboard(typed))
    assert agreed("Really?") is yes


def test_where_nobody_is_there_the_flag_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    with pytest.raises(UsageError, match="say --yes"):
        agreed("Really?")
