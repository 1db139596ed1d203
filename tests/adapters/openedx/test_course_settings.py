"""About pages and grading are read back as a reader sees them; what the LMS does not tell is nobody's fault."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from attrs import evolve

from adapters.openedx.course_settings import changed_grading, changed_settings
from adapters.openedx.olx import about
from adapters.simulator import Answer, Rule, Running
from domain.course import Course
from tests.adapters.openedx.raw import bare_client
from tests.builders import make_course
from tests.contracts.lms_steps import new_key

COURSE = evolve(
    make_course(),
    title="Fish & chips <em>",
    description="One\n\n«Two» & three\nfour 😀",
    start=None,
    enrollment_start=None,
    enrollment_end=None,
)


def shown(course: Course, **changes: Any) -> dict[str, Any]:
    """What an LMS tells of it, with fields changed; a change to `...` takes the field away."""
    fields: dict[str, Any] = {
        "start": "2020-01-01T00:00:00Z",
        "enrollment_start": None,
        "enrollment_end": None,
        "pacing": "self",
        "overview": about.overview(course).decode(),
        "short_description": about.short_description(course).decode(),
        "media": {"course_image": {"uri": "/asset-v1:O+C+r+type@asset+block@courseport_course_image.png"}},
    } | changes
    return {name: value for name, value in fields.items() if value is not ...}


async def told(site: Running, answer: Mapping[str, Any]) -> tuple[str, ...]:
    body = json.dumps(answer).encode()
    site.simulator.rudeness.append(Rule(Answer(200, body, "application/json"), "/api/courses/v1/courses/"))
    async with bare_client(site.lms_url, site.studio_url) as client:
        return await changed_settings(client, COURSE, new_key())


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"overview": f"\n <div>{about.overview(COURSE).decode()}</div>\n"},
        {"overview": ..., "short_description": ..., "media": ...},
        {"media": {"course_image": {"uri": None}}},
        {"media": "none"},
        {"media": {"course_image": {"uri": "https://cdn.example.org/asset-v1:x@courseport_course_image.png"}}},
        {"short_description": f"{about.short_description(COURSE).decode()}\n"},
    ],
    ids=str,
)
async def test_the_same_in_other_words_or_untold_is_no_change(site: Running, changes: dict[str, Any]) -> None:
    assert await told(site, shown(COURSE, **changes)) == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"overview": "<section><h2>About this course</h2></section>"}, "description (about page)"),
        ({"overview": None}, "description (about page)"),
        ({"overview": "\ud800\x00"}, "description (about page)"),
        ({"overview": "<" * 100_000}, "description (about page)"),
        ({"overview": "<b>" * 100_000}, "description (about page)"),
        ({"short_description": ""}, "description (short)"),
        ({"short_description": 7}, "description (short)"),
        ({"media": {"course_image": {"uri": "/asset-v1:x@images_course_image.jpg"}}}, "course image"),
    ],
    ids=lambda value: str(value)[:50],
)
async def test_what_is_shown_otherwise_is_named(site: Running, changes: dict[str, Any], field: str) -> None:
    assert await told(site, shown(COURSE, **changes)) == (field,)


@pytest.mark.parametrize(
    ("course_index", "changed"),
    [
        ({"course_structure": {"course_graders": ["Homework"]}}, ()),
        ({"course_structure": {"course_graders": ["Homework", "Lab", "Midterm Exam", "Final Exam"]}}, True),
        ({"course_structure": {"course_graders": []}}, True),
        ({"course_structure": {"course_graders": [None]}}, True),
        ({"course_structure": {}}, ()),
        ({"course_structure": {"course_graders": None}}, ()),
        ([], ()),
    ],
    ids=str,
)
def test_grading_by_its_kinds_of_assignments(course_index: object, changed: object) -> None:
    assert changed_grading(course_index) == (("grading policy",) if changed else ())
