"""Structured lessons: parts, their ids and titles, folded solutions, sources."""

import pytest

from adapters.catalogue.wording import wording_of
from domain.languages import Language
from tests.adapters.catalogue.platform_rows import LESSON_ID, course_row, lesson_row, mapped, page, told, units

WHOLE = {
    "intro": "Why.",
    "sections": [{"id": "s7", "title": "First", "content": "One."}, {"title": "Second", "content": "Two."}],
    "examples": [{"title": "E", "content": "Three."}],
    "exercises": [{"question": "Q?", "hints": ["H."], "solution": "A."}],
    "interactive_elements": [{"type": "html", "content": "<p>I.</p>"}],
}


def test_each_part_is_a_unit_with_an_id_of_its_own() -> None:
    assert [(unit.id, unit.title) for unit in units(WHOLE)] == [
        (f"{LESSON_ID}/intro", "Introduction"),
        (f"{LESSON_ID}/section:s7", "First"),
        (f"{LESSON_ID}/section~second~16367aac", "Second"),
        (f"{LESSON_ID}/examples", "Examples"),
        (f"{LESSON_ID}/exercises", "Exercises"),
        (f"{LESSON_ID}/interactive", "Practice"),
    ]


def ids_of(*sections: dict[str, str], title: str = "Bowline") -> list[str]:
    """What comes after the lesson's own id, of a lesson of these sections."""
    content = {"sections": [{"content": f"Text {n}", **section} for n, section in enumerate(sections)]}
    return [unit.id.removeprefix(f"{LESSON_ID}/") for unit in units(content, title=title)]


FIRST, SECOND, OWN = {"title": "First"}, {"title": "Second"}, {"title": "Third", "id": "s7"}


def test_a_part_that_is_inserted_or_moved_changes_no_others_id() -> None:
    before = ids_of(FIRST, SECOND, OWN)
    assert len(set(before)) == 3
    new, *others = ids_of({"title": "New"}, FIRST, SECOND, OWN, title="Other")
    assert others == before
    assert new not in before
    assert ids_of(OWN, SECOND, FIRST) == before[::-1]


def test_a_new_title_changes_the_id_of_that_part_unless_it_has_one_of_its_own() -> None:
    before = ids_of(FIRST, SECOND, OWN)
    after = ids_of({"title": "Changed"}, SECOND, {**OWN, "title": "Changed"})
    assert [one == other for one, other in zip(before, after, strict=True)] == [False, True, True]
    assert ids_of({"title": " FIRST: "}) == before[:1]


def test_parts_of_one_title_are_counted() -> None:
    first, again, third = ids_of(FIRST, FIRST, FIRST)
    assert (again, third) == (f"{first}~2", f"{first}~3")
    assert ids_of(FIRST) == [first]


def test_long_titles_of_one_beginning_and_of_any_script_are_told_apart() -> None:
    long = "An introduction to everything that there is, part "
    titles = [f"{long}1", f"{long}2", "你好", "您好", "🤖", "🦾", "Привет", "Privet"]
    ids = ids_of(*({"title": title} for title in titles))
    assert len(set(ids)) == len(titles)
    assert all(each.isascii() for each in ids)


@pytest.mark.parametrize("own", ["first~a7937b64", "x~2", "intro", "~"])
def test_an_id_of_ones_own_is_taken_for_no_other(own: str) -> None:
    plain = ids_of(FIRST, FIRST)
    assert ids_of({"title": "First", "id": own})[0] not in plain


@pytest.mark.parametrize("language", list(Language))
def test_titles_are_in_the_courses_language(language: Language) -> None:
    result = mapped(lesson_row(WHOLE), course=course_row(language=language.value))
    words = wording_of(language)
    titles = [unit.title for unit in result.unwrap().chapters[0].sections[0].units]
    assert titles == [words.introduction, "First", "Second", words.examples, words.exercises, words.practice]
    exercises = result.unwrap().chapters[0].sections[0].units[4].content
    assert f"<summary>{words.solution}</summary>" in exercises
    assert f"<summary>{words.hints}</summary>" in exercises


def test_solutions_are_folded() -> None:
    assert page({"exercises": [{"question": "Q?", "solution": "**A.**"}]}) == (
        "<ol>\n<li>\n<p>Q?</p>\n"
        "<details>\n<summary>Solution</summary>\n<p><strong>A.</strong></p>\n</details>\n"
        "</li>\n</ol>\n"
    )


