"""The connection pool: bounded, tested before use, and with a deadline on everything."""

import json
from functools import partial

from attrs import frozen
from sqlalchemy import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

DRIVER = "postgresql+asyncpg"


@frozen(kw_only=True)
class PoolSettings:
    """How many connections one process may hold, and how long it waits for what."""

    size: int = 5
    overflow: int = 10
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
    return create_async_engine(
        asyncpg_url(url),
        pool_size=settings.size,
        max_overflow=settings.overflow,
        pool_timeout=settings.wait_seconds,
        pool_pre_ping=True,
        # A row of an import may hold an LMS's or an author's words: they belong in the job, not in a traceback.
        hide_parameters=True,
        json_serializer=partial(json.dumps, ensure_ascii=False, separators=(",", ":")),
        connect_args={
            "timeout": settings.connect_seconds,
            # The driver's own deadline stands behind the server's, for a server that is gone.
            "command_timeout": settings.statement_seconds + settings.connect_seconds,
            "server_settings": _server_settings(settings),
        },
    )


def asyncpg_url(url: str) -> URL:
    """The same database through the one driver there is; raises `ValueError` for another kind of database."""
    parsed = make_url(url)
    if parsed.get_backend_name() not in ("postgresql", "postgres"):
        raise ValueError(f"the database must be PostgreSQL, not {parsed.get_backend_name()}")
    return parsed.set(drivername=DRIVER)


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
