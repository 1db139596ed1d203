"""Where an installation and its database live, and the programs that root's server has to reach."""

import stat
import subprocess
from pathlib import Path

import pytest

from adapters.postgres import home as homes
from adapters.postgres import server_programs
from adapters.postgres.home import database_home, installation_home

pytestmark = pytest.mark.slow


def test_programs_that_roots_server_cannot_reach_are_copied_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole: a program alone starts nowhere, since it finds its libraries from where it stands."""
    monkeypatch.setattr(server_programs, "ROOT_HOME", tmp_path / "var")
    copy = server_programs._copied()
    assert server_programs._copied() == copy
    program = copy / server_programs.BINARIES / "bin" / "initdb"
    assert stat.S_IMODE(program.stat().st_mode) == 0o755
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True, timeout=30)
    assert "PostgreSQL" in told.stdout
    assert [each.name for each in (tmp_path / "var" / "programs").iterdir()] == [copy.name]


def test_where_an_installation_lives(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert installation_home({"COURSEPORT_HOME": "/srv/x"}, 0) == Path("/srv/x")
    assert installation_home({"COURSEPORT_HOME": "/srv/x"}, 1000) == Path("/srv/x")
    assert installation_home({}, 0) == Path("/var/lib/courseport")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert installation_home({}, 1000).name == "courseport"
    assert installation_home({"COURSEPORT_HOME": ""}, 0) == Path("/var/lib/courseport")


def test_roots_database_never_lives_where_its_server_cannot_walk(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    inside = private / "home"
    assert database_home(inside, 1000) == inside
    moved = database_home(inside, 0)
    assert moved.is_relative_to(homes.ROOT_HOME)
    assert moved == database_home(inside, 0) != database_home(private / "other", 0)
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
