"""Health for load balancers and operators: is the process alive, and can it do its work."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from attrs import frozen
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

READINESS_DEADLINE_SECONDS = 3.0


@frozen
class Readiness:
    """Whether work can be done, and what stands in the way, by part."""

    parts: dict[str, bool]

    @property
    def ready(self) -> bool:
        """All parts are there."""
        return all(self.parts.values())


def health_routes(is_ready: Callable[[], Awaitable[Readiness]]) -> Sequence[HTTPRouteHandler]:
    """`/health/live` answers while the process runs; `/health/ready` is 503 while a part is missing."""

    @get("/health/live")
    async def live() -> dict[str, str]:
        return {"status": "alive"}

    @get("/health/ready")
    async def ready() -> Response[dict[str, object]]:
        try:
            async with asyncio.timeout(READINESS_DEADLINE_SECONDS):
                readiness = await is_ready()
        except TimeoutError:
            readiness = Readiness({"answers in time": False})
        status = "ready" if readiness.ready else "not ready"
        body: dict[str, object] = {"status": status, "parts": readiness.parts}
        return Response(body, status_code=200 if readiness.ready else 503)

    return [live, ready]
