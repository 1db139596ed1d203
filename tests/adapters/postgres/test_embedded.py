"""The embedded server: what it is, where it listens, and what stands in its way."""

import stat
import time
from pathlib import Path

import pytest

from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.server_programs import EmbeddedPostgresError, ServerPrograms
from tests.adapters.postgres.embedded_servers import alive, ask, postmaster
from tests.postgres_fixture import OPTIONS

pytestmark = pytest.mark.slow


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


def test_what_is_hopeless_is_given_up_at_once_in_postgresqls_words(home: Path) -> None:
    with EmbeddedPostgres(home, OPTIONS):
        pass  # the database is made without haste
    began = time.monotonic()
    with pytest.raises(EmbeddedPostgresError, match=r'^unrecognized configuration parameter "no_such_setting" \('):
        EmbeddedPostgres(home, {"no_such_setting": "1"}).start()
    assert time.monotonic() - began < 30  # of the 60 that it has
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
