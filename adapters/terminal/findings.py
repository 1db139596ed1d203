"""Findings of a validation: a table grouped by chapter for people, plain data for programs."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from domain.course import Course
from domain.violations import Severity, Violation, errors_among, warnings_among

_CHAPTER = re.compile(r"chapters\[(\d+)\]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def finding_to_json(finding: Violation) -> dict[str, Any]:
    """One finding as data: the data model's path, message and severity, with its rule and position."""
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "path": finding.path,
        "title": finding.place.title,
        "line": finding.place.line,
        "column": finding.place.column,
        "message": finding.message,
    }


def findings_to_json(findings: Sequence[Violation], *, valid: bool) -> dict[str, Any]:
    """The data model's ValidationResult."""
    return {
        "valid": valid,
        "errors": [finding_to_json(finding) for finding in errors_among(findings)],
        "warnings": [finding_to_json(finding) for finding in warnings_among(findings)],
    }


def print_findings(console: Console, course: Course | None, findings: Sequence[Violation]) -> None:
    """Errors first, then warnings; each grouped by the chapter it stands in."""
    for title, some in (("Errors", errors_among(findings)), ("Warnings", warnings_among(findings))):
        if some:
            console.print(_table(f"{title} ({len(some)})", course, some))


def _table(title: str, course: Course | None, findings: Iterable[Violation]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", expand=True)
    table.add_column("where", ratio=2, overflow="fold")
    table.add_column("rule", no_wrap=True)
    table.add_column("what to do", ratio=3, overflow="fold")
    ordered = sorted(findings, key=_chapter_of)
    for chapter, group in groupby(ordered, key=_chapter_of):
        table.add_section()
        table.add_row(shown(_chapter_name(course, chapter), style="bold"), "", "")
        for finding in group:
            style = "red" if finding.severity is Severity.ERROR else "yellow"
            table.add_row(shown(str(finding.place)), Text(finding.rule, style=style), shown(finding.message))
    return table


def shown(text: str, style: str = "") -> Text:
    """Text that any terminal can take and none obeys: control characters and lone surrogates are escaped."""
    return Text(_UNPRINTABLE.sub(_escaped, text), style=style)


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")


def _chapter_of(finding: Violation) -> int:
    found = _CHAPTER.match(finding.path)
    return -1 if found is None else int(found[1])


def _chapter_name(course: Course | None, index: int) -> str:
    if index < 0:
        return "the course"
    title = course.chapters[index].title if course is not None and index < len(course.chapters) else ""
    return f"chapter {index + 1} «{title[:60]}»"
