"""What the in-memory LMS says where it does not do what it is asked."""

from domain.course_key import CourseKey
from domain.faults import (
    AuthFault,
    FaultCode,
    ImportFault,
    MissingFault,
    NetworkFault,
    UnsupportedFault,
    ValidationFault,
)
from domain.violations import Place, Violation

CORRECT = "Correct what the LMS complains about, then publish again."


def unreachable() -> NetworkFault:
    """Nobody listens there."""
    return NetworkFault(
        code=FaultCode.CONNECTION_REFUSED,
        message="The LMS refuses connections.",
        help="Check its address, and whether it runs.",
    )


def broken(message: str) -> NetworkFault:
    """The connection broke; what was asked may have been done all the same."""
    return NetworkFault(code=FaultCode.NETWORK_ERROR, message=message, help="Ask again.")


def overrun() -> NetworkFault:
    """Too many ask at once; what was asked was not done."""
    return NetworkFault(
        code=FaultCode.NETWORK_ERROR, message="The LMS is busy.", help="Wait a minute.", http_status=429
    )


def unknown_client() -> AuthFault:
    """The credentials are wrong."""
    return AuthFault(
        code=FaultCode.INVALID_CREDENTIALS,
        message="The LMS does not know these credentials.",
        help="Check client id and secret.",
    )


def no_such_run(key: CourseKey, advice: str) -> MissingFault:
    """The LMS has no such course run."""
    return MissingFault(code=FaultCode.COURSE_NOT_FOUND, message=f"The LMS has no course {key}.", help=advice)


def cannot_delete() -> UnsupportedFault:
    """The LMS was made so that it deletes nothing."""
    return UnsupportedFault(message="This LMS deletes no courses.", help="Ask its operator.")


def refused(words: str) -> ImportFault:
    """The package was not taken."""
    return ImportFault(
        code=FaultCode.IMPORT_REJECTED,
        message=f"The LMS refused the package: {words}",
        help=CORRECT,
        lms_words=words,
    )


def gave_up(task_id: str, words: str) -> ImportFault:
    """The package was taken, and then the import failed."""
    return ImportFault(
        code=FaultCode.IMPORT_ERROR,
        message=f"The LMS could not import the course: {words}",
        help=CORRECT,
        task_id=task_id,
        state="Failed",
        lms_words=words,
    )


def too_large(limit: int) -> ValidationFault:
    """The finished package is larger than the LMS takes."""
    finding = Violation("PACKAGE_SIZE", Place(), f"the package may have at most {limit} bytes; shorten the course")
    return ValidationFault(
        code=FaultCode.OLX_VALIDATION_ERROR,
        message="The package is too large.",
        help="Correct every finding, then publish again.",
        violations=(finding,),
    )
