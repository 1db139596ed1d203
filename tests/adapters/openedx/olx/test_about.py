"""The about pages: plain text becomes HTML, and stays harmless."""

import pytest
from hypothesis import given
from lxml import html

from adapters.openedx.olx.about import SHORT_DESCRIPTION_LENGTH, overview, short_description
from domain.languages import Language
from tests.adapters.openedx.olx.example_courses import XML_TEXT, small_course


def test_the_overview_has_title_and_paragraphs() -> None:
    course = small_course(title="A & B", description="One\r\ntwo.\n\n \n<script>x</script>\n")
    assert overview(course) == (
        b'<section class="about" lang="en"><h2>A &amp; B</h2>'
        b"<p>One<br>two.</p><p>&lt;script&gt;x&lt;/script&gt;</p></section>\n"
    )


def test_arabic_runs_from_right_to_left() -> None:
    assert b'lang="ar" dir="rtl"' in overview(small_course(language=Language.ARABIC))


@pytest.mark.parametrize("description", [None, "", " \n "])
def test_without_a_description_the_title_must_do(description: str | None) -> None:
    course = small_course(title="Soil & co", description=description)
    assert overview(course) == b'<section class="about" lang="en"><h2>Soil &amp; co</h2></section>\n'
    assert short_description(course) == b"Soil &amp; co"


def test_the_short_description_is_one_line_without_newline() -> None:
    assert short_description(small_course(description=" a\n\nb\t c ")) == b"a b c"


def test_it_is_cut_between_words() -> None:
    text = short_description(small_course(description="word " * 60)).decode()
    assert text.endswith("word…")
    assert SHORT_DESCRIPTION_LENGTH - 10 < len(text) <= SHORT_DESCRIPTION_LENGTH


def test_a_script_without_spaces_is_cut_anywhere() -> None:
    text = short_description(small_course(description="土" * 400)).decode()
    assert text == "土" * (SHORT_DESCRIPTION_LENGTH - 1) + "…"


@given(XML_TEXT)
def test_any_description_is_text_and_nothing_but(description: str) -> None:
    course = small_course(description=description)
    page = html.fromstring(overview(course).decode())
    assert {str(element.tag) for element in page.iter()} <= {"section", "h2", "p", "br"}
    assert not short_description(course).endswith(b"\n")
    assert b"<" not in short_description(course)
