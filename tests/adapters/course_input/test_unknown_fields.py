"""Fields that no course has: a warning that helps, however they are called and however many there are."""

import pytest

from adapters.course_input import read_course
from domain.violations import Severity
from tests.adapters.course_input.inputs import UNIT, course, unit_with


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("start_date", "startDate"),
        ("StartDate", "startDate"),
        ("titel", "title"),
        ("enrolmentStart", "enrollmentStart"),
    ],
)
def test_an_unknown_field_is_a_warning_that_names_the_nearest(name: str, near: str) -> None:
    (finding,) = read_course(course(**{name: "x"})).violations
    assert (finding.rule, finding.path, finding.severity) == ("UNKNOWN_FIELD", name, Severity.WARNING)
    assert f"did you mean {near!r}?" in finding.message


def test_an_unknown_field_like_nothing_names_the_fields_there_are() -> None:
    (finding,) = read_course(unit_with(**{"quiz. 1": []})).violations
    assert finding.path == f"{UNIT}['quiz. 1']"
    assert finding.place.title == "Rain"
    assert "id, title, content, assets" in finding.message


def test_many_unknown_fields_are_counted() -> None:
    reading = read_course(course(**{f"zz{number}": 1 for number in range(500)}))
    assert len(reading.violations) == 21
    assert any("480 more" in finding.message for finding in reading.violations)


def test_a_name_of_any_length_makes_a_short_finding() -> None:
    (finding,) = read_course(course(**{"x" * 100_000: 1})).violations
    assert len(finding.path) + len(finding.message) < 500
