"""The embedded server: shared, stopped by the last, and started again whatever was killed before."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

import asyncpg
import pytest

from adapters.postgres import home as homes
from adapters.postgres import server_programs
from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.home import database_home, installation_home
from adapters.postgres.server_programs import EmbeddedPostgresError, ServerPrograms
from tests.postgres_fixture import OPTIONS

USER = """
import sys, time
from pathlib import Path
from adapters.postgres.embedded import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), {"fsync": "off"})
server.start()
print("up", flush=True)
sys.stdin.readline()
"""

pytestmark = pytest.mark.slow


@pytest.fixture
def home() -> Iterator[Path]:
    """Not `tmp_path`: its parents are private, and root's server would have to live elsewhere."""
    folder = Path(tempfile.mkdtemp(prefix="courseport-embedded-"))
    yield folder
    if (folder / "postgres" / "data" / "postmaster.pid").exists():
        with EmbeddedPostgres(folder, OPTIONS):
            pass
    rmtree(folder)


def postmaster(home: Path) -> int:
    return int((home / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[0])


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_until_dead(pid: int) -> None:
    deadline = time.monotonic() + 20
    while alive(pid):
        assert time.monotonic() < deadline, f"{pid} lives on"
        time.sleep(0.02)


def user_of(home: Path) -> subprocess.Popen[str]:
    """Another process that uses the server until its stdin closes."""
    process = subprocess.Popen(
        [sys.executable, "-c", USER, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    assert process.stdout is not None
    while (said := process.stdout.readline()) != "up\n":
        assert said, "the process ended before its server was up"
    return process


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate(timeout=10)


async def ask(server: EmbeddedPostgres, query: str) -> object:
    connection = await asyncpg.connect(server.url.replace("+asyncpg", ""), timeout=10)
    try:
        return await connection.fetchval(query, timeout=10)
    finally:
        await connection.close()


async def test_a_real_postgresql_18_that_keeps_its_data(home: Path) -> None:
    with EmbeddedPostgres(home, OPTIONS) as server:
        assert int(str(await ask(server, "SHOW server_version_num"))) // 10_000 == 18
        assert (await ask(server, "SHOW server_encoding"), await ask(server, "SHOW fsync")) == ("UTF8", "off")
        await ask(server, "CREATE TABLE t AS SELECT 42 AS answer")
        pid = postmaster(home)
    assert not alive(pid)
    with EmbeddedPostgres(home) as server:
        assert (await ask(server, "SELECT answer FROM t"), await ask(server, "SHOW fsync")) == (42, "on")


async def test_it_listens_on_no_network_and_nobody_else_can_enter(home: Path) -> None:
    with EmbeddedPostgres(home, OPTIONS) as server:
        assert await ask(server, "SHOW listen_addresses") == ""
    folder = (home / "postgres").stat()
    assert stat.S_IMODE(folder.st_mode) == 0o700


def test_handles_share_the_server_and_the_last_one_stops_it(home: Path) -> None:
    one, two = EmbeddedPostgres(home, OPTIONS), EmbeddedPostgres(home, OPTIONS)
    one.start()
    one.start()
    two.start()
    pid = postmaster(home)
    one.stop()
    one.stop()
    assert alive(pid)
    two.stop()
    assert not alive(pid)


def test_processes_share_the_server_and_the_last_one_stops_it(home: Path) -> None:
    first, second = user_of(home), user_of(home)
    pid = postmaster(home)
    with EmbeddedPostgres(home, OPTIONS):
        for each in (first, second):
            each.communicate(timeout=30)
            assert each.returncode == 0
        assert alive(pid)
        assert postmaster(home) == pid
    assert not alive(pid)


def test_killed_processes_do_not_count(home: Path) -> None:
    killed, living = user_of(home), user_of(home)
    pid = postmaster(home)
    kill(killed)
    assert alive(pid)
    living.communicate(timeout=30)
    assert not alive(pid)


async def test_a_server_whose_last_user_was_killed_is_found_again(home: Path) -> None:
    killed = user_of(home)
    pid = postmaster(home)
    kill(killed)
    with EmbeddedPostgres(home, OPTIONS) as server:
        assert postmaster(home) == pid
        assert await ask(server, "SELECT 1") == 1
    assert not alive(pid)


async def test_after_kill_9_of_everything_it_starts_again_with_all_data(home: Path) -> None:
    user = user_of(home)
    server = EmbeddedPostgres(home, OPTIONS)
    await ask(server, "CREATE TABLE t AS SELECT 42 AS answer")
    pid = postmaster(home)
    os.kill(pid, signal.SIGKILL)
    kill(user)
    wait_until_dead(pid)
    assert (home / "postgres" / "data" / "postmaster.pid").exists()
    with server:
        assert await ask(server, "SELECT answer FROM t") == 42


def test_a_stale_process_id_that_another_process_has_by_now_is_no_obstacle(home: Path) -> None:
    with EmbeddedPostgres(home, OPTIONS):
        file = home / "postgres" / "data" / "postmaster.pid"
        _, *others = file.read_text().splitlines()
        owner = file.stat()
    # A living process of the same user, as PostgreSQL would see it after a restart of the machine.
    user = {} if os.geteuid() else {"user": owner.st_uid}
    with subprocess.Popen(["sleep", "60"], **user) as sleeper:  # type: ignore[call-overload]  # a dict of options
        try:
            file.write_text("\n".join((str(sleeper.pid), *others)) + "\n")
            os.chown(file, owner.st_uid, owner.st_gid)
            with EmbeddedPostgres(home, OPTIONS):
                assert postmaster(home) != sleeper.pid
        finally:
            sleeper.kill()


def test_a_killed_initialisation_is_begun_anew(home: Path) -> None:
    half = home / "postgres" / "data.unfinished"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with EmbeddedPostgres(home.parent / home.name, OPTIONS):
        assert not half.exists()


def test_what_is_wrong_is_said_in_postgresqls_words_at_the_deadline(home: Path) -> None:
    with EmbeddedPostgres(home, OPTIONS):
        pass  # the database is made without haste
    with pytest.raises(EmbeddedPostgresError, match="no_such_setting"):
        EmbeddedPostgres(home, {"no_such_setting": "1"}, deadline_seconds=2).start()
    with EmbeddedPostgres(home, OPTIONS):
        pass  # the failed start left nothing in the way


def test_a_long_path_gets_its_socket_elsewhere(home: Path) -> None:
    deep = home / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    server = EmbeddedPostgres(deep, OPTIONS)
    with server:
        socket = Path(server.url.partition("host=")[2].partition("&")[0].replace("%2F", "/"))
        assert not socket.is_relative_to(deep)
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
    socket.rmdir()


def test_a_folder_that_somebody_else_put_where_the_socket_belongs_is_refused(home: Path) -> None:
    (home / "elsewhere").mkdir()
    (home / "postgres").symlink_to(home / "elsewhere")
    with pytest.raises(EmbeddedPostgresError, match="is not ours"):
        EmbeddedPostgres(home, OPTIONS).start()
    (home / "postgres").unlink()


def test_the_callers_environment_does_not_lead_it_astray(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"PGPORT": "6543", "PGHOST": "/nowhere", "PGDATA": "/nowhere", "PGUSER": "nobody"}.items():
        monkeypatch.setenv(name, value)
    with EmbeddedPostgres(home, OPTIONS):
        assert (home / "postgres" / "socket" / ".s.PGSQL.5432").exists()


def test_programs_have_deadlines(home: Path) -> None:
    programs = ServerPrograms.found()
    sleep = ("-h", str(home / "postgres" / "socket"), "-U", "courseport", "postgres", "-c", "SELECT pg_sleep(60)")
    with EmbeddedPostgres(home, OPTIONS), pytest.raises(EmbeddedPostgresError, match="did not end within"):
        programs.run("psql", *sleep, deadline_seconds=0.3)


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
