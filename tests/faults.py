"""One fault of every kind and code, as rich as it gets."""

from collections.abc import Sequence
from uuid import uuid4

from domain.faults import (
    AuthFault,
    CancelledFault,
    ConflictFault,
    FaultCode,
    ImportFault,
    JobFault,
    MissingFault,
    NetworkFault,
    NotReadyFault,
    PermissionFault,
    TimeoutFault,
    UnsupportedFault,
    ValidationFault,
)
from domain.identifiers import JobId
from domain.violations import Place, Severity, Violation


def every_fault() -> tuple[JobFault, ...]:
    """One fault of every code, with every fact that its kind can carry."""
    return (*_faults_of_ours(), *_faults_of_the_lms())


def _faults_of_ours() -> Sequence[JobFault]:
    findings = (
        Violation("TITLE_TOO_LONG", Place("chapters[0].title", "Глава"), "shorten it"),
        Violation("NO_SCRIPT_TAGS", Place("x", "t", 3, 7), "remove it", Severity.WARNING),
    )
    return (
        ValidationFault(
            code=FaultCode.OLX_VALIDATION_ERROR, message="2 findings", help="fix them", violations=findings
        ),
        ValidationFault(code=FaultCode.INVALID_COURSE_INPUT, message="no chapter", violations=()),
        NotReadyFault(message="not ready", unfinished=("Lesson «2»", "Lesson 3")),
        ConflictFault(code=FaultCode.LMS_CONFIG_CONFLICT, message="name taken"),
        ConflictFault(code=FaultCode.IMPORT_IN_PROGRESS, message="busy", job_id=JobId(uuid4())),
        ConflictFault(code=FaultCode.COURSE_KEY_TAKEN, message="taken", lms_type="openedx"),
        CancelledFault(),
        CancelledFault(message="Stopped.", help="publish again"),
    )


def _faults_of_the_lms() -> Sequence[JobFault]:
    rejected = ImportFault(
        code=FaultCode.IMPORT_REJECTED,
        message="refused",
        help="mend the course",
        cause="bad archive",
        lms_type="openedx",
        task_id="task-7",
        state="Failed",
        lms_words="Couldn’t unpack",
        missing=("chapters[0]",),
        changed=("chapters[1] «Два»",),
    )
    return (
        AuthFault(code=FaultCode.AUTH_ERROR, message="refused", cause="HTTP 401", lms_type="openedx"),
        AuthFault(code=FaultCode.TOKEN_EXPIRED, message="expired"),
        AuthFault(code=FaultCode.INVALID_CREDENTIALS, message="unknown client"),
        PermissionFault(code=FaultCode.PERMISSION_ERROR, message="not staff"),
        PermissionFault(code=FaultCode.INSUFFICIENT_ROLE, message="members may not"),
        rejected,
        ImportFault(code=FaultCode.IMPORT_ERROR, message="failed"),
        ImportFault(code=FaultCode.IMPORT_INCOMPLETE, message="lost", missing=("a", "b")),
        NetworkFault(code=FaultCode.NETWORK_ERROR, message="broken", http_status=502),
        NetworkFault(code=FaultCode.CONNECTION_REFUSED, message="refused"),
        NetworkFault(code=FaultCode.DNS_ERROR, message="unknown host", lasting=True),
        TimeoutFault(code=FaultCode.TIMEOUT_ERROR, message="slow", duration_ms=30_000, operation="connect"),
        TimeoutFault(code=FaultCode.UPLOAD_TIMEOUT, message="slow", duration_ms=300_000, operation="upload"),
        TimeoutFault(code=FaultCode.POLL_TIMEOUT, message="slow", duration_ms=10_000, operation="poll"),
        TimeoutFault(code=FaultCode.IMPORT_TIMEOUT, message="slow", duration_ms=300_000, operation="verify"),
        MissingFault(code=FaultCode.ORGANIZATION_NOT_FOUND, message="no such organization"),
        MissingFault(code=FaultCode.LMS_CONFIG_NOT_FOUND, message="no such LMS"),
        MissingFault(code=FaultCode.COURSE_NOT_FOUND, message="no such course"),
        MissingFault(code=FaultCode.JOB_NOT_FOUND, message="no such job"),
        UnsupportedFault(message="cannot delete", help="delete it in Studio"),
    )
