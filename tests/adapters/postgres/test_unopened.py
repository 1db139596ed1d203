"""A database that is not to be had is one sentence: what, where, what to do, and never the password."""

import socket
from pathlib import Path

import asyncpg
import pytest
from alembic.util import CommandError
from sqlalchemy import make_url, text

from adapters.postgres.database import open_database
from adapters.postgres.engine import DatabaseUrlError, asyncpg_url, create_engine
from adapters.postgres.server_programs import EmbeddedPostgresError
from adapters.postgres.unopened import NoDatabaseError, no_database

PASSWORD = "hidden-word"
WHERE = make_url(f"postgresql+asyncpg://us:{PASSWORD}@db.example.org:6543/courses")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            asyncpg.InvalidPasswordError('password authentication failed for user "us"'),
            "does not let us in (password",
        ),
        (asyncpg.InvalidAuthorizationSpecificationError('role "us" does not exist'), 'in (role "us" does not'),
        (asyncpg.InvalidCatalogNameError('database "courses" does not exist'), "createdb"),
        (asyncpg.InsufficientPrivilegeError("permission denied for schema public"), "courseport migrate"),
        (asyncpg.TooManyConnectionsError("sorry"), "max_connections"),
        (asyncpg.CannotConnectNowError("the database system is starting up"), "starting up"),
        (asyncpg.LockNotAvailableError("lock timeout"), "another process"),
        (CommandError("Can't locate revision identified by '9999'"), "newer release"),
        (socket.gaierror(-2, "Name or service not known"), "nobody knows that name"),
        (ConnectionRefusedError(111, "refused"), "refuses connections"),
        (FileNotFoundError(2, "no such file"), "no such socket"),
        (TimeoutError(), "did not answer in time"),
        (OSError(113, "No route to host"), "No route to host"),
        (OSError(), "OSError"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else None,
)
def test_every_reason_has_its_sentence(error: Exception, words: str) -> None:
    wrapped = RuntimeError("SQLAlchemy's own words")
    wrapped.__cause__ = error
    for each in (error, wrapped):
        said = str(no_database(each, WHERE))
        assert said.startswith("PostgreSQL at db.example.org:6543 ")
        assert words in said
        assert PASSWORD not in said
        assert "\n" not in said


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("postgresql://us@/courses?host=/run/pg&port=5433", "/run/pg:5433"),
        ("postgresql://us@/courses?host=a&host=b", "a,b:5432"),
        ("postgresql:///courses", "this machine:5432"),
    ],
)
def test_where_it_was_looked_for(url: str, where: str) -> None:
    assert str(no_database(TimeoutError(), asyncpg_url(url))).startswith(f"PostgreSQL at {where} ")


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        f"postgresql://us:{PASSWORD}@host:port/x",
        f"postgresql://us:{PASSWORD}@host:0/x",
        f"postgresql://us:{PASSWORD}@host:99999/x",
        f"mysql://us:{PASSWORD}@host/x",
        "",
    ],
)
async def test_what_is_no_url_is_not_quoted(url: str, tmp_path: Path) -> None:
    with pytest.raises(DatabaseUrlError) as caught:
        async with open_database(url, tmp_path):
            pass
    assert PASSWORD not in str(caught.value)


async def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NoDatabaseError, match=r"127\.0\.0\.1:1 refuses connections"):
        async with open_database(f"postgresql://us:{PASSWORD}@127.0.0.1:1/x?sslmode=disable", tmp_path):
            pass


async def test_a_user_and_a_database_that_are_not_there(database_url: str, tmp_path: Path) -> None:
    url = make_url(database_url)
    for wrong, words in (
        (url.set(username="nobody"), "nobody"),
        (url.set(database="nothing"), "no such database"),
    ):
        with pytest.raises(NoDatabaseError, match=words):
            async with open_database(wrong.render_as_string(hide_password=False), tmp_path):
                pass


async def test_an_embedded_server_that_cannot_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_server: object) -> None:
        raise EmbeddedPostgresError("the disk is full")

    monkeypatch.setattr("adapters.postgres.embedded.EmbeddedPostgres.start", broken)
    with pytest.raises(NoDatabaseError, match=r"does not start: the disk is full\. COURSEPORT_HOME names"):
        async with open_database(None, tmp_path):
            pass


async def test_what_libpq_knows_may_stand_in_the_url(database_url: str) -> None:
    url = make_url(database_url).update_query_dict({"sslmode": "disable", "application_name": "mine"})
    engine = create_engine(url.render_as_string(hide_password=False))
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT current_database()")) == url.database
    await engine.dispose()
