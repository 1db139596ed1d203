"""Pipes, closed and full streams, and narrow terminals: a sentence and an exit code, never a traceback."""

import errno
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TextIO

import pytest
from rich.console import Console

from adapters.terminal.diagnosis import print_diagnosis
from domain.connection import ConnectionTest, Probe, ProbeOutcome
from tests.entrypoints.inside import EXAMPLE, Inside

LONG = "http://studio.a-very-long-name.example.org:18202"


def piped(data: bytes) -> TextIO:
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8")


@pytest.mark.parametrize("arguments", [("-",), ("-", "--json"), ("--json", "-"), ("--strict", "--", "-")])
def test_a_course_comes_through_a_pipe(
    nowhere: Inside, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setattr(sys, "stdin", piped(EXAMPLE.read_bytes()))
    ended = nowhere("validate", *arguments)
    assert ended.code == 0, ended


def test_a_package_is_made_of_what_comes_through_a_pipe(
    nowhere: Inside, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "stdin", piped(EXAMPLE.read_bytes()))
    assert nowhere("package", "-", "-o", tmp_path / "course.tar.gz").code == 0


def test_one_dash_is_one_course(nowhere: Inside) -> None:
    assert nowhere("validate", "-", "-").code == 2


def test_a_closed_standard_input(nowhere: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    ended = nowhere("validate", "-")
    assert (ended.code, "it is closed" in ended.err) == (2, True), ended


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only where the system has a device that is full")
@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_a_full_disk_under_the_output(tmp_path: Path, flags: tuple[str, ...]) -> None:
    course = tmp_path / "course.json"
    course.write_text("{}")
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "entrypoints.cli", "validate", str(course), *flags]
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert (ended.returncode, "Traceback" in ended.stderr) == (1, False), ended
    assert os.strerror(errno.ENOSPC) in ended.stderr


def validated(course: Path, *flags: str, **environment: str) -> str:
    """What a process with that environment says of a course, as bytes that are UTF-8."""
    command = [sys.executable, "-m", "entrypoints.cli", "validate", str(course), *flags]
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    ended = subprocess.run(command, env=known | environment, capture_output=True, timeout=60, check=False)
    return ended.stdout.decode("utf-8")


@pytest.fixture
def in_two_scripts(tmp_path: Path) -> Path:
    course = tmp_path / "course.json"
    course.write_text(EXAMPLE.read_text(encoding="utf-8").replace('"title": "', '"title": "Реки 🏞 \x01', 1))
    return course


@pytest.mark.parametrize("python", [{}, {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}])
def test_a_machine_without_a_locale_is_told_in_every_script(in_two_scripts: Path, python: dict[str, str]) -> None:
    assert "Реки 🏞" in validated(in_two_scripts, LC_ALL="C", **python)


def test_who_asks_for_ascii_gets_it_and_json_stays_json(in_two_scripts: Path) -> None:
    told = validated(in_two_scripts, "--json", PYTHONIOENCODING="ascii")
    assert told.isascii()
    assert json.loads(told) == json.loads(validated(in_two_scripts, "--json"))
    assert "\\u0420" in validated(in_two_scripts, PYTHONIOENCODING="ascii")


def test_a_narrow_terminal_cuts_no_address_short() -> None:
    target = io.StringIO()
    probe = Probe(
        name="addresses", outcome=ProbeOutcome.FAILED, duration_ms=1, finding=LONG, advice="Enter another."
    )
    console = Console(file=target, width=50)
    print_diagnosis(console, ConnectionTest(success=False, latency_ms=1, message="", probes=(probe,)))
    cells = [line.split("│")[3].strip() for line in target.getvalue().splitlines() if line.count("│") == 4]
    assert "".join(cells) == LONG
