"""The table of findings: readable at any width, in the order of reading, harmless whatever titles hold."""

import io

import pytest
from attrs import evolve
from rich.console import Console

from adapters.terminal.findings import MOST_FINDINGS, findings_to_json, print_findings
from domain.violations import Place, Severity, Violation
from tests.builders import make_course

COURSE = make_course(chapters=2)
UNIT = "chapters[1].sections[0].units[0]"


def finding(path: str, title: str = "", line: int | None = None, message: str = "mend it") -> Violation:
    return Violation("NO_LOCAL_FILE_REFS", Place(path, title, line, None if line is None else 7), message)


def printed(*findings: Violation, width: int = 80) -> str:
    target = io.StringIO()
    print_findings(Console(file=target, width=width), COURSE, findings)
    return target.getvalue()


def test_errors_come_before_warnings_and_chapters_apart() -> None:
    warning = evolve(finding(UNIT), severity=Severity.WARNING)
    lines = printed(warning, finding("org"), finding(UNIT)).splitlines()
    heads = [
        line.strip() for line in lines if "(1)" in line or "(2)" in line or "the course" in line or "«" in line
    ]
    assert heads == [
        "Errors (2)",
        "the course",
        f"chapter 2 «{COURSE.chapters[1].title}»",
        "Warnings (1)",
        f"chapter 2 «{COURSE.chapters[1].title}»",
    ]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    text = printed(finding(UNIT, "t" * 300, 12, "word " * 60), finding(UNIT, "标题" * 90, 13), width=width)
    assert max(len(line) for line in text.splitlines()) <= width
    assert "t" * 39 + "…" in "".join(text.split())


def test_a_title_is_told_once_for_all_findings_of_a_place() -> None:
    text = printed(finding(UNIT, "Only once", 1), finding(UNIT, "Only once", 2), width=120)
    assert text.count("«Only once»") == 1
    assert [line.split() for line in text.splitlines() if UNIT in line] == [
        ["NO_LOCAL_FILE_REFS", f"{UNIT},", "line", "1,", "column", "7", "«Only", "once»"],
        ["NO_LOCAL_FILE_REFS", f"{UNIT},", "line", "2,", "column", "7"],
    ]


@pytest.mark.parametrize(
    "title", ["\ud800", "\x1b[31m", "a\x07b", "\u202eevil", "\u2028", "[bold]b[/bold] [/]", "\x00"]
)
def test_no_title_breaks_or_steers_the_output(title: str) -> None:
    text = printed(finding(UNIT, title, message=title), finding("title", title))
    text.encode("utf-8")
    assert not set(text) & set("\x00\x07\x1b\u202e\u2028")
    assert "[bold]" not in title or text.count("[bold]b[/bold]") == 3


def test_the_same_as_data() -> None:
    data = findings_to_json(
        (finding(UNIT, "T", 3), evolve(finding("org"), severity=Severity.WARNING)), valid=False
    )
    assert data["valid"] is False
    assert [(each["path"], each["title"], each["line"], each["column"]) for each in data["errors"]] == [
        (UNIT, "T", 3, 7)
    ]
    assert [each["severity"] for each in data["warnings"]] == ["warning"]


def test_of_very_many_findings_the_first_are_shown_and_the_rest_counted() -> None:
    found = [finding(UNIT, line=number) for number in range(MOST_FINDINGS + 7)]
    text = printed(*found)
    assert text.count("NO_LOCAL_FILE_REFS") == MOST_FINDINGS
    assert "Errors (2007)" in text
    assert "… and 7 more; --json has them all" in text
    assert len(findings_to_json(found, valid=False)["errors"]) == MOST_FINDINGS + 7
