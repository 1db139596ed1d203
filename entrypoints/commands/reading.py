"""A course file from the command line: read, and judged by every rule at once."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import frozen

from adapters.course_input import UNSUPPORTED, Reading, read_course
from adapters.openedx.olx.checks import check_course
from adapters.openedx.olx.rules import Rule
from adapters.terminal.findings import findings_to_json, print_findings
from domain.course import Course
from domain.reading_order import in_reading_order
from domain.violations import Violation, errors_among
from entrypoints.commands.terminal import FAILED, UsageError, err, out, print_json

STANDARD_INPUT = Path("-")


@frozen
class ReadCourse:
    """A course as far as it could be read, and every finding about it."""

    course: Course | None
    findings: tuple[Violation, ...]
    faithful: bool = False
    """Whether it is a course by every rule but those of the LMS, and so nothing in it is our stand-in."""

    @property
    def keepable(self) -> Course | None:
        """The course, where nothing of it would be lost by keeping it."""
        return self.course if self.faithful else None

    @property
    def publishable(self) -> Course | None:
        """The course, where no finding is an error."""
        return None if errors_among(self.findings) else self.course


def read_file(path: Path) -> ReadCourse:
    """The course in a JSON file (`-` for standard input); raises `UsageError` where there is no such file."""
    if path == STANDARD_INPUT and not sys.stdin:
        raise UsageError("cannot read standard input: it is closed")
    try:
        data = sys.stdin.buffer.read() if path == STANDARD_INPUT else path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    reading = read_course(data)
    if reading.course is None:
        return ReadCourse(None, reading.violations)
    findings = in_reading_order((*reading.violations, *_of_the_lms(reading)))
    return ReadCourse(reading.course, findings, not errors_among(reading.violations))


def _of_the_lms(reading: Reading) -> Iterator[Violation]:
    """The adapter's findings, but for units that are only empty because what stands in them could not be read."""
    unread = {finding.path for finding in reading.violations}
    unread |= {_unit_of(finding) for finding in reading.violations if finding.rule == UNSUPPORTED}
    for finding in check_course(reading.course) if reading.course is not None else ():
        if finding.rule != Rule.EMPTY_UNIT.value or unread.isdisjoint((finding.path, f"{finding.path}.content")):
            yield finding


def _unit_of(finding: Violation) -> str:
    return finding.path.rpartition(".")[0]


def tell_refusal(course: Course | None, findings: Sequence[Violation], *, as_json: bool) -> None:
    """Why a course goes no further: a table for people, for programs the data model's ValidationResult.

    Raises `UsageError` where there is no course at all.
    """
    if as_json:
        print_json({"event": "refused", **findings_to_json(findings, valid=False)})
    else:
        print_findings(out(), course, findings)
    if course is None:
        raise UsageError("the file holds no course")


def refused(read: ReadCourse, done: str, *, as_json: bool) -> int:
    """Says why nothing was kept or published; the exit code for it. `UsageError` where there is no course."""
    tell_refusal(read.course, read.findings, as_json=as_json)
    if not as_json:
        err().print(f"Nothing was {done}. Correct the errors above and try again.", style="red")
    return FAILED
