"""The embedded server is shared, stopped by the last, and started again whatever was killed before."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from adapters.postgres.embedded import EmbeddedPostgres
from tests.adapters.postgres.embedded_servers import alive, ask, postmaster
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


async def test_a_server_that_was_killed_is_started_again_for_all_its_users(home: Path) -> None:
    with EmbeddedPostgres(home) as server, EmbeddedPostgres(home) as other:  # as durable as in production
        await ask(server, "CREATE TABLE t AS SELECT 42 AS answer")
        pid = postmaster(home)
        assert server.runs()
        os.kill(pid, signal.SIGKILL)
        wait_until_dead(pid)
        assert not server.runs()
        server.start_again()
        again = postmaster(home)
        other.start_again()  # finds it running
        assert postmaster(home) == again
        assert await ask(other, "SELECT answer FROM t") == 42
    assert not alive(again)
    server.start_again()  # nobody uses it any more
    assert not server.runs()


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
