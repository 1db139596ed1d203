"""Why a server does not start, in PostgreSQL's own words."""

from pathlib import Path

import pytest

from adapters.postgres.server_log import ServerLog, may_pass

EARLIER = '2026-11-22 22:01:07.927 UTC [1] FATAL:  unrecognized configuration parameter "old"\n'
SETTING = """\
2026-11-22 22:01:07.927 GMT [32020] FATAL:  unrecognized configuration parameter "no_such_setting"
"""
FILE = """\
2026-11-22 22:01:35.240 GMT [1371] LOG:  syntax error in file "/x/postgresql.conf" line 1, near token "baz"
2026-11-22 22:01:35.240 GMT [1371] FATAL:  configuration file "/x/postgresql.conf" contains errors
"""
VERSION = """\
2026-11-22 22:01:43.503 UTC [1791] FATAL:  database files are incompatible with server
2026-11-22 22:01:43.503 UTC [1791] DETAIL:  The data directory was initialized by PostgreSQL version 13.
2026-11-22 22:01:43.504 UTC [1791] LOG:  database system is shut down
"""
BEFORE_ANY_LOG = """\
postgres: could not find the database system
Expected to find it in the directory "/x",
but could not open file "/x/global/pg_control": No such file or directory
"""
MEMORY = """\
2026-11-22 22:01:43.503 UTC [7] FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use
2026-11-22 22:01:43.503 UTC [7] HINT:  Terminate any old server processes associated with data directory "/x".
"""
LOCK = """\
2026-11-22 22:01:43.503 UTC [7] FATAL:  lock file "postmaster.pid" already exists
2026-11-22 22:01:43.503 UTC [7] HINT:  Is another postmaster (PID 5) running in data directory "/x"?
"""
RUNNING = "2026-11-22 22:01:43.503 UTC [7] LOG:  database system is ready to accept connections\n"


@pytest.mark.parametrize(
    ("written", "reason", "passing"),
    [
        (SETTING, ('unrecognized configuration parameter "no_such_setting"',), False),
        (
            FILE,
            (
                'configuration file "/x/postgresql.conf" contains errors',
                'syntax error in file "/x/postgresql.conf" line 1, near token "baz"',
            ),
            False,
        ),
        (
            VERSION,
            (
                "database files are incompatible with server",
                "The data directory was initialized by PostgreSQL version 13",
            ),
            False,
        ),
        (
            BEFORE_ANY_LOG,
            (
                "postgres: could not find the database system",
                'Expected to find it in the directory "/x"',
                'but could not open file "/x/global/pg_control": No such file or directory',
            ),
            False,
        ),
        (
            MEMORY,
            (
                "pre-existing shared memory block (key 1, ID 2) is still in use",
                'Terminate any old server processes associated with data directory "/x"',
            ),
            True,
        ),
        (
            LOCK,
            (
                'lock file "postmaster.pid" already exists',
                'Is another postmaster (PID 5) running in data directory "/x"?',
            ),
            True,
        ),
    ],
)
def test_the_reason_is_one_line_of_what_was_written_since(
    tmp_path: Path, written: str, reason: tuple[str, ...], passing: bool
) -> None:
    log = ServerLog(tmp_path / "log")
    log.path.write_text(EARLIER)
    since = log.size()
    log.path.write_text(EARLIER + written)
    assert log.reason(since) == "; ".join(reason)
    assert may_pass("; ".join(reason)) is passing


@pytest.mark.parametrize("written", ["", RUNNING])
def test_a_log_may_tell_nothing(tmp_path: Path, written: str) -> None:
    log = ServerLog(tmp_path / "log")
    assert (log.size(), log.reason(0), log.last_words()) == (0, None, "(it wrote no log)")
    log.path.write_text(written)
    assert log.reason(0) is None
