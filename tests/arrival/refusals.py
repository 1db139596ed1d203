"""Whether a refusal can be acted on: its place must be there, and the fault must be at it."""

import re
import unicodedata

from adapters.openedx.olx.checks import check_course
from domain.course import Course, Unit
from domain.course_rules import course_violations
from domain.violations import Violation, errors_among

_STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")


def refusals(course: Course) -> tuple[Violation, ...]:
    """What stands against publishing it, before anything is packed."""
    return errors_among((*course_violations(course), *check_course(course)))


def assert_placed(course: Course, refusal: Violation) -> None:
    """The place leads to a part of this course, and where it says line and column, to the fault itself."""
    part = _at(course, refusal.path)
    if refusal.place.line is None or refusal.place.column is None:
        return
    text = part.content if isinstance(part, Unit) else part
    assert isinstance(text, str)
    found = text.split("\n")[refusal.place.line - 1][refusal.place.column - 1]
    if refusal.rule == "VALID_UTF8":
        assert unicodedata.category(found) in ("Cc", "Cs") or found in "\ufffe\uffff"
    else:
        assert found == "<"


def _at(course: Course, path: str) -> object:
    part: object = course
    for step in path.split(".") if path else ():
        name, index = _STEP.fullmatch(step).groups()  # type: ignore[union-attr]  # a path of another shape is the failure
        part = getattr(part, name)
        part = part[int(index)] if index is not None else part  # type: ignore[index]  # so is an index of no list
    return part
