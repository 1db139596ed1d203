"""A course with ten mistakes: all of them in one answer, each with its place, and nothing kept anywhere."""

from pathlib import Path

import pytest

from adapters.simulator import Running
from tests.end_to_end.command_line import CommandLine, Site
from tests.end_to_end.course_files import TEN_MISTAKES, broken_in_ten_ways, course_file
from tests.end_to_end.rows import fetch

pytestmark = pytest.mark.slow
WIDE = {"COLUMNS": "400"}


async def test_validate_names_all_ten(fileless: CommandLine, tmp_path: Path) -> None:
    shown = await fileless.having(**WIDE).run("validate", broken_in_ten_ways(tmp_path))
    assert shown.code == 1
    assert "8 errors, 2 warnings: not valid" in shown.err
    for path, rule in TEN_MISTAKES.items():
        assert any(path in line and rule in line for line in shown.out.splitlines()), path


async def test_validate_as_json_has_the_same_ten_with_advice(fileless: CommandLine, tmp_path: Path) -> None:
    result = await fileless.run("validate", broken_in_ten_ways(tmp_path), "--json")
    told = result.only()
    findings = [*told["errors"], *told["warnings"]]
    assert (result.code, told["valid"]) == (1, False)
    assert {finding["path"]: finding["rule"] for finding in findings} == TEN_MISTAKES
    assert len(findings) == len(TEN_MISTAKES)
    assert all(finding["message"] for finding in findings)
    assert findings[-1]["severity"] == "warning"


async def test_publish_and_plan_say_the_same_and_keep_nothing(
    command_line: CommandLine, site: Site, running: Running, database_url: str, tmp_path: Path
) -> None:
    broken = broken_in_ten_ways(tmp_path)
    wide = command_line.having(**WIDE)
    published = await wide.run("publish", broken, *site.flags)
    as_json = await wide.run("publish", broken, *site.flags, "--json")
    planned = await wide.run("plan", broken, *site.flags)
    assert (published.code, as_json.code, planned.code) == (1, 1, 1)
    assert "Nothing was published" in published.err
    for path, rule in TEN_MISTAKES.items():
        assert any(path in line and rule in line for line in published.out.splitlines()), path
        assert any(path in line and rule in line for line in planned.out.splitlines()), path
    told = as_json.only()
    assert {finding["path"] for finding in (*told["errors"], *told["warnings"])} == set(TEN_MISTAKES)
    for table in ("courses", "lms_configurations", "lms_import_jobs", "course_versions", "pgqueuer"):
        assert await fetch(database_url, f"SELECT 1 FROM {table}") == []  # noqa: S608 - a constant
    assert running.simulator.imports == []


async def test_warnings_alone_are_valid_unless_one_is_strict(fileless: CommandLine, tmp_path: Path) -> None:
    course = course_file(tmp_path)
    course.write_text(course.read_text().replace('"language": "en"', '"language": "en", "colour": "red"'))
    assert (await fileless.run("validate", course)).code == 0
    assert (await fileless.run("validate", course, "--strict")).code == 1


async def test_a_title_cannot_steer_the_terminal(fileless: CommandLine, tmp_path: Path) -> None:
    course = course_file(tmp_path)
    course.write_text(course.read_text().replace('"Unit 0"', r'"\u001b]0;evil\u0007\u001b[31m"'))
    shown = await fileless.run("validate", course)
    assert shown.code == 1
    assert "\x1b" not in shown.out + shown.err
