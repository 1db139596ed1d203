"""Reads the JSON of a course and says everything that is wrong with it, in the order of reading."""

from typing import Final

from attrs import frozen

from adapters.course_input.findings import Findings, kind_of
from adapters.course_input.json_text import SIZE_LIMIT, parsed
from adapters.course_input.shape import course_from
from domain.course import Course
from domain.course_rules import course_violations
from domain.reading_order import in_reading_order
from domain.violations import Place, Severity, Violation

_CHILDREN: Final = {"MIN_ONE_CHAPTER": "chapters", "MIN_ONE_SEQUENTIAL": "sections", "MIN_ONE_VERTICAL": "units"}
"""These rules of the domain speak of the parent; the field that they are about is this one."""


@frozen
class Reading:
    """What became of a text: the course as far as it could be read, and every finding about it.

    The course is None only where the text holds no JSON object. Where a finding says that a value is missing or
    unusable, the course has an empty one in its place, so that later checks can look at everything else.
    """

    course: Course | None
    violations: tuple[Violation, ...]


def read_course(data: object, *, size_limit: int = SIZE_LIMIT) -> Reading:
    """Reads bytes or text of JSON, or a JSON object that is parsed already; never raises for what an author sent.

    `size_limit` is in bytes, and is not asked for parsed objects.
    """
    findings = Findings()
    value = parsed(data, findings, size_limit) if isinstance(data, bytes | str) else data
    if not isinstance(value, dict):
        if value is not None or not findings.found:
            findings.error("WRONG_TYPE", Place(), f"this is {kind_of(value)}; a course is an object: {{ … }}")
        return Reading(None, _ordered(findings, []))
    course = course_from(value, findings)
    return Reading(course, _ordered(findings, _without_echoes(course, findings)))


def _without_echoes(course: Course, findings: Findings) -> list[Violation]:
    """The domain's findings, but for those that only see our stand-in for a value reported already."""
    if findings.too_many:
        return []
    return [finding for finding in course_violations(course) if not findings.explains(_subject(finding))]


def _subject(finding: Violation) -> str:
    child = _CHILDREN.get(finding.rule)
    if child is None:
        return finding.path
    return f"{finding.path}.{child}" if finding.path else child


def _ordered(findings: Findings, rules: list[Violation]) -> tuple[Violation, ...]:
    found = [*in_reading_order([*findings.found, *rules])]
    if findings.too_many:
        message = "and more mistakes in the shape of the JSON, which were not looked at; correct these first"
        found.append(Violation("TOO_MANY_MISTAKES", Place(), message, Severity.ERROR))
    return tuple(found)
