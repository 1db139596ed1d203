"""The door: every request gets an id, an identity, an allowance and a deadline before anything else happens."""

import asyncio
import math
from collections.abc import Sequence
from typing import Any, final
from urllib.parse import parse_qsl

import structlog
from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from typing_extensions import override

from adapters.http.bodies import is_unread
from adapters.http.failing import CORRELATION_HEADER, correlation_id
from adapters.http.parts import ApiParts, NotIdentified
from adapters.http.problems import ProblemError, RequestCode, invalid, refused
from adapters.http.seats import Seats
from application.ports.serving import Allowance, RateLimits
from domain.access import Actor, User
from domain.violations import Place, Violation

_log = structlog.get_logger()

OPEN = "open"
"""In a handler's `opt`: anybody may ask, token or none."""

ENDLESS = "endless"
"""In a handler's `opt`: the answer is a stream with a deadline of its own."""

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Strict-Transport-Security": "max-age=31536000",
}


@final
class Door(ASGIMiddleware):
    """Stands before every route; refusals leave as problems."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, parts: ApiParts) -> None:
        self._parts = parts
        self._seats = Seats(each=parts.settings.streams_per_user, together=parts.settings.streams_at_once)

    @override
    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Lets in who is known and has an allowance left."""
        if scope["type"] == ScopeType.HTTP and scope["method"] == "OPTIONS":
            await _tell_methods(scope, send)
            return
        opt = scope["route_handler"].opt
        with structlog.contextvars.bound_contextvars(correlation_id=correlation_id(scope)):
            if opt.get(ENDLESS):
                await self._admit(scope)
                with self._seats.one_for(caller(scope["user"])):
                    await next_app(scope, receive, send)
                return
            seconds = self._parts.settings.request_seconds
            deadline = asyncio.timeout(seconds)
            try:
                async with deadline:
                    if not opt.get(OPEN):
                        await self._admit(scope)
                    await next_app(scope, receive, send)
            except TimeoutError:
                if not deadline.expired():
                    raise
                raise refused(
                    RequestCode.UNAVAILABLE,
                    f"The request was not done within {seconds:.0f} s.",
                    "Look whether it was done all the same, then try again.",
                    {"Retry-After": "5"},
                ) from None

    async def _admit(self, scope: Scope) -> None:
        scope["user"] = await self._identified(scope)
        _refuse_unknown_parameters(scope)

    async def _identified(self, scope: Scope) -> Actor:
        scheme, _, token = _authorization(scope).partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise token_needed()
        actor = await self._parts.identify(token.strip())
        if isinstance(actor, NotIdentified):
            how = f'Bearer realm="courseport", error="invalid_token", error_description="{actor.reason}"'
            raise _unauthenticated(f"Not accepted: {actor.reason}.", how)
        await take(self._parts.rate_limits, f"caller:{caller(actor)}", self._parts.settings.per_user)
        return actor


def caller(actor: Actor) -> str:
    """Whose allowance it is."""
    return str(actor.id) if isinstance(actor, User) else "service"


async def take(limits: RateLimits, bucket: str, allowance: Allowance) -> None:
    """Raises the 429 of an empty bucket."""
    wait = await limits.take(bucket, allowance)
    if wait > 0:
        raise too_often(allowance, wait)


def too_often(allowance: Allowance, wait: float) -> ProblemError:
    """The 429 of somebody who has to wait that many seconds."""
    seconds = max(1, math.ceil(wait))
    return refused(
        RequestCode.RATE_LIMITED,
        f"At most {allowance.count} in {allowance.seconds:.0f} s are allowed here.",
        f"Wait {seconds} s, then go on.",
        {"Retry-After": str(seconds)},
    )


def token_needed() -> ProblemError:
    """The 401 of somebody who carries no token."""
    return _unauthenticated("A bearer token is needed.", 'Bearer realm="courseport"')


async def dress(message: Message, scope: Scope) -> None:
    """Gives every answer its correlation id and the headers that browsers want; those set already stay."""
    if message["type"] != "http.response.start":
        return
    _log.info(
        "answered",
        correlation_id=correlation_id(scope),
        method=scope.get("method"),
        path=scope["path"][:200],
        status=message["status"],
    )
    headers = list(message.get("headers", []))
    there = {name.lower() for name, _ in headers}
    for name, value in {**_HEADERS, CORRELATION_HEADER: correlation_id(scope)}.items():
        raw = name.lower().encode()
        if raw not in there:
            headers.append((raw, value.encode()))
    if is_unread(scope):
        # Or the server would go on to read it, for ever if it never ends.
        headers.append((b"connection", b"close"))
    message["headers"] = headers


def actor_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Actor:
    """Who is asking, as the door found."""
    actor: Actor = connection.scope["user"]
    return actor


def _refuse_unknown_parameters(scope: Scope) -> None:
    """A misspelt filter would else answer another question than the one that was asked."""
    known = scope["route_handler"].parsed_fn_signature.parameters
    given = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    unknown = sorted({name for name, _ in given if name not in known})
    if unknown:
        raise unknown_parameters(unknown)


def unknown_parameters(names: Sequence[str]) -> ProblemError:
    """The 400 of parameters that nothing here asks for."""
    return invalid(
        Violation("UNKNOWN_FIELD", Place(name[:80]), "there is no such parameter; remove it")
        for name in names[:20]
    )


async def _tell_methods(scope: Scope, send: Send) -> None:
    """Litestar's own answer to OPTIONS forgets methods that were registered after the first one."""
    here = scope["path_template"]
    routes = [route for route in scope["litestar_app"].routes if route.path_format == here]
    methods = {method for route in routes for method in route.methods}
    allow = ", ".join(sorted(methods)).encode()
    await send({"type": "http.response.start", "status": 204, "headers": [(b"allow", allow)]})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _authorization(scope: Scope) -> str:
    given = [value for name, value in scope["headers"] if name == b"authorization"]
    return given[0].decode("latin-1") if len(given) == 1 else ""


def _unauthenticated(detail: str, how: str) -> ProblemError:
    return refused(
        RequestCode.UNAUTHENTICATED, detail, "Send `Authorization: Bearer <token>`.", {"WWW-Authenticate": how}
    )
