"""`courseport import-rows` and `course show`: a platform's rows from files, and what they would become."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from attrs import evolve

from adapters.simulator import Running
from application.ports.rows import PlatformCourse
from application.row_json import rows_to_json
from tests.builders import make_rows
from tests.entrypoints.inside import Inside, connection_flags

ACME = UUID(int=1)


def a_file(folder: Path, *courses: PlatformCourse) -> Path:
    """One file with all tables."""
    documents = [rows_to_json(each) for each in courses]
    tables: dict[str, list[Any]] = {
        "courses": [each["course"] for each in documents],
        "sections": [row for each in documents for row in each["sections"]],
        "lessons": [row for each in documents for row in each["lessons"]],
    }
    path = folder / "rows.json"
    path.write_text(json.dumps(tables, ensure_ascii=False), encoding="utf-8")
    return path


def a_folder(folder: Path, rows: PlatformCourse) -> Path:
    """A file of JSON lines for each table."""
    document = rows_to_json(rows)
    for table, lines in (("courses", [document["course"]]), *list(document.items())[1:]):
        (folder / f"{table}.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return folder


def unfinished(rows: PlatformCourse) -> PlatformCourse:
    return evolve(rows, lessons=(evolve(rows.lessons[0], status="draft"), rows.lessons[1]))


def test_a_folder_of_rows_is_kept_and_shown(courseport: Inside, tmp_path: Path) -> None:
    rows = make_rows()
    kept = courseport("import-rows", a_folder(tmp_path, rows))
    assert (kept.code, kept.out.split()) == (0, [str(rows.id), "kept", "Узлы"]), kept
    again = courseport.done("import-rows", tmp_path)
    assert (again["created"], again["unfinished"], again["findings"]) == (False, [], [])
    tree = courseport("course", "show", rows.id)
    assert tree.code == 0, tree
    lines = [line.strip("│├└─ ").split("  ")[0] for line in tree.out.splitlines()]
    assert lines == ["Узлы", "Loops", "Bowline", "Bowline", "Петля", "Петля"]
    told = courseport.done("course", "show", rows.id)
    assert (told["kept"], told["course"]["chapters"][0]["id"]) == ("rows", str(rows.sections[0].id))
    assert courseport.done("course", "list")["items"][0]["id"] == str(rows.id)


def test_several_courses_and_whose_they_are(courseport: Inside, tmp_path: Path) -> None:
    first, second = make_rows(title="One", user_id=UUID(int=7)), make_rows(title="Two")
    path = a_file(tmp_path, first, second)
    refused = courseport("import-rows", path, "--organization", ACME)
    assert (refused.code, "ORGANIZATION_NOT_FOUND" in refused.err) == (1, True)
    courseport.done("org", "create", "Acme", "--id", ACME)
    kept = courseport("import-rows", path, "--organization", ACME, "--json")
    told = [json.loads(line) for line in kept.out.splitlines()]
    assert [(each["title"], each["owner_id"]) for each in told] == [("One", str(UUID(int=7))), ("Two", None)]
    assert {each["organization_id"] for each in told} == {str(ACME)}
    third = make_rows(title="Three", organization_id=ACME)
    assert courseport.done("import-rows", a_file(tmp_path, third))["organization_id"] == str(ACME)


def test_what_is_unfinished_is_kept_and_named(courseport: Inside, tmp_path: Path) -> None:
    rows = unfinished(make_rows())
    kept = courseport("import-rows", a_file(tmp_path, rows))
    assert kept.code == 0, kept
    assert "1 unfinished part in the way of a publish" in kept.err
    shown = courseport("course", "show", rows.id)
    assert (shown.code, "COURSE_NOT_READY" in shown.err) == (1, True)
    assert "«Bowline»: its status is the text 'draft'" in shown.err
    as_json = courseport("course", "show", rows.id, "--json").only()
    assert as_json["error"]["metadata"]["unfinished"][0].endswith("its status is the text 'draft'")


def test_mistakes_are_kept_and_named(courseport: Inside, tmp_path: Path) -> None:
    rows = make_rows()
    rows = evolve(rows, lessons=(evolve(rows.lessons[0], content=7), rows.lessons[1]))
    kept = courseport("import-rows", a_file(tmp_path, rows))
    assert (kept.code, "1 mistake in the way" in kept.err) == (0, True)
    shown = courseport("course", "show", rows.id)
    assert (shown.code, "CONTENT_SHAPE_UNKNOWN" in shown.out) == (1, True)


@pytest.mark.parametrize("text", ["{", "[]", '{"lessons": [{}]}', '{"pages": [{}]}'])
def test_files_that_are_no_rows_are_refused(nowhere: Inside, tmp_path: Path, text: str) -> None:
    path = tmp_path / "rows.json"
    path.write_text(text)
    refused = nowhere("import-rows", path)
    assert refused.code == 1
    assert "Traceback" not in refused.err
    assert "INVALID_COURSE_INPUT" in refused.err or "ROW" in refused.out, refused
    assert nowhere("import-rows", tmp_path / "nowhere").code == 1


def test_no_course_is_no_success(courseport: Inside, tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    path.write_text("{}")
    assert courseport("import-rows", path).code == 1
    assert courseport("course", "show", ACME).code == 1


def test_kept_rows_are_planned_published_and_proved(courseport: Inside, site: Running, tmp_path: Path) -> None:
    rows = make_rows()
    courseport.done("import-rows", a_folder(tmp_path, rows))
    flags = connection_flags(site.lms_url, site.studio_url)
    ids = ("--course-id", rows.id, "--config-id", courseport.done("config", "create", *flags)["id"])
    assert courseport("plan", *ids).code == 3
    published = courseport("publish", *ids)
    assert (published.code, "2/2 units in place" in published.out) == (0, True), published
    assert courseport("plan", *ids).code == 0
    (tmp_path / "lessons.jsonl").write_text(
        "\n".join(json.dumps(row) for row in rows_to_json(unfinished(rows))["lessons"]), encoding="utf-8"
    )
    courseport.done("import-rows", tmp_path)
    for verb in ("plan", "publish"):
        refused = courseport(verb, *ids)
        assert (refused.code, "COURSE_NOT_READY" in refused.err) == (1, True), refused
        assert "Bowline" in refused.out + refused.err
