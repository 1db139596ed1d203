"""`courseport` inside the test's own process: a second less for each command than with a process of its own."""

import json
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from entrypoints import cli

CLIENT_ID, CLIENT_SECRET = "publisher-client", "publisher-secret"
EXAMPLE = Path(__file__).parents[2] / "examples" / "two-rivers.json"


@frozen
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    def only(self) -> dict[str, Any]:
        """Standard output as the one JSON object that it is."""
        (line,) = self.out.splitlines()
        told: dict[str, Any] = json.loads(line)
        return told


@frozen
class Inside:
    """Runs commands; for tests without a loop of their own, as each command has one."""

    _capsys: pytest.CaptureFixture[str]

    def __call__(self, *arguments: object) -> Ended:
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            cli.main([str(argument) for argument in arguments])
        said = self._capsys.readouterr()
        code = left.value.code
        assert isinstance(code, int), code
        return Ended(code, said.out, said.err)

    def done(self, *arguments: object) -> dict[str, Any]:
        """What a command that must succeed says with --json."""
        ended = self(*arguments, "--json")
        assert ended.code == 0, ended
        return ended.only()


def connection_flags(lms_url: str, studio_url: str) -> tuple[str, ...]:
    """What `config create` needs."""
    urls = ("--lms-url", lms_url, "--studio-url", studio_url, "--poll-interval", "2")
    return ("--name", "Campus", *urls, "--client-id", CLIENT_ID, "--default-org", "Acme")
