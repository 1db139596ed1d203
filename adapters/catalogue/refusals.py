"""The faults that mapping and reading rows end in, told to people."""

from collections.abc import Sequence

from domain.faults import FaultCode, NotReadyFault, ValidationFault
from domain.text import counted
from domain.violations import Violation

UNSUPPORTED = "UNSUPPORTED_CONTENT"


def not_ready(title: str, unfinished: Sequence[str]) -> NotReadyFault:
    """COURSE_NOT_READY, every unfinished thing with its place."""
    return NotReadyFault(
        message=f"The course «{title}» is not finished: {counted(len(unfinished), 'thing')} to do.",
        help="Complete what is listed, then publish again.",
        unfinished=tuple(unfinished),
    )


def refused(title: str, violations: Sequence[Violation]) -> ValidationFault:
    """INVALID_COURSE_INPUT. Places of content that no LMS page can show are all named in the message itself."""
    unsupported = [str(finding.place) for finding in violations if finding.rule == UNSUPPORTED]
    there = f" Content that cannot be published stands in {'; '.join(unsupported)}." if unsupported else ""
    return ValidationFault(
        code=FaultCode.INVALID_COURSE_INPUT,
        message=f"The course «{title}» has {counted(len(violations), 'mistake')} and was not published.{there}",
        help="Correct every finding, then publish again.",
        violations=tuple(violations),
    )


def unreadable(source: str, mistakes: Sequence[Violation]) -> ValidationFault:
    """INVALID_COURSE_INPUT for rows that cannot be read, each mistake with its file and line."""
    return ValidationFault(
        code=FaultCode.INVALID_COURSE_INPUT,
        message=f"The rows in {source} have {counted(len(mistakes), 'mistake')}; nothing was read.",
        help="Correct every line that is named, then read again.",
        violations=tuple(mistakes),
    )
