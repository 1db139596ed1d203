"""Reads bodies of requests: never more bytes than allowed, never longer than allowed, JSON in UTF-8 only."""

import asyncio
from typing import Any, TypeAlias

from litestar import Request
from litestar.exceptions import InternalServerException
from litestar.types import Scope

from adapters.http.problems import ProblemError, RequestCode, refused

AnyRequest: TypeAlias = Request[Any, Any, Any]

_READ = "courseport_body_read"

SMALL_BODY_BYTES = 64 * 1024
COURSE_BYTES = 50_000_000
READING_SECONDS = 60.0
"""A body that takes longer than this is refused: 50 MB in a minute is less than 7 Mbit/s."""


async def json_body(request: AnyRequest) -> bytes:
    """The whole body; Litestar counts while it streams, up to the handler's `request_max_body_size`."""
    _expect_json(request)
    try:
        async with asyncio.timeout(READING_SECONDS):
            body = b"".join([chunk async for chunk in request.stream()])
    except TimeoutError:
        raise too_slow() from None
    except InternalServerException:
        raise refused(RequestCode.INVALID_REQUEST, "The connection ended before the body did.") from None
    request.scope["state"][_READ] = True
    return body


def is_unread(scope: Scope) -> bool:
    """Whether a body came, or comes, that nobody has read to its end."""
    names = {name for name, value in scope["headers"] if value != b"0"}
    return bool(names & {b"content-length", b"transfer-encoding"}) and _READ not in scope.get("state", {})


def too_slow() -> ProblemError:
    """The 408 of a body that does not come to its end."""
    detail = f"The body was not complete within {READING_SECONDS:.0f} s."
    return refused(RequestCode.REQUEST_TIMEOUT, detail, "Send it again.")


def not_json() -> ProblemError:
    """The 415 of a body that does not say that it is JSON."""
    return refused(
        RequestCode.UNSUPPORTED_MEDIA_TYPE,
        "The body must be JSON, and the Content-Type must say so.",
        "Send `Content-Type: application/json`.",
    )


def _expect_json(request: AnyRequest) -> None:
    kind, options = request.content_type
    if kind != "application/json":
        raise not_json()
    if options.get("charset", "utf-8").lower().strip('"') not in ("utf-8", "utf8"):
        raise refused(
            RequestCode.UNSUPPORTED_MEDIA_TYPE, "The body must be UTF-8, as JSON is.", "Leave the charset away."
        )
    if "content-encoding" in request.headers and request.headers["content-encoding"].lower() != "identity":
        raise refused(
            RequestCode.UNSUPPORTED_MEDIA_TYPE, "Compressed bodies are not read.", "Send the body as it is."
        )
