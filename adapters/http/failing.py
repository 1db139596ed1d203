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
from adapters.http.problems import (
    MEDIA_TYPE,
    REQUEST_STATUS,
    Problem,
    ProblemError,
    ProblemView,
    RequestCode,
    problem_view,
)
from domain.violations import Place, Violation

_log = structlog.get_logger()

CORRELATION_HEADER = "X-Correlation-ID"
_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_KEY = "courseport_correlation_id"
_CODES = {status: code for code, status in REQUEST_STATUS.items()}
_WORDS: Mapping[int, tuple[str, str]] = {
    404: ("There is nothing here.", "See /schema for what there is."),
    405: ("That cannot be done here.", "`Allow` names what can."),
    413: ("The body is larger than allowed here.", "Courses may have 50 MB, everything else 64 KiB."),
}


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


def _of_litestar(request: Request[Any, Any, Any], error: HTTPException) -> Response[ProblemView]:
    if error.status_code >= 500:
        return _unexpected(request, error)
    code = _CODES.get(error.status_code, RequestCode.INVALID_REQUEST)
    detail, advice = _WORDS.get(error.status_code, ("The request cannot be understood.", "See /schema."))
    problem = Problem(
        code=code.value,
        status=REQUEST_STATUS[code],
        detail=detail,
        help=advice,
        errors=tuple(_findings(error)) if isinstance(error, ValidationException) else (),
        headers={"Allow": _allowed(error)} if error.status_code == 405 else {},
    )
    return problem_answer(request.scope, problem)


def _unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[ProblemView]:
    # Formatted here: a renderer of its own choice might print local variables, and those hold secrets.
    trace = "".join(traceback.format_exception(error))
    _log.error("request failed unexpectedly", path=request.url.path, method=request.method, exception=trace)
    return problem_answer(request.scope, internal_error())


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
    HTTPException: _of_litestar,
    Exception: _unexpected,
}
"""For the whole application. Litestar asks the most special class first."""
