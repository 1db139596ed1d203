"""Course files as authors write them: small ones by the number, and one with everything wrong."""

import json
from pathlib import Path
from typing import Any

from tests.end_to_end.command_line import EXAMPLE


def course_file(folder: Path, code: str = "E2E", *, units: int = 2, text: str = "A text.") -> Path:
    """A valid course with so many units, ten to a section."""
    numbers = range(units)
    sections = [
        {
            "id": f"s{first}",
            "title": f"Раздел {first}",
            "units": [
                {"id": f"u{n}", "title": f"Unit {n}", "content": f"<p>{text} {n}</p>"}
                for n in numbers[first : first + 10]
            ],
        }
        for first in numbers[::10]
    ]
    chapters = [{"id": "c0", "title": "Глава", "sections": sections}]
    return written(folder / f"{code}.json", {**_HEAD, "courseId": code, "chapters": chapters})


_HEAD = {"title": "End to end", "org": "Courseport", "run": "tests", "language": "en"}


def written(path: Path, course: dict[str, Any]) -> Path:
    """The course as a file."""
    path.write_text(json.dumps(course))
    return path


TEN_MISTAKES = {
    "courseId": "IDENTIFIER_PATTERN",
    "startDate": "DATE_FORMAT",
    "chapters[0].title": "TITLE_TOO_LONG",
    "chapters[0].sections[0].units[1].id": "DUPLICATE_ID",
    "chapters[0].sections[1].title": "VALID_UTF8",
    "chapters[1]": "MIN_ONE_SEQUENTIAL",
    "chapters[2].sections[0].title": "VALID_UTF8",
    "chapters[2].sections[0].units[0]": "NO_LOCAL_FILE_REFS",
    "chapters[3].colour": "UNKNOWN_FIELD",
    "chapters[3].sections[0].units[0]": "HTML_SIZE_LIMIT",
}
"""Where the mistakes of `broken_in_ten_ways` stand, and by which rule each is found."""


def broken_in_ten_ways(folder: Path) -> Path:
    """The example with an empty chapter, a day that is none, a title of 300 characters, and seven more."""
    course = json.loads(EXAMPLE.read_text())
    chapters = course["chapters"]
    course["courseId"] = "две_реки"
    course["startDate"] = "2026-02-30"
    chapters[0]["title"] = "т" * 300
    units = chapters[0]["sections"][0]["units"]
    units[1]["id"] = units[0]["id"]
    chapters[0]["sections"][1]["title"] = "a bell \x07 rings"
    chapters[1]["sections"] = []
    chapters[2]["sections"][0]["title"] = "half \ud83c of a pair"
    chapters[2]["sections"][0]["units"][0]["content"] = '<p><img src="../a.png" alt="a"></p>'
    chapters[3]["colour"] = "red"
    chapters[3]["sections"][0]["units"][0]["content"] = f"<p>{'x' * 2_000_000}</p>"
    return written(folder / "broken.json", course)
