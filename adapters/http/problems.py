"""Problems (RFC 9457): what every refusal and every failure looks like to a caller."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum

from attrs import field, frozen

from application.fault_json import fault_to_json
from domain.faults import HTTP_STATUS, Fault, NotReadyFault, ValidationFault
from domain.text import counted
from domain.violations import Violation, errors_among, warnings_among

MEDIA_TYPE = "application/problem+json"
SHOWN_FINDINGS = 1000
"""More findings than these nobody reads in an answer; the detail tells how many there are."""

_ACRONYMS = re.compile(r"\b(dns|lms|olx)\b", re.IGNORECASE)


class RequestCode(StrEnum):
    """What can be wrong with a request itself, beside the faults of the domain."""

    INVALID_REQUEST = "INVALID_REQUEST"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    NOT_FOUND = "NOT_FOUND"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    REQUEST_TIMEOUT = "REQUEST_TIMEOUT"
    IDEMPOTENCY_KEY_BUSY = "IDEMPOTENCY_KEY_BUSY"
    PAYLOAD_TOO_LARGE = "PAYLOAD_TOO_LARGE"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    RATE_LIMITED = "RATE_LIMITED"
    INTERNAL_ERROR = "INTERNAL_ERROR"
    UNAVAILABLE = "UNAVAILABLE"


REQUEST_STATUS: Mapping[RequestCode, int] = {
    RequestCode.INVALID_REQUEST: 400,
    RequestCode.UNAUTHENTICATED: 401,
    RequestCode.NOT_FOUND: 404,
    RequestCode.METHOD_NOT_ALLOWED: 405,
    RequestCode.REQUEST_TIMEOUT: 408,
    RequestCode.IDEMPOTENCY_KEY_BUSY: 409,
    RequestCode.PAYLOAD_TOO_LARGE: 413,
    RequestCode.UNSUPPORTED_MEDIA_TYPE: 415,
    RequestCode.IDEMPOTENCY_KEY_REUSED: 422,
    RequestCode.RATE_LIMITED: 429,
    RequestCode.INTERNAL_ERROR: 500,
    RequestCode.UNAVAILABLE: 503,
}


@frozen(slots=False)
class FindingView:
    """One finding with its place: in the author's course, or in the request."""

    path: str
    title: str
    line: int | None
    column: int | None
    message: str
    severity: str
    rule: str


@frozen(slots=False)
class ProblemView:
    """A problem as RFC 9457 shapes it, with our own members behind: code, errors, help, correlation_id."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FindingView]
    help: str
    cause: str | None
    lms_type: str | None
    metadata: dict[str, object]
    correlation_id: str


@frozen(kw_only=True)
class Problem:
    """A problem before it is told; the correlation id is the answer's business."""

    code: str
    status: int
    detail: str
    help: str = ""
    errors: tuple[Violation, ...] = ()
    cause: str | None = None
    lms_type: str | None = None
    metadata: Mapping[str, object] = field(factory=dict)
    headers: Mapping[str, str] = field(factory=dict)


class ProblemError(Exception):
    """Ends the handling of a request with that problem as the answer."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


def refused(
    code: RequestCode, detail: str, advice: str = "", headers: Mapping[str, str] | None = None
) -> ProblemError:
    """A request that is refused before any use case hears of it."""
    return ProblemError(
        Problem(code=code.value, status=REQUEST_STATUS[code], detail=detail, help=advice, headers=headers or {})
    )


def invalid(findings: Iterable[Violation]) -> ProblemError:
    """A request whose parts are not what they must be; each finding names its field."""
    errors = tuple(findings)
    return ProblemError(
        Problem(
            code=RequestCode.INVALID_REQUEST.value,
            status=400,
            detail=f"The request has {counted(len(errors), 'mistake')}.",
            help="Correct what `errors` names, then send it again; the schema at /schema says what is expected.",
            errors=errors,
        )
    )


def problem_of(fault: Fault) -> Problem:
    """The fault as callers see it: its violations as `errors`, its other facts as `metadata`."""
    told = fault_to_json(fault)
    facts: dict[str, object] = {name: value for name, value in told["metadata"].items() if name != "violations"}
    return Problem(
        code=fault.code.value,
        # CANCELLED is a job's end and never a request's; were it one, it would be a conflict.
        status=HTTP_STATUS.get(fault.code, 409),
        detail=_detail(fault),
        help=fault.help,
        errors=fault.violations if isinstance(fault, ValidationFault) else (),
        cause=fault.cause,
        lms_type=fault.lms_type,
        metadata=facts,
    )


def problem_view(problem: Problem, correlation_id: str) -> ProblemView:
    """The problem, ready to be told."""
    return ProblemView(
        type=f"urn:courseport:problem:{problem.code.lower().replace('_', '-')}",
        title=_title(problem.code),
        status=problem.status,
        detail=problem.detail,
        code=problem.code,
        errors=finding_views(problem.errors),
        help=problem.help,
        cause=problem.cause,
        lms_type=problem.lms_type,
        metadata=dict(problem.metadata),
        correlation_id=correlation_id,
    )


def finding_views(findings: Iterable[Violation]) -> list[FindingView]:
    """Errors before warnings, each group in reading order; at most `SHOWN_FINDINGS`."""
    every = tuple(findings)
    ordered = (*errors_among(every), *warnings_among(every))
    return [_finding(finding) for finding in ordered[:SHOWN_FINDINGS]]


def _finding(finding: Violation) -> FindingView:
    place = finding.place
    return FindingView(
        path=place.path,
        title=place.title,
        line=place.line,
        column=place.column,
        message=finding.message,
        severity=finding.severity.value,
        rule=finding.rule,
    )


def _detail(fault: Fault) -> str:
    if isinstance(fault, ValidationFault) and len(fault.violations) > SHOWN_FINDINGS:
        return f"{fault.message} The first {SHOWN_FINDINGS} of {len(fault.violations)} findings are shown."
    if isinstance(fault, NotReadyFault) and fault.unfinished:
        return f"{fault.message} Unfinished: {counted(len(fault.unfinished), 'part')}."
    return fault.message


def _title(code: str) -> str:
    return _ACRONYMS.sub(lambda found: found[0].upper(), code.replace("_", " ").capitalize())
