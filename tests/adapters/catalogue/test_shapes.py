"""A lesson's content in each shape, and what is said of content in none."""

import json
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Success

from application.ports.rows import LessonRow
from tests.adapters.catalogue.platform_rows import (
    LESSON_ID,
    course_row,
    lesson_row,
    mapped,
    page,
    told,
    unfinished,
    units,
    violations,
)

TWICE = "<p>Tie it <strong>twice</strong>.</p>\n"


@pytest.mark.parametrize(
    "content",
    [
        "Tie it **twice**.",
        {"markdown": "Tie it **twice**."},
        {"text": "Tie it **twice**."},
        {"content": "Tie it **twice**."},
        {"body": "Tie it **twice**."},
        {"html": TWICE},
        {"content": {"markdown": "Tie it **twice**."}},
        {"content": [{"type": "markdown", "content": "Tie it **twice**."}]},
        {"type": "markdown", "content": "Tie it **twice**."},
        [{"type": "Markdown ", "text": "Tie it **twice**."}],
        [{"type": "html", "content": TWICE}],
        {"markdown": "Tie it **twice**.", "text": "Tie it **twice**."},
        {"markdown": "Tie it **twice**.", "title": "x", "version": 3, "metadata": {"a": ["b"]}, "quiz": []},
        json.dumps({"markdown": "Tie it **twice**."}),
        json.dumps([{"type": "markdown", "content": "Tie it **twice**."}]),
    ],
)
def test_one_page_is_one_unit_with_the_lessons_own_id_and_title(content: object) -> None:
    (unit,) = units(content)
    assert (unit.id, unit.title) == (str(LESSON_ID), "Bowline")
    assert unit.content == TWICE


@pytest.mark.parametrize("content", [None, "", " \n", {}, []])
def test_content_text_stands_in_for_no_content(content: object) -> None:
    assert page(content, content_text="Tie it **twice**.") == TWICE


def test_html_is_kept_to_the_letter() -> None:
    html = "\n<p>a &nbsp; b *c*</p>\r\n<h1>Bowline</h1>  "
    assert page(html) == html


def test_text_that_only_looks_like_json_is_text() -> None:
    assert page("[1, 2]") == "<p>[1, 2]</p>\n"
    assert page("{not json}") == "<p>{not json}</p>\n"


@pytest.mark.parametrize(
    "content",
    [
        None,
        "",
        {},
        [],
        "<p> &nbsp; </p>",
        "# Bowline",
        "<!-- x -->",
        {"markdown": " "},
        {"intro": "", "sections": []},
    ],
)
def test_an_empty_lesson_is_named_with_its_place(content: object) -> None:
    (finding,) = violations(mapped(lesson_row(content)))
    assert (finding.rule, str(finding.place)) == ("LESSON_EMPTY", "chapters[0].sections[0] «Bowline»")


@pytest.mark.parametrize(
    ("content", "place", "shown"),
    [
        (7, "content", "found a number"),
        (True, "content", "found true"),
        ({"foo": "x", "bar": 1}, "content", "found an object with the fields 'foo', 'bar'"),
        ({"a" * 99: "x"}, "content", "found an object with the field 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaa…'"),
        ({str(n): n for n in range(9)}, "content", "the fields '0', '1', '2', '3', '4' and 4 more"),
        (["one", "two"], "content", "found a list of 2, the first being text"),
        ([{"a": 1}], "content", "found a list of 1, the first being an object"),
        ({"content": 7}, "content.content", "found a number"),
        ([{"type": "html", "content": "<p>x</p>"}, "loose"], "content[1]", "found the text 'loose'"),
        (
            [{"type": 7}, {"type": "html", "html": "<p>x</p>"}],
            "content[0]",
            "found an object with the field 'type'",
        ),
        ({"sections": "x"}, "content.sections", "found the text 'x'"),
        ({"sections": ["x" * 999]}, "content.sections[0]", "xxx…'"),
    ],
)
def test_an_unknown_shape_is_shown_and_never_published(content: object, place: str, shown: str) -> None:
    (finding,) = violations(mapped(lesson_row(content)))
    assert finding.rule == "CONTENT_SHAPE_UNKNOWN"
    assert str(finding.place) == f"chapters[0].sections[0].{place} «Bowline»"
    assert shown in finding.message
    assert len(finding.message) < 250


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ({"markdown": "x", "quiz": [1]}, "content.quiz"),
        ({"markdown": "x", "summary": "y"}, "content.summary"),
        ({"intro": "x", "summary": "y"}, "content.summary"),
        ({"intro": "x", "content": "y"}, "content.content"),
        ({"content": {"intro": "x"}, "quiz": [1]}, "content.quiz"),
        ({"sections": [{"title": "a", "content": "x", "video": "y"}]}, "content.sections[0].video"),
        ({"exercises": [{"question": "x", "solution": "y", "options": ["z"]}]}, "content.exercises[0].options"),
        ({"examples": [{"code": "x", "output": "y"}]}, "content.examples[0].output"),
        ([{"type": "markdown", "content": "x", "footer": "y"}], "content[0].footer"),
    ],
)
def test_no_field_is_left_out_in_silence(content: object, place: str) -> None:
    assert told(content) == {place: "CONTENT_FIELD_UNKNOWN"}


