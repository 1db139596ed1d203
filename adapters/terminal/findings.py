"""Findings of a validation: a table grouped by chapter for people, plain data for programs."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from domain.course import Course
from domain.violations import Place, Severity, Violation, errors_among, warnings_among

LONGEST_TITLE = 40
"""Characters of a title that a table shows; the path says exactly where it is."""

MOST_FINDINGS = 2_000
"""Errors, and as many warnings, that a table shows: who has more needs a program to read them."""

_CHAPTER = re.compile(r"chapters\[(\d+)\]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
"""Controls, line and paragraph separators, and what turns the direction of everything after it."""


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
            in_chapters = sorted(some, key=_chapter_of)
            console.print(_table(f"{title} ({len(some)})", course, in_chapters[:MOST_FINDINGS]))
            if len(some) > MOST_FINDINGS:
                more = len(some) - MOST_FINDINGS
                console.print(f"… and {more:,} more; --json has them all", style="bold", soft_wrap=True)


def _table(title: str, course: Course | None, findings: Iterable[Violation]) -> Table:
    """The findings as they come, those of one chapter together."""
    table = Table(title=title, title_justify="left", title_style="bold", expand=True, box=SIMPLE_HEAD)
    table.add_column("rule", no_wrap=True)
    table.add_column("where, and what to do", ratio=1, overflow="fold")
    titled: Place | None = None
    for chapter, group in groupby(findings, key=_chapter_of):
        table.add_section()
        table.add_row("", shown(_chapter_name(course, chapter), style="bold underline"))
        for finding in group:
            style = "red" if finding.severity is Severity.ERROR else "yellow"
            where = _where(finding.place, with_title=titled is None or finding.path != titled.path)
            titled = finding.place
            told = Text("\n").join((shown(where, style="bold"), shown(finding.message)))
            table.add_row(Text(finding.rule, style=style), told)
    return table


def _where(place: Place, *, with_title: bool) -> str:
    """The path first, as people look for it; the title, where the line above does not have it, in short."""
    title = f" «{_short(place.title)}»" if place.title and with_title else ""
    line = "" if place.line is None else f", line {place.line}"
    column = "" if place.column is None else f", column {place.column}"
    return on_one_line(f"{place.path or 'the whole'}{line}{column}{title}")


def _short(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"


def shown(text: str, style: str = "") -> Text:
    """Text that any terminal can take and none obeys: control characters and lone surrogates are escaped."""
    return Text(_UNPRINTABLE.sub(_escaped, text), style=style)


def on_one_line(text: str) -> str:
    """A title may hold line breaks, and must not look like a line of ours."""
    return text.replace("\n", "\\n")


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")


def _chapter_of(finding: Violation) -> int:
    found = _CHAPTER.match(finding.path)
    return -1 if found is None else int(found[1])


def _chapter_name(course: Course | None, index: int) -> str:
    if index < 0:
        return "the course"
    title = course.chapters[index].title if course is not None and index < len(course.chapters) else ""
    return on_one_line(f"chapter {index + 1} «{_short(title)}»") if title.strip() else f"chapter {index + 1}"
