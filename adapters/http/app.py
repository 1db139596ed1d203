"""The ASGI application: takes what it needs, so that tests can hand it fakes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TypeAlias

from litestar import Litestar, Router
from litestar.config.cors import CORSConfig
from litestar.types import ControllerRouterHandler

from adapters.http.bodies import SMALL_BODY_BYTES
from adapters.http.configurations import ConfigurationController, OrganizationConfigurations
from adapters.http.course_rows import CourseRowsController
from adapters.http.courses import CourseController, OrganizationCourses
from adapters.http.document import Json, document
from adapters.http.documentation import documentation_routes
from adapters.http.door import Door, dress
from adapters.http.failing import CORRELATION_HEADER, EXCEPTION_HANDLERS
from adapters.http.handlers import dependencies
from adapters.http.health import health_routes
from adapters.http.idempotent import HEADER as IDEMPOTENCY_HEADER
from adapters.http.jobs import JobController, JobsController
from adapters.http.organizations import OrganizationController
from adapters.http.parts import ApiParts

Beside: TypeAlias = Callable[[asyncio.Event], Awaitable[None]]
"""Work done in the serving process until the event is set."""


def create_app(parts: ApiParts, *, beside: Beside | None = None) -> Litestar:
    """The application over its parts; `beside` runs as long as it serves."""

    @asynccontextmanager
    async def lifespan(_app: Litestar) -> AsyncIterator[None]:
        stop = asyncio.Event()
        task = asyncio.ensure_future(beside(stop)) if beside is not None else None
        try:
            yield
        finally:
            stop.set()
            if task is not None:
                await task

    return Litestar(
        route_handlers=[*_open_routes(parts), _versioned()],
        dependencies=dependencies(parts),
        middleware=[Door(parts)],
        exception_handlers=EXCEPTION_HANDLERS,
        before_send=[dress],
        cors_config=_cors(parts.settings.cors_origins),
        request_max_body_size=SMALL_BODY_BYTES,
        lifespan=[lifespan],
        openapi_config=None,
        logging_config=None,
        debug=False,
    )


def _versioned() -> Router:
    return Router(
        path="/v1",
        route_handlers=[
            OrganizationController,
            OrganizationConfigurations,
            OrganizationCourses,
            ConfigurationController,
            CourseController,
            CourseRowsController,
            JobsController,
            JobController,
        ],
    )


def _open_routes(parts: ApiParts) -> Sequence[ControllerRouterHandler]:
    def describe() -> Json:
        return document([*health_routes(parts.is_ready), _versioned()], dependencies(parts))

    documentation = documentation_routes(describe, with_page=parts.settings.serve_docs)
    return [*health_routes(parts.is_ready, parts.metrics), *documentation]


def _cors(origins: Sequence[str]) -> CORSConfig | None:
    if not origins:
        return None
    return CORSConfig(
        allow_origins=list(origins),
        allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=["Authorization", "Content-Type", IDEMPOTENCY_HEADER, "Last-Event-ID", CORRELATION_HEADER],
        expose_headers=["Location", "Retry-After", "Allow", CORRELATION_HEADER],
    )
