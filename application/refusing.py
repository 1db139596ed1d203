"""What an author is told of a course that cannot go to an LMS as it is; one sentence, whoever looked at it."""

from returns.result import Failure, Result, Success

from domain.course import Course
from domain.course_key import CourseKey
from domain.faults import FaultCode, ValidationCode, ValidationFault
from domain.publication import PublishOptions, key_for
from domain.text import counted
from domain.violations import Place, Violation, errors_among


def refusal(code: ValidationCode, findings: tuple[Violation, ...]) -> ValidationFault:
    """With all findings, those too that do not stop a publish."""
    return ValidationFault(
        code=code,
        message=f"The course has {counted(len(errors_among(findings)), 'mistake')} and was not published.",
        help="Correct every finding of severity error, then publish again.",
        violations=findings,
    )


def key_of(course: Course, options: PublishOptions) -> Result[CourseKey, ValidationFault]:
    """The course run that it is published as; INVALID_COURSE_INPUT where its parts make no key."""
    try:
        return Success(key_for(course, options))
    except ValueError as error:
        finding = Violation("COURSE_KEY", Place("courseId"), str(error))
        return Failure(refusal(FaultCode.INVALID_COURSE_INPUT, (finding,)))
