"""Turns every exception into a problem: ours, Litestar's, and those that nobody expected."""

import re
import traceback
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.types import ExceptionHandlersMap, Scope

from adapters.http.answers import JsonAnswer
from adapters.http.bodies import COURSE_BYTES, SMALL_BODY_BYTES
from adapters.http.problems import (
    MEDIA_TYPE,
    REQUEST_STATUS,
    Problem,
    ProblemError,
    ProblemView,
    RequestCode,
    problem_view,
)
from application.ports.lms import NoAdapterError
from application.ports.stores import StoreAwayError, WallError
from domain.faults import HTTP_STATUS, FaultCode
from domain.violations import Place, Violation

_log = structlog.get_logger()

CORRELATION_HEADER = "X-Correlation-ID"
_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_KEY = "courseport_correlation_id"
_CODES = {status: code for code, status in REQUEST_STATUS.items()}
_SIZES = f"Courses may have {COURSE_BYTES // 1_000_000} MB, everything else {SMALL_BODY_BYTES // 1024} KiB."
_WORDS: Mapping[int, tuple[str, str]] = {
    404: ("There is nothing here.", "See /schema for what there is."),
    405: ("That cannot be done here.", "`Allow` names what can."),
    413: ("The body is larger than allowed here.", _SIZES),
}

STORE_AWAY = Problem(
    code=RequestCode.UNAVAILABLE.value,
    status=503,
    detail="The database cannot be reached at this moment.",
    help="Try again in a while. What was asked for may have been done all the same: look before you repeat it.",
    headers={"Retry-After": "5"},
)

NO_LONGER_ALLOWED = Problem(
    code=FaultCode.INSUFFICIENT_ROLE.value,
    status=HTTP_STATUS[FaultCode.INSUFFICIENT_ROLE],
    detail="Your role in the organization does not let you do that any longer; nothing was changed.",
    help="Ask an owner or admin of the organization.",
)


def correlation_id(scope: Scope) -> str:
    """One id for the request, its logs and its answer: the caller's own where it is harmless, else a new one."""
    state = scope.setdefault("state", {})
    if _KEY not in state:
        given = dict(scope["headers"]).get(CORRELATION_HEADER.lower().encode(), b"").decode("latin-1")
        state[_KEY] = given if _GIVEN_ID.fullmatch(given) else uuid4().hex
    return str(state[_KEY])


def problem_answer(scope: Scope, problem: Problem) -> Response[ProblemView]:
    """The problem as an answer."""
    return JsonAnswer(
        problem_view(problem, correlation_id(scope)),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers=dict(problem.headers),
    )


def _told(request: Request[Any, Any, Any], error: ProblemError) -> Response[ProblemView]:
    return problem_answer(request.scope, error.problem)


def _store_away(request: Request[Any, Any, Any], error: StoreAwayError) -> Response[ProblemView]:
    _log.warning("the database is away", **_facts(request), cause=str(error))
    return problem_answer(request.scope, STORE_AWAY)


def _held_back(request: Request[Any, Any, Any], error: WallError) -> Response[ProblemView]:
    # Rights that were taken away this instant; or a use case that forgot to ask for them, so it is an error here.
    _log.error("the wall of the database held a write back", **_facts(request), cause=str(error))
    return problem_answer(request.scope, NO_LONGER_ALLOWED)


def _no_adapter(request: Request[Any, Any, Any], error: NoAdapterError) -> Response[ProblemView]:
    return problem_answer(request.scope, no_adapter(error.kind))


def _of_litestar(request: Request[Any, Any, Any], error: HTTPException) -> Response[ProblemView]:
    if error.status_code >= 500:
        return _unexpected(request, error)
    return problem_answer(request.scope, problem_of_litestar(error))


def _unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[ProblemView]:
    # Formatted here: a renderer of its own choice might print local variables, and those hold secrets.
    trace = "".join(traceback.format_exception(error))
    _log.error("request failed unexpectedly", **_facts(request), exception=trace)
    return problem_answer(request.scope, internal_error())


def _facts(request: Request[Any, Any, Any]) -> dict[str, str]:
    """What finds a request in the log. Not its query, nor its headers: nobody knows what stands in them."""
    return {
        "correlation_id": correlation_id(request.scope),
        "method": request.method,
        "path": request.scope["path"][:200],
    }


def problem_of_litestar(error: HTTPException) -> Problem:
    """What Litestar refuses by itself, in our words; for statuses below 500."""
    code = _CODES.get(error.status_code, RequestCode.INVALID_REQUEST)
    detail, advice = _WORDS.get(error.status_code, ("The request cannot be understood.", "See /schema."))
    return Problem(
        code=code.value,
        status=REQUEST_STATUS[code],
        detail=detail,
        help=advice,
        errors=tuple(_findings(error)) if isinstance(error, ValidationException) else (),
        headers={"Allow": _allowed(error)} if error.status_code == 405 else {},
    )


def no_adapter(kind: str) -> Problem:
    """An LMS of a kind that this release does not speak to."""
    return Problem(
        code=FaultCode.UNSUPPORTED_BY_LMS.value,
        status=HTTP_STATUS[FaultCode.UNSUPPORTED_BY_LMS],
        detail=f"This release does not speak to {kind} yet.",
        help="Use an LMS of another kind.",
        lms_type=kind,
    )


def internal_error() -> Problem:
    """Nothing about the inside but that it failed."""
    return Problem(
        code=RequestCode.INTERNAL_ERROR.value,
        status=500,
        detail="Something failed that should not have. It is in the log under the correlation id.",
        help="Try again; if it fails again, tell the operator the correlation id.",
    )


def _findings(error: ValidationException) -> list[Violation]:
    extra: Sequence[object] = error.extra if isinstance(error.extra, list) else []
    return [
        Violation("INVALID_VALUE", Place(str(each.get("key", ""))), str(each.get("message", "is not usable")))
        for each in extra
        if isinstance(each, dict)
    ]


def _allowed(error: HTTPException) -> str:
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    return headers.get("allow", "")


EXCEPTION_HANDLERS: ExceptionHandlersMap = {
    ProblemError: _told,
    StoreAwayError: _store_away,
    WallError: _held_back,
    NoAdapterError: _no_adapter,
    HTTPException: _of_litestar,
    Exception: _unexpected,
}
"""For the whole application. Litestar asks the most special class first."""
