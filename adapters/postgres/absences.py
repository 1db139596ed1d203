"""When PostgreSQL is away, or gave up a transaction that was not to blame: told from every other error."""

import asyncpg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

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
