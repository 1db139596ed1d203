"""A course broken in ten ways: every mistake in one answer, each with its place and what to do."""

import json
from typing import Any

from adapters.course_input import read_course
from adapters.openedx.olx.checks import check_course
from domain.violations import Severity, Violation


def broken_course() -> dict[str, Any]:
    def unit(number: int, **changes: str) -> dict[str, str]:
        return {"id": f"u{number}", "title": f"Unit {number}", "content": "<p>Text.</p>", **changes}

    units = [
        unit(0, title="x" * 300),
        unit(1, title="Bell\x07"),
        unit(2, content="<p>lone \ud800</p>"),
        unit(3, content="<p>See</p>\n<p><img src='../a.png'></p>"),
        unit(4, content="<p>" + "long " * 400_000 + "</p>"),
        unit(5, id="u3"),
    ]
    return {
        "courseId": "реки",
        "title": "Rivers",
        "org": "Demo",
        "run": "r1",
        "start_date": "2026-01-12T09:00:00Z",
        "enrollmentStart": "2026-01-12",
        "chapters": [
            {"id": "c0", "title": "Empty", "sections": []},
            {"id": "c1", "title": "Full", "sections": [{"id": "s0", "title": "All", "units": units}]},
        ],
    }


def line(finding: Violation) -> tuple[str, str, str]:
    return finding.severity.value, finding.rule, str(finding.place)


UNITS = "chapters[1].sections[0].units"


def test_every_mistake_is_told_once_with_its_place_and_what_to_do() -> None:
    reading = read_course(json.dumps(broken_course()))
    assert reading.course is not None
    findings = (*reading.violations, *check_course(reading.course))
    assert [line(finding) for finding in findings] == [
        ("warning", "UNKNOWN_FIELD", "start_date"),
        ("error", "IDENTIFIER_PATTERN", "courseId"),
        ("error", "DATE_FORMAT", "enrollmentStart"),
        ("error", "MIN_ONE_SEQUENTIAL", "chapters[0] «Empty»"),
        ("error", "TITLE_TOO_LONG", f"{UNITS}[0].title «{'x' * 300}»"),
        ("error", "VALID_UTF8", f"{UNITS}[1].title «Bell\x07», line 1, column 5"),
        ("error", "VALID_UTF8", f"{UNITS}[2].content «Unit 2», line 1, column 9"),
        ("error", "DUPLICATE_ID", f"{UNITS}[5].id «Unit 5»"),
        ("error", "NO_LOCAL_FILE_REFS", f"{UNITS}[3] «Unit 3», line 2, column 4"),
        ("warning", "HTML_SIZE_LIMIT", f"{UNITS}[4] «Unit 4»"),
    ]
    advice = [finding.message for finding in findings]
    for number, words in enumerate(
        [
            "startDate",
            "1–50 letters",
            "09:00:00Z",
            "add",
            "shorten",
            "remove",
            "remove",
            "its own",
            "https://",
            "split",
        ]
    ):
        assert words in advice[number]
    assert {finding.severity for finding in findings} == {Severity.ERROR, Severity.WARNING}
