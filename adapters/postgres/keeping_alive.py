"""An embedded server that dies under us is started again: who embeds it is its supervisor.

Everything here outlasts a database that is away for a moment, so nothing but the server is restarted.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import structlog

from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.server_programs import EmbeddedPostgresError
from adapters.postgres.unopened import no_embedded

LOOK_SECONDS = 0.5
DEATHS, WITHIN_SECONDS = 5, 300.0
"""So many deaths in so short a time are no accident: it is left to people then."""

_log = structlog.get_logger()


@asynccontextmanager
async def kept_alive(server: EmbeddedPostgres, home: Path) -> AsyncIterator[None]:
    """Watches over the server while the block lasts.

    Where it cannot be had any more, the block is cancelled, and ends in a `NoDatabaseError` that says why.
    """
    block, keeper = asyncio.current_task(), asyncio.create_task(_keep(server), name="embedded PostgreSQL")

    def leave(ended: asyncio.Task[None]) -> None:
        if not ended.cancelled() and block is not None:
            block.cancel()

    keeper.add_done_callback(leave)
    try:
        yield
    except asyncio.CancelledError:
        if not keeper.done() or keeper.cancelled() or block is None:
            raise
        block.uncancel()
        try:
            keeper.result()
        except (EmbeddedPostgresError, OSError) as error:
            raise no_embedded("has ended and does not start again", home, error) from error
    finally:
        keeper.remove_done_callback(leave)
        keeper.cancel()
        await asyncio.wait({keeper})


async def _keep(server: EmbeddedPostgres) -> None:
    """Ends with what keeps the server from running, and never otherwise."""
    deaths: deque[float] = deque(maxlen=DEATHS)
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        if server.runs():
            continue
        deaths.append(asyncio.get_running_loop().time())
        if len(deaths) == DEATHS and deaths[-1] - deaths[0] < WITHIN_SECONDS:
            raise EmbeddedPostgresError(f"it ended {DEATHS} times within {WITHIN_SECONDS / 60:.0f} minutes")
        _log.warning("the embedded PostgreSQL has ended and is started again")
        await asyncio.to_thread(server.start_again)
        _log.warning("the embedded PostgreSQL runs again")
