"""Expected failures, as closed unions of values: what failed, why, and what to do next.

The codes and the facts each kind carries are the data model's (section 9); the HTTP statuses stand beside them
because the data model makes them part of the code's meaning, not because the core speaks HTTP.
"""

from enum import StrEnum
from typing import Literal, TypeAlias

from attrs import field, frozen

from domain.identifiers import JobId
from domain.violations import Violation


class FaultCode(StrEnum):
    """Every code that a job, a problem or a log line may carry."""

    OLX_VALIDATION_ERROR = "OLX_VALIDATION_ERROR"
    INVALID_COURSE_INPUT = "INVALID_COURSE_INPUT"
    COURSE_NOT_READY = "COURSE_NOT_READY"
    AUTH_ERROR = "AUTH_ERROR"
    TOKEN_EXPIRED = "TOKEN_EXPIRED"  # noqa: S105 - a code, not a secret
    INVALID_CREDENTIALS = "INVALID_CREDENTIALS"
    PERMISSION_ERROR = "PERMISSION_ERROR"
    INSUFFICIENT_ROLE = "INSUFFICIENT_ROLE"
    IMPORT_ERROR = "IMPORT_ERROR"
    IMPORT_TIMEOUT = "IMPORT_TIMEOUT"
    IMPORT_REJECTED = "IMPORT_REJECTED"
    IMPORT_INCOMPLETE = "IMPORT_INCOMPLETE"
    NETWORK_ERROR = "NETWORK_ERROR"
    CONNECTION_REFUSED = "CONNECTION_REFUSED"
    DNS_ERROR = "DNS_ERROR"
    TIMEOUT_ERROR = "TIMEOUT_ERROR"
    UPLOAD_TIMEOUT = "UPLOAD_TIMEOUT"
    POLL_TIMEOUT = "POLL_TIMEOUT"
    ORGANIZATION_NOT_FOUND = "ORGANIZATION_NOT_FOUND"
    LMS_CONFIG_NOT_FOUND = "LMS_CONFIG_NOT_FOUND"
    COURSE_NOT_FOUND = "COURSE_NOT_FOUND"
    JOB_NOT_FOUND = "JOB_NOT_FOUND"
    LMS_CONFIG_CONFLICT = "LMS_CONFIG_CONFLICT"
    IMPORT_IN_PROGRESS = "IMPORT_IN_PROGRESS"
    COURSE_KEY_TAKEN = "COURSE_KEY_TAKEN"
    UNSUPPORTED_BY_LMS = "UNSUPPORTED_BY_LMS"
    CANCELLED = "CANCELLED"


HTTP_STATUS: dict[FaultCode, int] = {
    FaultCode.OLX_VALIDATION_ERROR: 400,
    FaultCode.INVALID_COURSE_INPUT: 400,
    FaultCode.COURSE_NOT_READY: 412,
    FaultCode.AUTH_ERROR: 401,
    FaultCode.TOKEN_EXPIRED: 401,
    FaultCode.INVALID_CREDENTIALS: 401,
    FaultCode.PERMISSION_ERROR: 403,
    FaultCode.INSUFFICIENT_ROLE: 403,
    FaultCode.IMPORT_ERROR: 500,
    FaultCode.IMPORT_TIMEOUT: 504,
    FaultCode.IMPORT_REJECTED: 422,
    FaultCode.IMPORT_INCOMPLETE: 502,
    FaultCode.NETWORK_ERROR: 503,
    FaultCode.CONNECTION_REFUSED: 503,
    FaultCode.DNS_ERROR: 503,
    FaultCode.TIMEOUT_ERROR: 504,
    FaultCode.UPLOAD_TIMEOUT: 504,
    FaultCode.POLL_TIMEOUT: 504,
    FaultCode.ORGANIZATION_NOT_FOUND: 404,
    FaultCode.LMS_CONFIG_NOT_FOUND: 404,
    FaultCode.COURSE_NOT_FOUND: 404,
    FaultCode.JOB_NOT_FOUND: 404,
    FaultCode.LMS_CONFIG_CONFLICT: 409,
    FaultCode.IMPORT_IN_PROGRESS: 409,
    FaultCode.COURSE_KEY_TAKEN: 409,
    FaultCode.UNSUPPORTED_BY_LMS: 501,
}
"""The answer to a request that ends in the fault. CANCELLED has none: only a job carries it."""

