"""The ASGI application: takes what it needs, so that tests can hand it fakes."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager

from litestar import Litestar

from adapters.http.health import Readiness, health_routes

Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


def create_app(*, is_ready: Callable[[], Awaitable[Readiness]], lifespan: Sequence[Lifespan] = ()) -> Litestar:
    """The application; `is_ready` is asked at every readiness check, `lifespan` runs around the serving."""
    return Litestar(route_handlers=health_routes(is_ready), lifespan=list(lifespan), openapi_config=None)
