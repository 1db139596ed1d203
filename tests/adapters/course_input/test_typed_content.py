"""Units and contents of another kind than HTML: refused, as their text would be published as HTML."""

from typing import Any

import pytest

from adapters.course_input import read_course
from domain.violations import Severity
from tests.adapters.course_input.inputs import UNIT, course, told, unit_with


@pytest.mark.parametrize("kind", ["quiz", "Video", "audio", "code_sandbox", "markdown"])
@pytest.mark.parametrize("name", ["type", "kind", "contentType", "content_type"])
def test_a_unit_of_another_kind_than_html_is_refused(name: str, kind: str) -> None:
    """Its text would be published as HTML, which it is not."""
    (finding,) = read_course(unit_with(**{name: kind})).violations
    assert (finding.rule, finding.path, finding.severity) == (
        "UNSUPPORTED_CONTENT",
        f"{UNIT}.{name}",
        Severity.ERROR,
    )
    assert repr(kind) in finding.message
    assert "write it as HTML, or remove the unit" in finding.message


@pytest.mark.parametrize("content", [{"type": "quiz", "questions": []}, [{"type": "html"}, {"type": "quiz"}]])
def test_content_of_another_kind_than_html_is_refused(content: Any) -> None:
    assert told(read_course(unit_with(content=content))) == [("UNSUPPORTED_CONTENT", f"{UNIT}.content")]


def test_every_unit_of_another_kind_is_named_once() -> None:
    units = [{"id": f"u{n}", "title": "T", "type": "quiz", "content": {"type": "quiz"}} for n in range(3)]
    sections = [{"id": "s", "title": "S", "units": units}]
    reading = read_course(course(chapters=[{"id": "c", "title": "C", "sections": sections}]))
    assert told(reading) == [
        ("UNSUPPORTED_CONTENT", f"chapters[0].sections[0].units[{number}].type") for number in range(3)
    ]


def test_what_such_a_unit_has_instead_of_content_is_no_further_mistake() -> None:
    reading = read_course(unit_with(type="quiz", content=..., questions=[{"q": "?"}]))
    assert told(reading) == [("UNSUPPORTED_CONTENT", f"{UNIT}.type")]


@pytest.mark.parametrize("kind", ["html", "HTML", "text/html", "", 3, None])
def test_a_unit_that_says_it_is_html_is_none_of_them(kind: Any) -> None:
    assert told(read_course(unit_with(type=kind))) == [("UNKNOWN_FIELD", f"{UNIT}.type")]


@pytest.mark.parametrize("content", [["<p>x</p>"], {"html": "<p>x</p>"}, {"type": "html", "content": "x"}])
def test_content_of_no_kind_is_only_of_the_wrong_type(content: Any) -> None:
    assert told(read_course(unit_with(content=content))) == [("WRONG_TYPE", f"{UNIT}.content")]
