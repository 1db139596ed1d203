"""What can be wrong with the text itself, before it is a course."""

import json

import pytest

from adapters.course_input import Reading, read_course
from adapters.course_input.json_text import SIZE_LIMIT


def first(reading: Reading) -> tuple[str, int | None, int | None]:
    finding = reading.violations[0]
    return finding.rule, finding.place.line, finding.place.column


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("", 1, 1), ("{", 1, 2), ('{"title":\n  ]}', 2, 3), ('{"a": 1}\n\nx', 3, 1), ("\ufeff{x", 1, 2)],
)
def test_broken_json_is_shown_where_it_breaks(text: str, line: int, column: int) -> None:
    reading = read_course(text)
    assert reading.course is None
    assert first(reading) == ("JSON_SYNTAX", line, column)


@pytest.mark.parametrize("text", ["[]", "null", "5", '"x"', "true", "NaN"])
def test_json_that_is_no_object_is_no_course(text: str) -> None:
    reading = read_course(text)
    assert reading.course is None
    assert reading.violations[0].rule == "WRONG_TYPE"


def test_a_raw_line_break_in_a_text_does_not_hide_the_rest() -> None:
    reading = read_course('{"title": "a\nb", "zzzz": 1}')
    assert reading.course is not None
    assert reading.course.title == "a\nb"
    assert first(reading) == ("JSON_SYNTAX", 1, 13)
    assert "zzzz" in [finding.path for finding in reading.violations]


def test_a_raw_line_break_does_not_hide_broken_json_behind_it() -> None:
    reading = read_course('{"title": "a\nb" "x"}')
    assert [(finding.place.line, finding.place.column) for finding in reading.violations] == [(1, 13), (2, 4)]


def test_bytes_that_are_no_utf8_do_not_hide_the_rest() -> None:
    reading = read_course('{\n "title": "Рек'.encode() + b'\xff", "zzzz": 1}')
    assert first(reading) == ("VALID_UTF8", 2, 15)
    assert reading.course is not None
    assert reading.course.title == "Рек\ufffd"
    assert [finding.path for finding in reading.violations].count("title") == 0


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_wide_characters_are_one_finding_that_names_them(encoding: str) -> None:
    (finding,) = read_course('{"title": "x"}'.encode(encoding)).violations
    assert (finding.rule, finding.place.line, finding.place.column) == ("VALID_UTF8", 1, 1)
    assert "UTF-16" in finding.message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (" ", "the file is empty"),
        ('{"a": 1,}', "after the last field"),
        ('{"a": abc}', "texts stand in quotes"),
        ('{"a": "b}', "no closing quote"),
        ('{"a": "b\nc"', "stands raw inside a text"),
        ('{"a": "C:\\Users"}', "write two"),
        ("{}{}", "after the end of the course"),
    ],
)
def test_what_breaks_json_is_told_in_an_authors_words(text: str, words: str) -> None:
    assert words in read_course(text).violations[0].message


def test_a_lone_surrogate_is_the_domains_finding_and_one_only() -> None:
    reading = read_course('{"title": "a\\ud800"}')
    assert [finding.rule for finding in reading.violations if finding.path == "title"] == ["VALID_UTF8"]


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_json_does_not_know_are_found_where_they_are(word: str) -> None:
    reading = read_course(f'{{"org": "NaN \\" Infinity",\n "x": 1, "title": {word}}}')
    assert first(reading) == ("JSON_SYNTAX", 2, 19)
    assert word in reading.violations[0].message
    assert "title" not in [finding.path for finding in reading.violations]


def test_a_name_given_twice_is_an_error_at_its_place() -> None:
    chapters = '[{"id": "c", "title": "old", "title": "new", "sections": []}]'
    reading = read_course(f'{{"chapters": {chapters}}}')
    twice = [str(finding.place) for finding in reading.violations if finding.rule == "DUPLICATE_FIELD"]
    assert twice == ["chapters[0].title «new»"]


@pytest.mark.parametrize("opening", ["[", '{"a":', '{"chapters":['])
def test_nesting_without_end_is_refused(opening: str) -> None:
    reading = read_course(opening * 100_000)
    assert reading.course is None
    assert [finding.rule for finding in reading.violations] == ["NESTING_DEPTH"]


def test_a_number_of_many_digits_is_a_number() -> None:
    reading = read_course(f'{{"title": {"9" * 10_000}}}')
    assert [finding.rule for finding in reading.violations if finding.path == "title"] == ["WRONG_TYPE"]


def test_the_size_is_limited_in_bytes() -> None:
    text = json.dumps({"title": "ж" * 50}, ensure_ascii=False)
    size = len(text.encode())
    assert read_course(text, size_limit=size).course is not None
    assert read_course(text.encode(), size_limit=size).course is not None
    for data in (text, text.encode()):
        too_large = read_course(data, size_limit=size - 1)
        assert (too_large.course, first(too_large)[0]) == (None, "INPUT_SIZE_LIMIT")
    assert first(read_course(" " * (SIZE_LIMIT + 1)))[0] == "INPUT_SIZE_LIMIT"


def test_endless_mistakes_are_counted_not_hoarded() -> None:
    reading = read_course('{"chapters": [' + "5," * 30_000 + "5]}")
    assert sum(finding.rule == "WRONG_TYPE" for finding in reading.violations) <= 10_000
    assert reading.violations[-1].rule == "TOO_MANY_MISTAKES"
    assert reading.course is not None
    assert len(reading.course.chapters) <= 10_001, "what nobody reads is not made"
