"""The API process: uvicorn, the application, and a worker beside it unless told otherwise."""

import uvicorn

from adapters.http.app import create_app
from adapters.http.health import Readiness
from entrypoints.settings import Settings
from entrypoints.wiring import House, open_house


async def serve_api(settings: Settings, *, host: str, port: int, with_worker: bool) -> int:
    """Serves until SIGTERM or SIGINT; exit code 0."""
    async with open_house(settings) as house:
        app = create_app(is_ready=lambda: _readiness(house), beside=house.work if with_worker else None)
        config = uvicorn.Config(app, host=host, port=port, log_config=None, timeout_graceful_shutdown=10)
        await uvicorn.Server(config).serve()
    return 0


async def _readiness(house: House) -> Readiness:
    return Readiness({"database": await house.database.answers()})
