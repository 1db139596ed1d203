"""PgQueuer's way to the database: a bounded pool with deadlines, and a listener that outlives an outage."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Self, final

import asyncpg
import structlog
from pgqueuer.core.tm import TaskManager
from pgqueuer.ports.driver import Driver, NotifyCallback
from sqlalchemy import make_url
from typing_extensions import override

from adapters.queue.settings import WorkerSettings

OUTAGES = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # shutting down, starting up, statement cancelled
    asyncpg.InsufficientResourcesError,  # too many connections, out of memory, disk full
    asyncpg.TransactionRollbackError,  # deadlock
    asyncpg.InterfaceError,  # the connection went away under the driver
)
"""What a database that is away, or busy, looks like. Everything else is a mistake of ours and is not hidden."""

CLOSE_SECONDS = 2
"""How long a connection may take to say good-bye before it is cut."""

PROBE_SECONDS = 15
"""How often the listener is asked whether it is still connected."""

_log = structlog.get_logger()


@final
class PatientDriver(Driver):
    """One worker's connections: the pool for statements, and one direct connection that listens."""

    def __init__(self, url: str, settings: WorkerSettings) -> None:
        self._dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._settings = settings
        self._pool: asyncpg.Pool | None = None
        self._listening: asyncpg.Connection | None = None
        self._callbacks: list[tuple[str, NotifyCallback]] = []
        self._shutdown = asyncio.Event()

    @override
    async def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        async with self._open_pool().acquire(timeout=self._settings.connect_seconds) as connection:
            rows = await connection.fetch(query, *args, timeout=self._settings.statement_seconds)
        return [dict(row) for row in rows]

    @override
    async def execute(self, query: str, *args: object) -> str:
        async with self._open_pool().acquire(timeout=self._settings.connect_seconds) as connection:
            return str(await connection.execute(query, *args, timeout=self._settings.statement_seconds))

    @override
    async def notify(self, channel: str, payload: str) -> None:
        await self.execute("SELECT pg_notify($1, $2)", channel, payload)

    @override
    async def add_listener(self, channel: str, callback: NotifyCallback) -> None:
        """Hears the channel from now on, through outages too; raises where there is an outage right now."""
        self._callbacks.append((channel, callback))
        await self._hang_up()
        await self._listen()

    @property
    @override
    def shutdown(self) -> asyncio.Event:
        return self._shutdown

    @property
    @override
    def tm(self) -> TaskManager:
        return TaskManager()

    @override
    async def __aenter__(self) -> Self:
        return self

    @override
    async def __aexit__(self, *_: object) -> None:
        """Nothing: the engine leaves its driver before it has written its last log. `connected` closes."""

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[Self]:
        """Opens and closes the connections; enter it round everything that uses this driver."""
        # No connection yet: a worker may start while the database is away.
        self._pool = await asyncpg.create_pool(
            self._dsn, min_size=0, max_size=self._settings.connections, **self._connect_arguments()
        )
        keeper = asyncio.create_task(self._keep_listening())
        try:
            yield self
        finally:
            keeper.cancel()
            await asyncio.wait({keeper})
            await self._hang_up()
            with suppress(*OUTAGES):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await self._pool.close()
            self._pool.terminate()
            self._pool = None

    def cut_off(self) -> None:
        """Ends all connections at once: from here on this worker can write nothing any more."""
        if self._pool is not None:
            self._pool.terminate()

    def _open_pool(self) -> asyncpg.Pool:
        if self._pool is None:
            raise asyncpg.InterfaceError("the worker's connections are closed")
        return self._pool

    def _connect_arguments(self) -> dict[str, Any]:
        return {
            "timeout": self._settings.connect_seconds,
            "command_timeout": self._settings.statement_seconds,
            "server_settings": {
                "application_name": self._settings.application_name,
                "timezone": "UTC",
                "jit": "off",
            },
        }

    async def _listen(self) -> None:
        connection = await asyncpg.connect(self._dsn, **self._connect_arguments())
        self._listening = connection
        for channel, callback in self._callbacks:
            await connection.add_listener(
                channel, lambda _c, _pid, _channel, payload, call=callback: call(payload)
            )

    async def _hang_up(self) -> None:
        if self._listening is not None:
            with suppress(*OUTAGES):
                await self._listening.close(timeout=CLOSE_SECONDS)
            self._listening = None

    async def _keep_listening(self) -> None:
        """Notices that the listening connection is gone and makes another; polling fills the gap meanwhile."""
        while True:
            await asyncio.sleep(self._settings.restart_seconds)
            with suppress(*OUTAGES):
                if self._listening is not None and not self._listening.is_closed():
                    await self._probe(self._listening)
                elif self._callbacks:
                    await self._listen()
                    _log.info("the worker hears the queue again")

    async def _probe(self, connection: asyncpg.Connection) -> None:
        """A lost network says nothing by itself: a listener that does not answer is hung up on."""
        await asyncio.sleep(PROBE_SECONDS)
        try:
            await connection.fetchval("SELECT 1", timeout=self._settings.connect_seconds)
        except OUTAGES:
            connection.terminate()
