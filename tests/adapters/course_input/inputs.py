"""Courses as an author writes them, with what a test wants changed."""

from typing import Any

from adapters.course_input import Reading


def course(**changes: Any) -> dict[str, Any]:
    """A course without a mistake, with fields changed; a change to `...` takes the field away."""
    fields = {
        "courseId": "rivers",
        "title": "Rivers",
        "org": "Demo",
        "run": "r1",
        "chapters": [
            {
                "id": "c1",
                "title": "Springs",
                "sections": [
                    {
                        "id": "s1",
                        "title": "Water",
                        "units": [{"id": "u1", "title": "Rain", "content": "<p>It rains.</p>"}],
                    }
                ],
            }
        ],
    } | changes
    return {name: value for name, value in fields.items() if value is not ...}


def unit_with(**changes: Any) -> dict[str, Any]:
    fields = {"id": "u1", "title": "Rain", "content": "<p>x</p>"} | changes
    unit = {name: value for name, value in fields.items() if value is not ...}
    return course(chapters=[{"id": "c", "title": "C", "sections": [{"id": "s", "title": "S", "units": [unit]}]}])


def told(reading: Reading) -> list[tuple[str, str]]:
    return [(finding.rule, finding.path) for finding in reading.violations]


UNIT = "chapters[0].sections[0].units[0]"
