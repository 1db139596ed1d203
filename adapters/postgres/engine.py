"""The connection pool: bounded, tested after a rest, and with a deadline on everything."""

import json
import time
from functools import partial

import asyncpg
from attrs import frozen
from sqlalchemy import URL, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

DRIVER = "postgresql+asyncpg"

RESTED_SECONDS = 2.0
_LEFT_AT = "courseport_left_at"
DATABASE_URL_VARIABLE = "COURSEPORT_DATABASE_URL"
LARGEST_PORT = 65535


class DatabaseUrlError(ValueError):
    """It is no URL of a PostgreSQL; the message says why and never quotes it, as it may hold a password."""


@frozen(kw_only=True)
class PoolSettings:
    """How many connections one process may hold, and how long it waits for what."""

    size: int = 15
    overflow: int = 0
    """Connections beyond `size` are closed after each use, and a new one costs more than most requests."""
    wait_seconds: float = 30
    connect_seconds: float = 10
    statement_seconds: float = 30
    lock_seconds: float = 10
    idle_in_transaction_seconds: float = 60
    application_name: str = "courseport"


def create_engine(url: str, settings: PoolSettings | None = None) -> AsyncEngine:
    """An engine on any PostgreSQL URL (`postgres://`, `postgresql://`, …); it connects when first used.

    Times are UTC and JSON is UTF-8. Dispose of it in the event loop that used it.
    """
    settings = settings or PoolSettings()
    where = asyncpg_url(url)
    engine = create_async_engine(
        where,
        # The driver reads the URL by itself: so what libpq knows, such as sslmode, may stand there.
        async_creator=partial(
            asyncpg.connect,
            where.set(drivername="postgresql").render_as_string(hide_password=False),
            timeout=settings.connect_seconds,
            # The driver's own deadline stands behind the server's, for a server that is gone.
            command_timeout=settings.statement_seconds + settings.connect_seconds,
            server_settings=_server_settings(settings),
        ),
        pool_size=settings.size,
        max_overflow=settings.overflow,
        pool_timeout=settings.wait_seconds,
        # A row of an import may hold an LMS's or an author's words: they belong in the job, not in a traceback.
        hide_parameters=True,
        json_serializer=partial(json.dumps, ensure_ascii=False, separators=(",", ":")),
    )
    _test_rested_connections(engine)
    return engine


def asyncpg_url(url: str) -> URL:
    """The same database through the one driver there is; raises `DatabaseUrlError` for anything else."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise DatabaseUrlError("is no URL such as postgresql://user:password@host:5432/name") from None
    if parsed.get_backend_name() not in ("postgresql", "postgres"):
        raise DatabaseUrlError(f"must be PostgreSQL, not {parsed.get_backend_name()}")
    if parsed.port is not None and not 1 <= parsed.port <= LARGEST_PORT:
        raise DatabaseUrlError(f"has no such port as {parsed.port}")
    return parsed.set(drivername=DRIVER)


def _test_rested_connections(engine: AsyncEngine) -> None:
    """Before a connection is used that nobody has used for a while, it is asked whether it is still there.

    SQLAlchemy's own test before every use costs three round trips: more than what most requests of the API do.
    """
    pool, dialect = engine.sync_engine.pool, engine.sync_engine.dialect

    def left(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info[_LEFT_AT] = time.monotonic()

    def taken(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
        left_at = record.info.get(_LEFT_AT)
        if left_at is None or time.monotonic() - left_at < RESTED_SECONDS:
            return
        try:
            dialect.do_ping(connection)
        except dialect.loaded_dbapi.Error as error:
            # One that is gone was seldom alone: its neighbours are made anew, too.
            raise InvalidatePoolError from error

    event.listen(pool, "checkin", left)
    event.listen(pool, "checkout", taken)


def _server_settings(settings: PoolSettings) -> dict[str, str]:
    return {
        "application_name": settings.application_name,
        "timezone": "UTC",
        "statement_timeout": _milliseconds(settings.statement_seconds),
        "lock_timeout": _milliseconds(settings.lock_seconds),
        "idle_in_transaction_session_timeout": _milliseconds(settings.idle_in_transaction_seconds),
        # Short statements only: compiling them costs more than running them.
        "jit": "off",
    }


def _milliseconds(seconds: float) -> str:
    return str(int(seconds * 1000))
