"""News of written jobs: one connection a process listens to what the trigger of migration 0003 tells."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, final
from uuid import UUID

import asyncpg
import structlog

from adapters.postgres.engine import asyncpg_url
from domain.identifiers import JobId

CHANNEL = "courseport_jobs"
CONNECT_SECONDS = 10.0
PROBE_SECONDS = 15.0
"""How often the connection is asked whether it is still there."""

RETRY_SECONDS = 1.0
READY_SECONDS = 5.0
"""How long a subscriber waits for the listener; without one, it looks for itself at each heartbeat."""

_OUTAGES = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)

_log = structlog.get_logger()


@final
class PostgresChanges:
    """The port `Changes`, for one subscriber."""

    def __init__(self) -> None:
        self._news = asyncio.Event()

    def tell(self) -> None:
        """Something was written, or may have been."""
        self._news.set()

    def begin(self) -> None:
        """News count from here on."""
        self._news.clear()

    async def wait(self, seconds: float) -> bool:
        """True for news, False for silence."""
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return False
        self._news.clear()
        return True


@final
class PostgresJobEvents:
    """The port `JobEvents`; made by `open_job_events`."""

    def __init__(self, url: str) -> None:
        self._dsn = asyncpg_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._subscribers: dict[UUID, set[PostgresChanges]] = {}
        self._listening = asyncio.Event()

    @asynccontextmanager
    async def subscribe(self, job_id: JobId) -> AsyncIterator[PostgresChanges]:
        """News of that job for as long as the context lasts."""
        changes = PostgresChanges()
        subscribers = self._subscribers.setdefault(job_id, set())
        subscribers.add(changes)
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(READY_SECONDS):
                    await self._listening.wait()
            changes.begin()  # a listener that has just come tells everybody to look, those who only arrive too
            yield changes
        finally:
            subscribers.discard(changes)
            if not subscribers and self._subscribers.get(job_id) is subscribers:
                del self._subscribers[job_id]

    async def listen(self) -> None:
        """Listens for ever, over outages of the database; after each, every subscriber is told to look."""
        while True:
            try:
                await self._listen_once()
            except _OUTAGES as outage:
                _log.warning("job events are not heard", cause=type(outage).__name__)
            self._listening.clear()
            await asyncio.sleep(RETRY_SECONDS)

    async def _listen_once(self) -> None:
        connection: asyncpg.Connection = await asyncpg.connect(
            self._dsn, timeout=CONNECT_SECONDS, command_timeout=CONNECT_SECONDS
        )
        gone = asyncio.Event()
        try:
            connection.add_termination_listener(lambda _connection: gone.set())
            await connection.add_listener(CHANNEL, self._heard)
            self._listening.set()
            for job_id in list(self._subscribers):
                self._tell(job_id)
            while not gone.is_set():
                with suppress(TimeoutError):
                    async with asyncio.timeout(PROBE_SECONDS):
                        await gone.wait()
                await connection.execute("SELECT 1")
        finally:
            connection.terminate()

    def _heard(self, _connection: Any, _pid: int, _channel: str, payload: object) -> None:
        with suppress(ValueError):
            self._tell(UUID(str(payload)))

    def _tell(self, job_id: UUID) -> None:
        for changes in self._subscribers.get(job_id, ()):
            changes.tell()


@asynccontextmanager
async def open_job_events(url: str) -> AsyncIterator[PostgresJobEvents]:
    """The port `JobEvents` over the database at `url`, for one process; stops listening at the end."""
    events = PostgresJobEvents(url)
    task = asyncio.create_task(events.listen())
    try:
        yield events
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
