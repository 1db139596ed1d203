"""When PostgreSQL is away, gave up a transaction that was not to blame, or held a write back."""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from application.ports.stores import StoreAwayError

_AWAY = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.InsufficientResourcesError,  # too many connections, out of memory, disk full
    asyncpg.TransactionRollbackError,  # deadlock
    asyncpg.InterfaceError,  # the connection went away under the driver
)

DATABASE_ERRORS = (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)
"""Whatever may come out of talking to the database."""


@contextmanager
def absence_told() -> Iterator[None]:
    """Makes `StoreAwayError` of what comes of PostgreSQL being away, and leaves everything else as it is."""
    try:
        yield
    except DATABASE_ERRORS as error:
        if not is_away(error):
            raise
        raise StoreAwayError(f"PostgreSQL is away: {type(error).__name__}") from error


def is_walled(error: BaseException) -> bool:
    """Whether row-level security held a write back. A missing privilege is something else: a mistake of ours."""
    link: BaseException | None = error
    while link is not None:
        if isinstance(link, asyncpg.InsufficientPrivilegeError) and "row-level security" in str(link):
            return True
        link = link.__cause__
    return False


def is_away(error: BaseException) -> bool:
    """Whether trying anew may help. SQLAlchemy wraps what the driver says, but not while it connects."""
    if isinstance(error, PoolTimeoutError) or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return True
    link: BaseException | None = error
    while link is not None:
        if isinstance(link, _AWAY):
            return True
        link = link.__cause__
    return False
