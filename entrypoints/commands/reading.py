"""A course file from the command line: read, and judged by every rule at once."""

import sys
from pathlib import Path

from attrs import frozen

from adapters.course_input import read_course
from adapters.openedx.olx.checks import check_course
from domain.course import Course
from domain.reading_order import in_reading_order
from domain.violations import Violation, errors_among
from entrypoints.commands.terminal import UsageError

STANDARD_INPUT = Path("-")


@frozen
class ReadCourse:
    """A course as far as it could be read, and every finding about it."""

    course: Course | None
    findings: tuple[Violation, ...]

    @property
    def publishable(self) -> Course | None:
        """The course, where no finding is an error."""
        return None if errors_among(self.findings) else self.course


def read_file(path: Path) -> ReadCourse:
    """The course in a JSON file (`-` for standard input); raises `UsageError` where there is no such file."""
    try:
        data = sys.stdin.buffer.read() if path == STANDARD_INPUT else path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    reading = read_course(data)
    if reading.course is None:
        return ReadCourse(None, reading.violations)
    return ReadCourse(reading.course, in_reading_order((*reading.violations, *check_course(reading.course))))
