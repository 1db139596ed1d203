"""Findings of several checks in the order in which an author reads the course, those of one place together."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from domain.violations import Violation

COURSE_FIELDS: Final = (
    "courseId",
    "title",
    "description",
    "org",
    "run",
    "startDate",
    "enrollmentStart",
    "enrollmentEnd",
    "language",
    "chapters",
)
CHAPTER_FIELDS: Final = ("id", "title", "sections")
SECTION_FIELDS: Final = ("id", "title", "units")
UNIT_FIELDS: Final = ("id", "title", "content", "assets")
"""What a course, a chapter, a section and a unit consist of, in the data model's order."""

_FIELDS: Final = (COURSE_FIELDS, CHAPTER_FIELDS, SECTION_FIELDS, UNIT_FIELDS)
_RANK: Final = {name: rank for fields in _FIELDS for rank, name in enumerate(fields)}
_UNKNOWN_RANK: Final = -1
"""What nobody knows stands before what is known: a thing's own oddities are told before its children's."""

_STEP = re.compile(r"\.?([A-Za-z]+)(?:\[(\d+)\])?")
_Steps: TypeAlias = tuple[tuple[int, int], ...]


def in_reading_order(findings: Iterable[Violation]) -> tuple[Violation, ...]:
    """By place, then by line and column; those of one place stay in the order in which they came."""
    return tuple(sorted(findings, key=_position))


def _position(finding: Violation) -> tuple[_Steps, int, int]:
    place = finding.place
    inside_a_text = place.line is not None and place.path.endswith("]")
    path = f"{place.path}.content" if inside_a_text else place.path
    return tuple(_steps(path)), place.line or 0, place.column or 0


def _steps(path: str) -> Iterator[tuple[int, int]]:
    position = 0
    while step := _STEP.match(path, position):
        yield _RANK.get(step[1], _UNKNOWN_RANK), int(step[2] or -1)
        position = step.end()
    if position < len(path):
        yield _UNKNOWN_RANK, -1
