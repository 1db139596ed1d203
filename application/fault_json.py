"""The one JSON form of a fault: the same in jobs (`error_details`), problems and logs.

{code, message, lms_type, cause, help, metadata: {…the facts of its kind}}
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias
from uuid import UUID

import attrs

from domain.faults import (
    AuthFault,
    CancelledFault,
    ConflictFault,
    Fault,
    FaultCode,
    ImportFault,
    MissingFault,
    NetworkFault,
    NotReadyFault,
    PermissionFault,
    TimeoutFault,
    UnsupportedFault,
    ValidationFault,
)
from domain.violations import Place, Severity, Violation

Json: TypeAlias = dict[str, Any]

_TOLD = ("message", "lms_type", "cause", "help")


def fault_to_json(fault: Fault) -> Json:
    """The fault in full. Faults hold no secret, so neither does this."""
    told = {name: getattr(fault, name) for name in _TOLD}
    facts = {
        each.name: _fact_to_json(getattr(fault, each.name))
        for each in attrs.fields(type(fault))
        if each.name not in (*_TOLD, "code")
    }
    return {"code": fault.code.value, **told, "metadata": facts}


def fault_from_json(document: Mapping[str, Any]) -> Fault:
    """The fault that `fault_to_json` made the document of, equal to it; `ValueError` for an unknown code."""
    code = FaultCode(document["code"])
    facts = {name: _FACTS.get(name, _as_it_is)(value) for name, value in document["metadata"].items()}
    told = {name: document[name] for name in _TOLD}
    return _KIND[code](code=code, **told, **facts)


def violation_to_json(finding: Violation) -> Json:
    """One finding: the data model's `path`, `message` and `severity`, and where exactly in the text."""
    return {
        "rule": finding.rule,
        "path": finding.place.path,
        "title": finding.place.title,
        "line": finding.place.line,
        "column": finding.place.column,
        "message": finding.message,
        "severity": finding.severity.value,
    }


def violation_from_json(document: Mapping[str, Any]) -> Violation:
    """The finding that `violation_to_json` made the document of."""
    place = Place(document["path"], document["title"], document["line"], document["column"])
    return Violation(document["rule"], place, document["message"], Severity(document["severity"]))


def _fact_to_json(value: object) -> object:
    match value:
        case tuple():
            return [_fact_to_json(each) for each in value]
        case Violation():
            return violation_to_json(value)
        case UUID():
            return str(value)
        case _:
            return value


def _as_it_is(value: object) -> object:
    return value


def _job_id(value: str | None) -> UUID | None:
    return None if value is None else UUID(value)


def _violations(documents: list[Json]) -> tuple[Violation, ...]:
    return tuple(violation_from_json(document) for document in documents)


_FACTS: Mapping[str, Callable[[Any], object]] = {
    "violations": _violations,
    "unfinished": tuple,
    "missing": tuple,
    "changed": tuple,
    "job_id": _job_id,
}
"""How facts that JSON has no word for are read back; all others are as they are."""

_KIND: Mapping[FaultCode, Callable[..., Fault]] = {
    FaultCode.OLX_VALIDATION_ERROR: ValidationFault,
    FaultCode.INVALID_COURSE_INPUT: ValidationFault,
    FaultCode.COURSE_NOT_READY: NotReadyFault,
    FaultCode.AUTH_ERROR: AuthFault,
    FaultCode.TOKEN_EXPIRED: AuthFault,
    FaultCode.INVALID_CREDENTIALS: AuthFault,
    FaultCode.PERMISSION_ERROR: PermissionFault,
    FaultCode.INSUFFICIENT_ROLE: PermissionFault,
    FaultCode.IMPORT_ERROR: ImportFault,
    FaultCode.IMPORT_REJECTED: ImportFault,
    FaultCode.IMPORT_INCOMPLETE: ImportFault,
    FaultCode.NETWORK_ERROR: NetworkFault,
    FaultCode.CONNECTION_REFUSED: NetworkFault,
    FaultCode.DNS_ERROR: NetworkFault,
    FaultCode.TIMEOUT_ERROR: TimeoutFault,
    FaultCode.UPLOAD_TIMEOUT: TimeoutFault,
    FaultCode.POLL_TIMEOUT: TimeoutFault,
    FaultCode.IMPORT_TIMEOUT: TimeoutFault,
    FaultCode.ORGANIZATION_NOT_FOUND: MissingFault,
    FaultCode.LMS_CONFIG_NOT_FOUND: MissingFault,
    FaultCode.COURSE_NOT_FOUND: MissingFault,
    FaultCode.JOB_NOT_FOUND: MissingFault,
    FaultCode.LMS_CONFIG_CONFLICT: ConflictFault,
    FaultCode.IMPORT_IN_PROGRESS: ConflictFault,
    FaultCode.COURSE_KEY_TAKEN: ConflictFault,
    FaultCode.UNSUPPORTED_BY_LMS: UnsupportedFault,
    FaultCode.CANCELLED: CancelledFault,
}
"""Which kind each code belongs to: every code to exactly one."""
