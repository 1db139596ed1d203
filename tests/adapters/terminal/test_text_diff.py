"""Diffs of texts: short rows, true numbers, bounded work."""

from time import process_time

import pytest

from adapters.terminal.text_diff import LONGEST_SHOWN, ONLY_LINE_BREAKS, ROWS_SHOWN, diff_rows


def told(before: str, after: str) -> list[str]:
    return list(diff_rows(before, after))


def test_equal_texts_have_no_rows() -> None:
    assert told("<p>a</p>\n<p>b</p>", "<p>a</p>\n<p>b</p>") == []


def test_of_a_long_line_only_the_sentence_that_changed_is_told() -> None:
    sentences = [f"Sentence {number} is here." for number in range(9)]
    line = f"<p>{' '.join(sentences)}</p>"
    assert told(line, line.replace("4 is", "4 was")) == [
        "@@ -4,3 +4,3 @@",
        " Sentence 3 is here. ",
        "-Sentence 4 is here. ",
        "+Sentence 4 was here. ",
        " Sentence 5 is here. ",
    ]


def test_a_long_list_is_parted_between_its_tags() -> None:
    items = "".join(f"<li>item {number}</li>" for number in range(9))
    assert told(f"<ul>{items}<li>b</li></ul>", f"<ul>{items}</ul>") == [
        "@@ -10,3 +10,2 @@",
        " <li>item 8</li>",
        "-<li>b</li>",
        " </ul>",
    ]


def test_a_short_line_is_told_whole() -> None:
    assert told("<p>One. Two.</p>\n<p>b</p>", "<p>One. Too.</p>\n<p>b</p>") == [
        "@@ -1,2 +1,2 @@",
        "-<p>One. Two.</p>",
        "+<p>One. Too.</p>",
        " <p>b</p>",
    ]


@pytest.mark.parametrize(("before", "after"), [("", "a"), ("a", ""), ("a", "a b"), ("a\nb", "a")])
def test_whatever_differs_is_told(before: str, after: str) -> None:
    rows = told(before, after)
    assert [row[1:] for row in rows if row[0] == "-"] + [row[1:] for row in rows if row[0] == "+"]


@pytest.mark.parametrize(("before", "after"), [("a\r\nb", "a\nb"), ("a", "a\n"), ("a\u2028b", "a\nb")])
def test_a_difference_of_line_breaks_alone_is_told_too(before: str, after: str) -> None:
    assert told(before, after) == [ONLY_LINE_BREAKS]


def test_of_a_row_without_end_the_place_where_it_differs_is_told() -> None:
    data = "A" * 70_000
    rows = told(f"<p>x</p>\n{data}B{data}", f"<p>x</p>\n{data}C{data}")
    assert rows[1:] == [" <p>x</p>", f"-…{'A' * 150}B{'A' * 149}…", f"+…{'A' * 150}C{'A' * 149}…"]
    assert max(map(len, told(data, ""))) <= LONGEST_SHOWN + 2


def test_numbers_are_those_of_the_whole_text() -> None:
    rows = [f"row {number}" for number in range(5_000)]
    changed = [*rows[:3_000], "another", *rows[3_001:]]
    assert told("\n".join(rows), "\n".join(changed))[0] == "@@ -3000,3 +3000,3 @@"


@pytest.mark.parametrize("kinds", [1, 100, 1_000_000])
def test_a_large_text_takes_bounded_work_and_few_rows(kinds: int) -> None:
    rows = [f"row {number % kinds}" for number in range(100_000)]
    started = process_time()
    shown = told("\n".join(rows), "\n".join(row.upper() if n % 2 else row for n, row in enumerate(rows)))
    assert process_time() - started < 5
    assert len(shown) <= ROWS_SHOWN + 1
    assert shown[-1] == "… and more"
