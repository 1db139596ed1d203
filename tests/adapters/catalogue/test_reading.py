"""Rows from files: everything that is wrong, with file and line."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Result, Success

from adapters.catalogue.reading import read_rows, rows_from_json
from adapters.catalogue.rows import CatalogueRows
from domain.faults import ValidationFault

C, S, L = (str(UUID(int=number)) for number in (1, 2, 3))
MOMENT = "write a moment such as 2026-03-01T12:00:00Z"
COURSE = {"id": C, "title": "Knots", "language": "en", "status": "completed", "slug": "is not looked at"}
SECTION = {"id": S, "course_id": C, "title": "Loops", "order_index": -3}
LESSON = {"id": L, "section_id": S, "title": "Bowline", "order_index": 0, "status": "completed",
          "content": {"markdown": "x"}, "updated_at": "2026-03-01T12:00:00"}  # fmt: skip


def folder(path: Path, **lines: list[Any]) -> Path:
    """JSON lines; what is a text already stands as it is."""
    for table, rows in lines.items():
        text = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows)
        (path / f"{table}.jsonl").write_text(text + "\n", encoding="utf-8")
    return path


def mistakes(result: Result[CatalogueRows, ValidationFault]) -> list[str]:
    assert isinstance(result, Failure), result
    return [f"{finding.place}: {finding.message}" for finding in result.failure().violations]


def test_a_folder_and_a_file_hold_the_same_rows(tmp_path: Path) -> None:
    from_folder = read_rows(folder(tmp_path, courses=["", COURSE], sections=[SECTION], lessons=[LESSON]))
    file = tmp_path / "rows.json"
    document = {"courses": [COURSE], "sections": [SECTION], "lessons": [LESSON]}
    file.write_text("\ufeff" + json.dumps(document, indent=2), encoding="utf-8")
    assert isinstance(from_folder, Success), from_folder
    rows = from_folder.unwrap()
    assert read_rows(file) == from_folder
    assert (
        rows_from_json(json.dumps({"course": COURSE, "sections": [SECTION], "lessons": [LESSON]})) == from_folder
    )
    assert rows.sections[0].order_index == -3
    assert rows.lessons[0].content == {"markdown": "x"}
    assert rows.lessons[0].updated_at == datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_all_mistakes_of_all_files_are_named_with_their_lines(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        courses=[COURSE, "{oops}", {**COURSE, "id": "7", "title": None}],
        sections=[SECTION, [1], {**SECTION, "order_index": True}],
        lessons=["", {**LESSON, "content_text": 5, "updated_at": "yesterday"}, {"id": L}],
    )
    assert mistakes(read_rows(path)) == [
        "courses.jsonl, line 2, column 2: this is not JSON: Expecting property name enclosed in double quotes",
        "courses.jsonl, line 3: id: found the text '7'; write a UUID in quotes",
        "courses.jsonl, line 3: title: found nothing (null); write text in quotes",
        "sections.jsonl, line 2: found a list of 1, the first being a number; a row is an object: { … }",
        "sections.jsonl, line 3: order_index: found true; write a whole number",
        "lessons.jsonl, line 2: content_text: found a number; write text in quotes",
        f"lessons.jsonl, line 2: updated_at: found the text 'yesterday'; {MOMENT}",
        "lessons.jsonl, line 3: section_id: found no such column; write a UUID in quotes",
        "lessons.jsonl, line 3: title: found no such column; write text in quotes",
        "lessons.jsonl, line 3: order_index: found no such column; write a whole number",
        "lessons.jsonl, line 3: status: found no such column; write text in quotes",
    ]


def test_rows_without_a_parent_are_named(tmp_path: Path) -> None:
    stray = str(UUID(int=9))
    path = folder(
        tmp_path, courses=[COURSE], sections=[SECTION, {**SECTION, "course_id": stray}],
        lessons=[{**LESSON, "section_id": stray}],
    )  # fmt: skip
    assert mistakes(read_rows(path)) == [
        f"sections.jsonl, line 2: there is no row {stray} that this one belongs to",
        f"lessons.jsonl, line 1: there is no row {stray} that this one belongs to",
    ]


def test_a_course_given_twice_is_named(tmp_path: Path) -> None:
    path = folder(tmp_path, courses=[COURSE, COURSE], sections=[SECTION], lessons=[LESSON])
    assert mistakes(read_rows(path)) == [f"courses.jsonl, line 2: a course {C} stands above already; keep one"]


def test_a_document_knows_its_lines_too() -> None:
    text = '{\n "courses": [],\n "sections": [\n  {"id": 1},\n  7\n ],\n "teachers": {}\n}'
    found = mistakes(rows_from_json(text, "rows.json"))
    assert "rows.json, line 4: id: found a number; write a UUID in quotes" in found
    assert "rows.json, line 5: found a number; a row is an object: { … }" in found
    assert "rows.json, line 7: there is no table 'teachers'; known are courses, course, sections, lessons" in found


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("[]", 1),
        ("{", 1),
        ('{"courses"\n: [{}\n}', 3),
        ('{"courses": [\n{},\n]}', 3),
        ('{"courses": []} x', 1),
        ('{7: []}', 1),
        ('{"courses": [],\n}', 2),
        ('{"courses": [nonsense]}', 1),
    ],
)  # fmt: skip
def test_what_is_no_document_is_named_where_it_breaks(text: str, line: int) -> None:
    assert any(f"rows.json, line {line}" in mistake for mistake in mistakes(rows_from_json(text, "rows.json")))


@pytest.mark.parametrize("text", ['{"courses": ' + "[" * 99_999, '{"courses": [' + "1" * 9_999 + "]}"])
def test_hostile_texts_are_mistakes(text: str) -> None:
    assert mistakes(rows_from_json(text))


@pytest.mark.parametrize("line", ['{"a": ' + "[" * 99_999, '{"a": ' + "1" * 9_999 + "}"])
def test_hostile_lines_are_mistakes(tmp_path: Path, line: str) -> None:
    path = folder(tmp_path, courses=[COURSE, line], sections=[SECTION], lessons=[LESSON])
    assert [mistake.partition(": ")[0] for mistake in mistakes(read_rows(path))] == ["courses.jsonl, line 2"]


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    assert mistakes(read_rows(tmp_path / "none.json")) == [
        "none.json: the file cannot be read: No such file or directory"
    ]
    (tmp_path / "courses.jsonl").write_bytes(b'{}\n"\xff"\n')
    assert mistakes(read_rows(tmp_path)) == [
        "courses.jsonl, line 2: this is not UTF-8; save the file as UTF-8",
        "sections.jsonl: the file cannot be read: No such file or directory",
        "lessons.jsonl: the file cannot be read: No such file or directory",
    ]


@given(st.text(alphabet='{}[]":, \ncoursen1'))
def test_any_text_ends_in_rows_or_mistakes(text: str) -> None:
    result = rows_from_json('{"courses": ' + text)
    assert isinstance(result, Success) or mistakes(result)


def test_a_field_that_is_given_twice_is_not_lost_in_silence(tmp_path: Path) -> None:
    document = '{"courses": [],\n "lessons": [\n  {"id": 1, "content": {"intro": "a", "intro": "b"}}]}'
    (finding,) = rows_from_json(document).failure().violations
    assert (finding.rule, finding.place.line) == ("ROW_SYNTAX", 3)
    assert "gives the field 'intro' twice" in finding.message
    for table, line in (("courses", '{"id": 1, "id": 1}'), ("sections", ""), ("lessons", "")):
        (tmp_path / f"{table}.jsonl").write_text(line)
    (finding,) = read_rows(tmp_path).failure().violations
    assert (finding.rule, finding.place.path, finding.place.line) == ("ROW_SYNTAX", "courses.jsonl", 1)