ValidationCode: TypeAlias = Literal[FaultCode.OLX_VALIDATION_ERROR, FaultCode.INVALID_COURSE_INPUT]
AuthCode: TypeAlias = Literal[FaultCode.AUTH_ERROR, FaultCode.TOKEN_EXPIRED, FaultCode.INVALID_CREDENTIALS]
PermissionCode: TypeAlias = Literal[FaultCode.PERMISSION_ERROR, FaultCode.INSUFFICIENT_ROLE]
ImportCode: TypeAlias = Literal[FaultCode.IMPORT_ERROR, FaultCode.IMPORT_REJECTED, FaultCode.IMPORT_INCOMPLETE]
NetworkCode: TypeAlias = Literal[FaultCode.NETWORK_ERROR, FaultCode.CONNECTION_REFUSED, FaultCode.DNS_ERROR]
TimeoutCode: TypeAlias = Literal[
    FaultCode.TIMEOUT_ERROR, FaultCode.UPLOAD_TIMEOUT, FaultCode.POLL_TIMEOUT, FaultCode.IMPORT_TIMEOUT
]
MissingCode: TypeAlias = Literal[
    FaultCode.ORGANIZATION_NOT_FOUND,
    FaultCode.LMS_CONFIG_NOT_FOUND,
    FaultCode.COURSE_NOT_FOUND,
    FaultCode.JOB_NOT_FOUND,
]
ConflictCode: TypeAlias = Literal[
    FaultCode.LMS_CONFIG_CONFLICT, FaultCode.IMPORT_IN_PROGRESS, FaultCode.COURSE_KEY_TAKEN
]
Operation: TypeAlias = Literal["connect", "upload", "poll", "verify"]


@frozen(kw_only=True)
class _Told:
    """What every fault tells a person: what failed, why, and what to do next."""

    message: str
    help: str = ""
    cause: str | None = None
    lms_type: str | None = None


@frozen(kw_only=True)
class ValidationFault(_Told):
    """The course cannot be published as it is; every mistake is named."""

    code: ValidationCode
    violations: tuple[Violation, ...]


@frozen(kw_only=True)
class NotReadyFault(_Told):
    """The course is unfinished on the author's side; `unfinished` names what is missing."""

    code: Literal[FaultCode.COURSE_NOT_READY] = FaultCode.COURSE_NOT_READY
    unfinished: tuple[str, ...] = ()


@frozen(kw_only=True)
class AuthFault(_Told):
    """The LMS does not know us, or no longer."""

    code: AuthCode


@frozen(kw_only=True)
class PermissionFault(_Told):
    """The LMS, or we, know who is asking, and that they may not."""

    code: PermissionCode


@frozen(kw_only=True)
class ImportFault(_Told):
    """The LMS refused the package, failed on it, or lost part of it."""

    code: ImportCode
    task_id: str | None = None
    state: str | None = None
    lms_words: str | None = None
    missing: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


@frozen(kw_only=True)
class NetworkFault(_Told):
    """The LMS could not be reached, or its answer was no answer; `http_status` where it gave one.

    `lasting` where waiting will not help: a wrong address, a certificate that nobody trusts.
    """

    code: NetworkCode
    http_status: int | None = None
    lasting: bool = False


@frozen(kw_only=True)
class TimeoutFault(_Told):
    """Something did not end within its deadline."""

    code: TimeoutCode
    duration_ms: int
    operation: Operation


@frozen(kw_only=True)
class MissingFault(_Told):
    """There is no such thing, or not for the one who asks."""

    code: MissingCode


@frozen(kw_only=True)
class ConflictFault(_Told):
    """It collides with something that is there already; `job_id` is the running job, where it is one."""

    code: ConflictCode
    job_id: JobId | None = None


@frozen(kw_only=True)
class UnsupportedFault(_Told):
    """This LMS cannot do that, whoever asks."""

    code: Literal[FaultCode.UNSUPPORTED_BY_LMS] = FaultCode.UNSUPPORTED_BY_LMS


@frozen(kw_only=True)
class CancelledFault(_Told):
    """A person stopped the job."""

    message: str = field(default="The import was cancelled before the LMS had it.")
    code: Literal[FaultCode.CANCELLED] = FaultCode.CANCELLED


LmsFault: TypeAlias = (
    AuthFault | PermissionFault | ImportFault | NetworkFault | TimeoutFault | MissingFault | UnsupportedFault
)
"""What talking to an LMS can end in."""

JobFault: TypeAlias = LmsFault | ValidationFault | NotReadyFault | ConflictFault | CancelledFault
"""What a job can fail with."""

Fault: TypeAlias = JobFault
"""Every expected failure there is."""
