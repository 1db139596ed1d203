"""Accents written apart are found where they stand; what has no other form is left in peace."""

import unicodedata
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.openedx.olx.checks import check_course
from adapters.openedx.olx.rules import Mark
from adapters.openedx.olx.unicode_forms import first_apart
from domain.violations import Severity
from tests.adapters.openedx.olx.example_courses import wide_course


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("Cafe\u0301", Mark(1, 4)),
        ("é\nzwei\nа и\u0306 и", Mark(3, 3)),
        ("\u09a1\u09bc e\u0301", Mark(1, 4)),
        ("\u09dc\u09dc e\u0301", Mark(1, 4)),
        ("a\u0323\u0302 ", Mark(1, 1)),
        ("\u1112\u1161\u11ab", Mark(1, 1)),
        ("10 \u212b", Mark(1, 4)),
    ],
    ids=ascii,
)
def test_the_first_is_found(text: str, at: Mark) -> None:
    assert first_apart(text) == at


@pytest.mark.parametrize(
    "text",
    ["", "Café", "한국어", "Tiếng Việt", "\u09dc", "\u0958", "שׁ \ufb2a", "x\u0301", "👩‍🌾", "\ud800", "ไม่"],
    ids=ascii,
)
def test_what_has_no_better_form_is_left_in_peace(text: str) -> None:
    assert first_apart(text) is None


@given(st.text())
def test_the_composed_form_of_any_text_has_none(text: str) -> None:
    assert first_apart(unicodedata.normalize("NFC", text)) is None


@given(st.text(st.sampled_from("aé\u0301\u0323\u09dc\u1100\u1161\n ")))
def test_it_stands_where_it_is_said_to_stand(text: str) -> None:
    at = first_apart(text)
    if at is None:
        assert unicodedata.is_normalized("NFC", text.replace("\u09dc", "x"))
        return
    lines = text.split("\n")
    assert first_apart("\n".join(lines[: at.line - 1])) is None
    assert first_apart(lines[at.line - 1][: at.column - 1]) is None
    assert first_apart(lines[at.line - 1][at.column - 1 :]) == Mark(1, 1)


def test_it_is_a_warning_once_a_unit_with_its_place() -> None:
    (finding,) = check_course(wide_course(1, lambda _: "<p>x</p>\n<p>e\u0301 e\u0301</p>"))
    assert (finding.rule, finding.severity) == ("MIXED_UNICODE_FORMS", Severity.WARNING)
    assert (finding.place.line, finding.place.column) == (2, 4)
    assert finding.path == "chapters[0].sections[0].units[0]"
    assert "NFC" in finding.message


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("\u09dc" + "x\u0301" * 500_000 + "e\u0301", Mark(1, 1_000_002)),
        ("e" + "\u0301" * 1_000_000, Mark(1, 1)),
        ("e" + "\u0334" * 1_000_000 + "\u0301", Mark(1, 1)),
        ("e" + "\u0323\u0301" * 500_000, Mark(1, 1)),
        ("\u0301\u0323" * 500_000, Mark(1, 1)),
        ("x\n" * 500_000 + "e\u0301", Mark(500_001, 1)),
    ],
    ids=["many letters", "one mark", "marks without end", "classes in turn", "out of order", "many lines"],
)
def test_a_megabyte_of_marks_takes_linear_time(text: str, at: Mark) -> None:
    started = process_time()
    assert first_apart(text) == at
    assert process_time() - started < 5