def test_examples_stand_under_their_titles_with_their_code() -> None:
    examples = [
        {"title": "A < B", "content": "# A < B\n\n## Deep", "code": "a<b", "language": "c"},
        {"code": "b"},
    ]
    assert page({"examples": examples}) == (
        "<h3>A &lt; B</h3>\n<h4>Deep</h4>\n"
        '<pre><code class="language-c">a&lt;b\n</code></pre>\n'
        "<pre><code>b\n</code></pre>\n"
    )


def test_headings_that_repeat_the_parts_or_the_lessons_title_are_dropped() -> None:
    intro, section = units(
        {"intro": "# Bowline\n\n## Introduction\n\nx", "sections": [{"title": "S", "content": "# S\n\ny"}]}
    )
    assert (intro.content, section.content) == ("<p>x</p>\n", "<p>y</p>\n")


def test_sources_follow_their_section() -> None:
    citations = [
        "A book, p. 3",
        "https://example.org/a?b=1&c=2",
        {"title": "T", "url": "https://example.org"},
        {"author": "A", "title": "T <1>", "page": 4, "url": "not an address"},
        {"source": "S", "url": "javascript:alert(1)"},
        {"authors": ["B", "C"], "title": "U", "url": "http://[broken"},
    ]
    html = page({"sections": [{"title": "S", "content": "x", "citations": citations}]})
    assert html == (
        "<p>x</p>\n<h3>Sources</h3>\n<ol>\n<li>A book, p. 3</li>\n"
        '<li><a href="https://example.org/a?b=1&amp;c=2">https://example.org/a?b=1&amp;c=2</a></li>\n'
        '<li><a href="https://example.org">T</a></li>\n'
        "<li>A, T &lt;1&gt;, 4, not an address</li>\n<li>S, javascript:alert(1)</li>\n<li>B, C, U, http://[broken</li>\n</ol>\n"
    )


def test_footnotes_of_several_exercises_do_not_share_ids() -> None:
    note = {"question": "Q[^1]\n\n[^1]: a", "solution": "S[^1]\n\n[^1]: b"}
    html = page({"exercises": [note, note]})
    assert [html.count(f'id="fn-{piece}-1"') for piece in (1, 2, 3, 4)] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ({"sections": [{"title": "S", "content": ""}]}, {"content.sections[0]": "PART_EMPTY"}),
        ({"sections": [{"title": "S"}]}, {"content.sections[0]": "PART_EMPTY"}),
        ({"examples": [{"title": "E"}]}, {"content.examples[0]": "PART_EMPTY"}),
        ({"examples": [{"code": 7}]}, {"content.examples[0].code": "CONTENT_SHAPE_UNKNOWN"}),
        ({"exercises": [{"question": "Q?"}]}, {"content.exercises[0].solution": "PART_EMPTY"}),
        ({"exercises": [{"solution": "A."}]}, {"content.exercises[0].question": "PART_EMPTY"}),
        ({"sections": [{"content": "x"}]}, {"units[0].title": "TITLE_REQUIRED"}),
        ({"sections": [{"title": "S", "content": "x", "citations": [7]}]},
         {"content.sections[0].citations[0]": "CONTENT_SHAPE_UNKNOWN"}),
        ({"sections": [{"title": "S", "content": "x", "citations": [{"title": " "}]}]},
         {"content.sections[0].citations[0]": "CONTENT_SHAPE_UNKNOWN"}),
        ({"sections": [{"title": "S", "content": "x", "citations": [{"title": "T", "isbn": "1"}]}]},
         {"content.sections[0].citations[0].isbn": "CONTENT_FIELD_UNKNOWN"}),
        ({"sections": [{"title": "S", "content": "x", "citations": "y"}]},
         {"content.sections[0].citations": "CONTENT_SHAPE_UNKNOWN"}),
        ({"sections": [{"id": "a", "title": "S", "content": "x"}, {"id": "a", "title": "T", "content": "y"}]},
         {"units[1].id": "DUPLICATE_ID"}),
        ({"interactive_elements": {"a": 1}}, {"content.interactive_elements": "CONTENT_SHAPE_UNKNOWN"}),
        ({"intro": 7, "exercises": [{"question": 8, "hints": [9], "solution": "x"}]},
         {"content.intro": "CONTENT_SHAPE_UNKNOWN", "content.exercises[0].question": "CONTENT_SHAPE_UNKNOWN",
          "content.exercises[0].hints[0]": "CONTENT_SHAPE_UNKNOWN"}),
    ],
)  # fmt: skip
def test_every_mistake_has_its_place(content: object, found: dict[str, str]) -> None:
    assert told(content) == found
