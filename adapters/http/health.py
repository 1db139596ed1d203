"""Health for load balancers and operators: is the process alive, and can it do its work; and its metrics."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from attrs import frozen
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec

READINESS_DEADLINE_SECONDS = 3.0
_OPEN = {"open": True}


@frozen
class Readiness:
    """Whether work can be done, and what stands in the way, by part."""

    parts: dict[str, bool]

    @property
    def ready(self) -> bool:
        """All parts are there."""
        return all(self.parts.values())


@frozen(slots=False)
class AliveView:
    """The process runs."""

    status: str


@frozen(slots=False)
class ReadinessView:
    """Whether it can do its work, and by which parts it can or cannot."""

    status: str
    parts: dict[str, bool]


def readiness_view(readiness: Readiness) -> ReadinessView:
    """The verdict, and what it rests on."""
    return ReadinessView("ready" if readiness.ready else "not ready", readiness.parts)


def health_routes(
    is_ready: Callable[[], Awaitable[Readiness]], metrics: Callable[[], tuple[bytes, str]] | None = None
) -> Sequence[HTTPRouteHandler]:
    """`/health/live` answers while the process runs; `/health/ready` is 503 while a part is missing.

    `/metrics` is there where there are metrics; who may read it is decided by the network before us.
    """

    @get("/health/live", opt=_OPEN, tags=["operation"], summary="Is the process alive")
    async def live() -> AliveView:
        return AliveView("alive")

    missing = ResponseSpec(ReadinessView, generate_examples=False, description="A part is missing.")

    @get("/health/ready", opt=_OPEN, tags=["operation"], summary="Can it do its work", responses={503: missing})
    async def ready() -> Response[ReadinessView]:
        try:
            async with asyncio.timeout(READINESS_DEADLINE_SECONDS):
                readiness = await is_ready()
        except TimeoutError:
            readiness = Readiness({"answers in time": False})
        return Response(readiness_view(readiness), status_code=200 if readiness.ready else 503)

    @get("/metrics", opt=_OPEN, include_in_schema=False)
    async def scrape() -> Response[bytes]:
        content, media_type = metrics() if metrics is not None else (b"", "text/plain")
        return Response(content, media_type=media_type)

    return [live, ready] if metrics is None else [live, ready, scrape]
