"""A request that is sent twice with one `Idempotency-Key` is carried out once and answered twice alike."""

import hashlib
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar
from uuid import UUID

from litestar import Response

from adapters.http.answers import JsonAnswer, json_bytes
from adapters.http.bodies import AnyRequest
from adapters.http.door import actor_of
from adapters.http.problems import ProblemError, RequestCode, invalid, refused
from application.ports.serving import Busy, Claimed, IdempotencyStore, KeptAnswer
from application.ports.stores import StoreAwayError
from domain.access import User
from domain.violations import Place, Violation

V = TypeVar("V")

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_NOBODY = UUID(int=0)


async def once(
    store: IdempotencyStore, request: AnyRequest, body: bytes, work: Callable[[], Awaitable[Response[V]]]
) -> Response[V]:
    """Does the work, or tells again what came of it. Only success is kept: what was refused may be tried again."""
    key = request.headers.get(HEADER)
    if key is None:
        return await work()
    if not _KEY.fullmatch(key):
        raise invalid([Violation("INVALID_VALUE", Place(HEADER), "must be 1–255 printable ASCII characters")])
    fingerprint = hashlib.sha256(f"{request.method} {request.url.path}\n".encode() + body).hexdigest()
    match await store.claim(_owner(request), key, fingerprint):
        case KeptAnswer() as kept:
            return _again(kept, fingerprint)
        case Busy():
            raise key_busy()
        case Claimed(claim=claim):
            return await _first(store, claim, fingerprint, work)


def key_busy() -> ProblemError:
    """The 409 of a key whose first request is not answered yet."""
    return refused(
        RequestCode.IDEMPOTENCY_KEY_BUSY,
        "A request with this key is being carried out at this moment.",
        "Send it again in a second to get its answer.",
        {"Retry-After": "1"},
    )


def key_reused() -> ProblemError:
    """The 422 of a key that stands for another request."""
    return refused(
        RequestCode.IDEMPOTENCY_KEY_REUSED,
        "This key was used for another request within the last 24 hours.",
        "Take a new key for a new request.",
    )


async def _first(
    store: IdempotencyStore, claim: UUID, fingerprint: str, work: Callable[[], Awaitable[Response[V]]]
) -> Response[V]:
    try:
        answer = await work()
    except BaseException:
        # A claim that cannot be given back now is free again in a minute.
        with suppress(StoreAwayError):
            await store.release(claim)
        raise
    location = str(answer.headers.get("Location", ""))
    kept = KeptAnswer(fingerprint, answer.status_code or 200, location, json_bytes(answer.content))
    # It is done, whether or not it could be noted: not to say so would make the caller do it twice.
    with suppress(StoreAwayError):
        await store.keep(claim, kept)
    return answer


def _again(kept: KeptAnswer, fingerprint: str) -> Response[Any]:
    if kept.fingerprint != fingerprint:
        raise key_reused()
    headers = {REPLAYED: "true"} | ({"Location": kept.location} if kept.location else {})
    return JsonAnswer(kept.body, status_code=kept.status, headers=headers, media_type="application/json")


def _owner(request: AnyRequest) -> UUID:
    actor = actor_of(request)
    return actor.id if isinstance(actor, User) else _NOBODY
