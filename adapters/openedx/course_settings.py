"""Dates and pacing of a course run, as the LMS shows them right after an import (platform-facts 0.10).

The import resets what the package does not say, so these are read back too. Language, grading and about pages are
not: no API tells them cheaply.
"""

from collections.abc import Iterator, Mapping

from returns.methods import unwrap_or_failure

from adapters.openedx.calls import Answer, Call, Site
from adapters.openedx.client import LmsClient
from adapters.openedx.olx.policies import DEFAULT_START, timestamp
from domain.course import Course
from domain.course_key import CourseKey

_SECONDS = 60.0


async def changed_settings(client: LmsClient, course: Course, key: CourseKey) -> tuple[str, ...]:
    """The author's fields that the LMS shows otherwise; empty also where it hides the course from the API."""
    call = Call(
        site=Site.LMS,
        path=f"/api/courses/v1/courses/{key}/",
        operation="verify",
        seconds=_SECONDS,
        repeat_after_timeout=True,
    )
    answer = unwrap_or_failure(await client.send(call))
    shown = answer.json() if isinstance(answer, Answer) and answer.status == 200 else None
    return tuple(_differing(course, shown)) if isinstance(shown, dict) else ()


def _differing(course: Course, shown: Mapping[str, object]) -> Iterator[str]:
    moments = (
        ("startDate", "start", course.start or DEFAULT_START),
        ("enrollmentStart", "enrollment_start", course.enrollment_start),
        ("enrollmentEnd", "enrollment_end", course.enrollment_end),
    )
    for field, name, sent in moments:
        if shown.get(name) != (None if sent is None else timestamp(sent)):
            yield field
    if shown.get("pacing") != "self":
        yield "pacing (self-paced)"