def test_objects_around_objects_end_somewhere() -> None:
    content: object = "x"
    for _ in range(600):
        content = {"content": content}
    (rule,) = told(content).values()
    assert rule == "CONTENT_SHAPE_UNKNOWN"


def test_two_different_texts_are_not_chosen_between() -> None:
    assert told({"markdown": "x", "text": "y"}) == {"content": "CONTENT_AMBIGUOUS"}


@pytest.mark.parametrize("kind", ["quiz", "video", "audio", "code_sandbox", "h5p", "x" * 500])
def test_unsupported_kinds_fail_the_course_and_every_place_is_in_the_message(kind: str) -> None:
    first = lesson_row([{"type": "html", "content": "<p>x</p>"}, {"type": kind, "questions": ["?"]}])
    second = lesson_row(
        {"intro": "Fine.", "interactive_elements": [{"type": kind}, {"type": "markdown", "content": "x"}]},
        id=UUID(int=9), order_index=1, title="Sheet bend",
    )  # fmt: skip
    result = mapped(first, second)
    assert [finding.rule for finding in violations(result)] == ["UNSUPPORTED_CONTENT"] * 2
    assert isinstance(result, Failure)
    for place in ("chapters[0].sections[0].content[1] «Bowline»",
                  "chapters[0].sections[1].content.interactive_elements[0] «Sheet bend»"):  # fmt: skip
        assert place in result.failure().message


@pytest.mark.parametrize(
    "content",
    [
        "TODO",
        "# Bowline\n\nComing soon...",
        "<p>Lorem ipsum dolor sit amet, consectetur.</p>",
        "{{ lesson_content }}",
        "[Content placeholder]",
        "…",
        "<p>Контент будет добавлен позже.</p>",
        {"placeholder": True, "markdown": "Real text."},
        {"type": "placeholder"},
        {"intro": "Real text.", "sections": [{"title": "A", "content": "TBD"}]},
        [{"type": "markdown", "content": "Real text."}, {"type": "placeholder", "content": "later"}],
    ],
)
def test_placeholders_are_unfinished_work(content: object) -> None:
    (line,) = unfinished(mapped(lesson_row(content)))
    assert "chapters[0].sections[0]" in line
    assert "placeholder" in line


@pytest.mark.parametrize(
    "content", ["A TODO list helps.", "Stub: a short rope end.", "<img src='https://e.org/a.png'>"]
)
def test_a_text_that_mentions_a_placeholder_is_none(content: str) -> None:
    assert page(content)


FIELD_NAMES = """
    type content markdown html text body title intro sections examples exercises interactive_elements citations
    code question hints solution items url level id metadata x
"""

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(FIELD_NAMES.split()) | st.text(max_size=5),
            inner,
            max_size=5,
        )
    ),
    max_leaves=15,
)


@given(JSON)
def test_any_json_is_mapped_or_refused_with_a_place_in_bounded_words(content: object) -> None:
    result = mapped(lesson_row(content))
    if isinstance(result, Success):
        for unit in result.unwrap().chapters[0].sections[0].units:
            assert unit.content.strip()
            assert "[object" not in unit.content
        return
    fault = result.failure()
    lines = unfinished(result) if hasattr(fault, "unfinished") else [str(v.place) for v in violations(result)]
    assert lines
    assert all(line.startswith("chapters[0].sections[0]") for line in lines)


def test_what_is_found_in_one_lesson_does_not_hide_another() -> None:
    other = LessonRow(
        id=UUID(int=5),
        section_id=lesson_row().section_id,
        title="B",
        order_index=2,
        status="completed",
    )
    result = mapped(lesson_row(7), other, course=course_row(title=" "))
    assert {v.rule for v in violations(result)} == {"CONTENT_SHAPE_UNKNOWN", "LESSON_EMPTY", "TITLE_REQUIRED"}
