"""Faults of the one case of all examples. Most are born behind a port, or deep in a use case.

The words of those stand here a second time; a test holds them against what the API says when they happen.
"""

from typing import Final

from adapters.http import example_case as case
from application.conflicts import course_being_imported
from application.guarding import Guard
from domain.access import Action, User
from domain.faults import (
    AuthFault,
    ConflictFault,
    FaultCode,
    NetworkFault,
    NotReadyFault,
    PermissionFault,
    TimeoutFault,
    UnsupportedFault,
)

_LMS: Final = case.CONFIGURATION.settings.lms_type


def insufficient(action: Action) -> PermissionFault:
    """What somebody is told whose role does not let them do that."""
    fault = Guard(User(case.AUTHOR)).everywhere(action)
    if fault is None:
        raise LookupError(f"anybody may {action.value}")
    return fault


NAME_TAKEN: Final = ConflictFault(
    code=FaultCode.LMS_CONFIG_CONFLICT,
    message=f"The organization has an LMS configuration named «{case.CONFIGURATION.settings.name}» already.",
    help="Choose another name.",
)
LMS_IN_USE: Final = ConflictFault(
    code=FaultCode.IMPORT_IN_PROGRESS,
    message="An import into this LMS is still running.",
    help="Wait for its end, or cancel it.",
    job_id=case.JOB_ID,
)
COURSE_IN_USE: Final = course_being_imported(case.JOB_ID)
PUBLISHED_ALREADY: Final = ConflictFault(
    code=FaultCode.IMPORT_IN_PROGRESS,
    message="This course is being imported already.",
    help="Follow the running job, or cancel it.",
    job_id=case.JOB_ID,
)
KEY_TAKEN: Final = ConflictFault(
    code=FaultCode.COURSE_KEY_TAKEN,
    message=f"{case.KEY} belongs to the course «{case.ROWS.course.title}» ({case.ROWS_ID}) there.",
    help="Choose another course code or run; the other course's learners keep theirs.",
)
NOT_CANCELLED: Final = ConflictFault(
    code=FaultCode.IMPORT_IN_PROGRESS,
    message="The job cannot be cancelled: the LMS is importing it and cannot stop an import.",
    help="Follow it to its end; a later publish replaces what it brings.",
    job_id=case.JOB_ID,
)
NOT_FAILED: Final = ConflictFault(
    code=FaultCode.IMPORT_IN_PROGRESS,
    message="Only a failed job can be retried; this one is succeeded.",
    help="Follow it to its end, or publish the course again.",
    job_id=case.JOB_ID,
)
NOT_READY: Final = NotReadyFault(
    message=f"The course «{case.ROWS.course.title}» is not finished: 1 thing to do.",
    help="Complete what is listed, then publish again.",
    unfinished=("chapters[0].sections[0] «The bowline»: its status is the text 'draft'",),
)
NOT_DELETED: Final = UnsupportedFault(
    message="Open edX cannot delete a course run over its API.",
    help="The operator of the site can, for ever and with all learners' work: "
    f"manage.py cms delete_course {case.KEY}",
    lms_type=_LMS,
)
UNKNOWN_CLIENT: Final = AuthFault(
    code=FaultCode.INVALID_CREDENTIALS,
    message="The LMS does not know this client ID, or the client secret is wrong.",
    help="Compare client ID and secret with the application in the LMS's admin site (Django OAuth Toolkit ▸ "
    "Applications); a secret is shown there only when it is made.",
    cause="invalid_client",
    lms_type=_LMS,
)
NOT_STAFF: Final = PermissionFault(
    code=FaultCode.PERMISSION_ERROR,
    message=f"The API user may not look at {case.KEY}.",
    help="Ask the operator of the site to give the user of this OAuth client the right to do so.",
    cause="You do not have permission to perform this action.",
    lms_type=_LMS,
)
UNREACHABLE: Final = NetworkFault(
    code=FaultCode.CONNECTION_REFUSED,
    message="LMS at lms.example.org refused the connection.",
    help="Check the URL's port, and that the site is up and lets this machine in.",
    cause="connection refused",
    lms_type=_LMS,
)
TOO_SLOW: Final = TimeoutFault(
    code=FaultCode.TIMEOUT_ERROR,
    message="LMS at lms.example.org did not answer within 30 s.",
    help="Try again later; where it happens often, ask the operator whether the site is overloaded.",
    cause=f"GET /api/courses/v1/courses/{case.KEY}/",
    lms_type=_LMS,
    duration_ms=30_000,
    operation="connect",
)
