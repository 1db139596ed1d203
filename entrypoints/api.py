"""The API process: uvicorn, the application, and a worker beside it unless told otherwise."""

import asyncio
import signal
from functools import partial

import uvicorn

from adapters.catalogue.reading import rows_of_course
from adapters.course_input import read_course
from adapters.http.app import create_app
from adapters.http.health import Readiness
from adapters.http.parts import ApiParts
from adapters.http.tokens import TokenReader
from adapters.postgres.idempotency_store import PostgresIdempotency
from adapters.postgres.job_events import open_job_events
from adapters.postgres.rate_limits import PostgresRateLimits
from entrypoints.actors import use_cases_for
from entrypoints.api_settings import api_settings, load_api_environment, token_settings
from entrypoints.commands.terminal import TroubleError
from entrypoints.lms_registry import why_no_lms_is_at
from entrypoints.platform import check_platform
from entrypoints.settings import Settings
from entrypoints.threads import give_the_event_loop_its_turn
from entrypoints.wiring import House, home_of, open_house

ORDERLY_SECONDS = 60.0
"""What an end in good order may take: more than the drain of the worker beside."""


async def serve_api(settings: Settings, *, host: str, port: int, with_worker: bool) -> int:
    """Serves until SIGTERM or SIGINT; exit code 0."""
    environment = load_api_environment()
    tokens = token_settings(environment, home_of(settings))
    async with open_house(settings) as house, open_job_events(house.database.url) as job_events:
        await check_platform(house.platform)
        parts = ApiParts(
            use_cases_for=partial(use_cases_for, house),
            identify=TokenReader(tokens),
            is_ready=partial(_readiness, house),
            read_course=read_course,
            read_rows=rows_of_course,
            rate_limits=PostgresRateLimits(house.database.engine),
            idempotency=PostgresIdempotency(house.database.engine),
            job_events=job_events,
            metrics=house.engine.metrics.exposition,
            refuse_url=partial(why_no_lms_is_at, settings),
            settings=api_settings(environment),
        )
        app = create_app(parts, beside=house.work if with_worker else None)
        config = uvicorn.Config(
            app, host=host, port=port, log_config=None, server_header=False, timeout_graceful_shutdown=10
        )
        _outlive_signals()
        give_the_event_loop_its_turn()
        await _serve(config)
    return 0


async def _serve(config: uvicorn.Config) -> None:
    """Until a signal; cancelled, because the database is gone for good, it ends in the same good order."""
    server = uvicorn.Server(config)
    serving = asyncio.create_task(_listen(server))
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        server.should_exit = True
        await asyncio.wait({serving}, timeout=ORDERLY_SECONDS)
        raise


async def _listen(server: uvicorn.Server) -> None:
    try:
        await server.serve()
    except SystemExit:  # it has said why
        where = f"{server.config.host}:{server.config.port}"
        raise TroubleError(f"Nobody can listen on {where}; see --host and --port.") from None


def _outlive_signals() -> None:
    """Uvicorn stops on these by itself, but then raises them once more.

    Without a handler of ours the process would die before it has closed anything: an embedded PostgreSQL would
    run on.
    """
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, lambda: None)


async def _readiness(house: House) -> Readiness:
    return Readiness({"database": await house.database.answers()})
