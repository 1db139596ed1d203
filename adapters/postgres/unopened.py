"""What an operator is told where there is no database to work with: what, where, what to do. Never a password."""

import socket
from pathlib import Path

import asyncpg
from alembic.util import CommandError
from sqlalchemy import URL

from adapters.postgres.engine import DATABASE_URL_VARIABLE

_CHECK = f"Check {DATABASE_URL_VARIABLE}"
_ANOTHER = f"or name another one in {DATABASE_URL_VARIABLE}"
_LATER = "Try again in a moment."

_REASONS: tuple[tuple[tuple[type[BaseException], ...], str, str], ...] = (
    (
        (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError),
        "does not let us in",
        f"{_CHECK}: the user and the password; and the server's pg_hba.conf.",
    ),
    ((asyncpg.InvalidCatalogNameError,), "has no such database", f"Create it with createdb, {_ANOTHER}."),
    (
        (asyncpg.InsufficientPrivilegeError,),
        "does not let us make our tables",
        "Make the user the database's owner with CREATEROLE, or run `courseport migrate` as one who is.",
    ),
    ((asyncpg.TooManyConnectionsError,), "has no connection left", "Raise its max_connections, or wait."),
    ((asyncpg.CannotConnectNowError,), "is starting or stopping", _LATER),
    (
        (asyncpg.LockNotAvailableError, asyncpg.QueryCanceledError),
        "is held by another process that has migrated it for minutes",
        _LATER,
    ),
    ((CommandError,), "was migrated by a newer release of Courseport", "Use that release, or its database."),
    ((socket.gaierror,), "cannot be found: nobody knows that name", f"{_CHECK}."),
    ((ConnectionRefusedError,), "refuses connections", f"Is it running there? {_CHECK}."),
    ((FileNotFoundError,), "is not there: no such socket", f"Is it running there? {_CHECK}."),
    ((TimeoutError,), "did not answer in time", f"Is there a firewall between? {_CHECK}."),
)


class NoDatabaseError(Exception):
    """There is no database to work with; the message is one for the operator and holds no password."""


def no_database(error: BaseException, url: URL) -> NoDatabaseError:
    """The sentence for what came out of opening the server at `url`."""
    chain = _chain(error)
    for kinds, what, advice in _REASONS:
        found = next((link for link in chain if isinstance(link, kinds)), None)
        if found is not None:
            return NoDatabaseError(f"{_place(url)} {what}{_quoted(found)}. {advice}")
    said = str(chain[-1]) or type(chain[-1]).__name__
    return NoDatabaseError(f"{_place(url)} cannot be used: {said}. {_CHECK}.")


def no_embedded(what: str, home: Path, error: Exception) -> NoDatabaseError:
    """The sentence for an embedded server of `home` that cannot be had."""
    return NoDatabaseError(
        f"The embedded PostgreSQL of {home} {what}: {error}. COURSEPORT_HOME names another folder, "
        f"{DATABASE_URL_VARIABLE} another server."
    )


def _chain(error: BaseException) -> list[BaseException]:
    """SQLAlchemy's error first, the driver's own behind it."""
    links = [error]
    while (cause := links[-1].__cause__) is not None:
        links.append(cause)
    return links


def _quoted(error: BaseException) -> str:
    """The server's own words; those of the system only repeat ours."""
    return f" ({error})" if isinstance(error, asyncpg.PostgresError) else ""


def _place(url: URL) -> str:
    host = url.host or url.query.get("host") or "this machine"
    port = url.port or url.query.get("port") or 5432
    return f"PostgreSQL at {host if isinstance(host, str) else ','.join(host)}:{port}"
