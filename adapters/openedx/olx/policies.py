"""Course settings and grading, as the policy files state them.

An import resets every setting that the policy does not state (platform-facts 0.11). So what matters is stated, and
stated here only: a setting that stood in `course/RUN.xml` too would be an override of itself.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from domain.course import Course
from domain.course_key import CourseKey
from domain.languages import Language

DEFAULT_START = datetime(2020, 1, 1, tzinfo=UTC)
"""The start of a course whose author gave none. Without one the platform says 2030 and learners see nothing; a
fixed day in the past shows the course at once and keeps the package the same from one publish to the next."""

PLATFORM_LANGUAGE: Mapping[Language, str] = {
    **{language: language.value for language in Language},
    Language.CHINESE: "zh-cn",
}
"""Our languages in the platform's words: its list has Chinese by region only, the others as they are."""

GRADING_POLICY: Mapping[str, object] = {
    "GRADER": [{"type": "Homework", "short_label": "HW", "min_count": 1, "drop_count": 0, "weight": 1.0}],
    "GRADE_CUTOFFS": {"Pass": 0.5},
}
"""The least that is whole. Without it the platform would use its own default with midterm and final exam."""

GRADER_TYPES = ("Homework",)
"""The kinds of assignments in it, in order."""


def policy(course: Course, key: CourseKey, url_name: str, image: str) -> Mapping[str, object]:
    """The content of `policy.json`. No `end`: an author's silence must not close a course."""
    settings: dict[str, object] = {
        "display_name": course.title,
        "display_organization": key.org,
        "display_coursenumber": key.course,
        "language": PLATFORM_LANGUAGE[course.language],
        "self_paced": True,
        "start": timestamp(course.start or DEFAULT_START),
        "course_image": image,
    }
    if course.enrollment_start is not None:
        settings["enrollment_start"] = timestamp(course.enrollment_start)
    if course.enrollment_end is not None:
        settings["enrollment_end"] = timestamp(course.enrollment_end)
    return {f"course/{url_name}": settings}


def timestamp(at: datetime) -> str:
    """A date as the platform reads it: UTC, whole seconds. A time without zone is taken as UTC."""
    aware = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def to_bytes(document: Mapping[str, object]) -> bytes:
    """A whole JSON file, UTF-8, keys sorted, with a newline at its end."""
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True).encode("utf-8") + b"\n"
