"""`courseport validate`: every rule of the first wall can be met there, with its place and what to do."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.openedx.olx.rules import Rule
from domain.violations import Severity
from entrypoints.commands.validating import validate
from tests.entrypoints.rule_cases import CASES, NOT_FROM_A_FILE, Case, sound

ROOT = Path(__file__).parents[2]
WRITTEN_OUT = (ROOT / "domain/course_rules.py", *(ROOT / "adapters/course_input").glob("*.py"))


def told(case: Case, folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[dict[str, object]]]:
    """The exit code, and all findings as data."""
    file = folder / "course.json"
    file.write_bytes(case.data)
    code = validate(file, json=True)
    answer = json.loads(capsys.readouterr().out)
    return code, [*answer["errors"], *answer["warnings"]]


def rules_in(source: Path) -> Iterator[str]:
    """Names of rules that a module writes out: words in capitals with a low line between them."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        word = node.value if isinstance(node, ast.Constant) else None
        if isinstance(word, str) and "_" in word and word.isupper() and word.replace("_", "").isalnum():
            yield word


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_the_rule_is_met_with_its_place_and_what_to_do(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, findings = told(case, tmp_path, capsys)
    (finding,) = [found for found in findings if found["rule"] == case.rule]
    assert case.among_others or len(findings) == 1, findings
    assert finding["severity"] == case.severity.value
    assert finding["path"] == case.path
    assert (finding["line"], finding["column"]) == (case.at or (None, None))
    assert case.advice in str(finding["message"])
    assert (code == 0) is (case.severity is Severity.WARNING)


def test_no_rule_is_left_out() -> None:
    """A new rule needs a case."""
    rules = {rule for source in WRITTEN_OUT for rule in rules_in(source)} | {rule.value for rule in Rule}
    assert {case.rule for case in CASES} == rules - NOT_FROM_A_FILE.keys()
    assert NOT_FROM_A_FILE.keys() <= rules


def test_a_sound_course_has_no_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(Case("", json.dumps(sound()).encode(), "", ""), tmp_path, capsys) == (0, [])


@pytest.mark.parametrize(
    ("course", "code", "strict_code"),
    [
        (sound(), 0, 0),
        (sound() | {"colour": "red"}, 0, 1),
        (sound() | {"title": ""}, 1, 1),
        ([], 2, 2),
    ],
    ids=["sound", "warned of", "wrong", "no course"],
)
def test_exit_codes(
    course: object, code: int, strict_code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "course.json"
    file.write_text(json.dumps(course))
    assert (validate(file), validate(file, strict=True)) == (code, strict_code)
    assert ("not valid" in capsys.readouterr().err.splitlines()[-1]) is (strict_code != 0)


def test_findings_stand_under_their_chapters_and_warnings_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course = sound()
    other = {"id": "c2", "title": "Stone", "sections": course["chapters"][0]["sections"]}
    course["chapters"].append(json.loads(json.dumps(other)))
    course["chapters"][0]["sections"][0]["units"][0]["content"] = '<img src="../a.png">'
    course["chapters"][1]["sections"][0]["units"][0]["content"] = ""
    course["chapters"][1]["title"] = " "
    file = tmp_path / "course.json"
    file.write_text(json.dumps({**course, "run": "r 1"}))
    assert validate(file) == 1
    shown = capsys.readouterr().out
    order = ("Errors (3)", "the course", "IDENTIFIER", "chapter 1 «Water»", "NO_LOCAL_FILE_REFS", "chapter 2",
             "TITLE_REQUIRED", "Warnings (1)", "EMPTY_UNIT")  # fmt: skip
    places = [shown.index(part) for part in order]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("unit", "rule"),
    [
        ({"id": "u1", "title": "Rain", "content": 7}, "WRONG_TYPE"),
        (None, "WRONG_TYPE"),
        ({"id": "u1", "title": "Rain", "type": "quiz", "questions": []}, "UNSUPPORTED_CONTENT"),
    ],
)
def test_a_unit_whose_content_could_not_be_read_is_not_called_empty_too(
    unit: object, rule: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course = sound()
    course["chapters"][0]["sections"][0]["units"] = [unit]
    _, findings = told(Case("", json.dumps(course).encode(), "", ""), tmp_path, capsys)
    assert [finding["rule"] for finding in findings] == [rule]
