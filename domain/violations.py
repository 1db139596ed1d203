"""Mistakes of authors: each with its place in the author's own course and what to do about it."""

from collections.abc import Iterable
from enum import StrEnum

from attrs import frozen
from typing_extensions import override


class Severity(StrEnum):
    """An error stops a publish; a warning is shown and lets it pass."""

    ERROR = "error"
    WARNING = "warning"


@frozen
class Place:
    """Where in the author's course: a path such as `chapters[2].sections[0].units[4]`, and the title there."""

    path: str = ""
    title: str = ""
    line: int | None = None
    column: int | None = None

    @override
    def __str__(self) -> str:
        where = f"{self.path or 'course'} «{self.title}»" if self.title else self.path or "course"
        if self.line is None:
            return where
        column = "" if self.column is None else f", column {self.column}"
        return f"{where}, line {self.line}{column}"


@frozen
class Violation:
    """One finding: the rule's name, its place, and a message that says what to do."""

    rule: str
    place: Place
    message: str
    severity: Severity = Severity.ERROR

    @property
    def path(self) -> str:
        """The path alone, as the data model's `ValidationError.path`."""
        return self.place.path


def errors_among(violations: Iterable[Violation]) -> tuple[Violation, ...]:
    """The findings that stop a publish."""
    return tuple(finding for finding in violations if finding.severity is Severity.ERROR)


def warnings_among(violations: Iterable[Violation]) -> tuple[Violation, ...]:
    """The findings that are only shown."""
    return tuple(finding for finding in violations if finding.severity is Severity.WARNING)
