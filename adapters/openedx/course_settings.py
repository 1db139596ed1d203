"""What a course run has beside its blocks, as far as the LMS tells it for nothing, right after an import.

The import resets what the package does not say, and drops what it cannot read (platform-facts 0.11, 5): so dates,
pacing, about pages, image and grading are read back too. The language is told by no API that was recorded, and
whether the image's file is there by none but the file's own address.
"""

from collections.abc import Iterator, Mapping

from lxml import etree, html
from returns.methods import unwrap_or_failure

from adapters.openedx.calls import Answer, Call, Site
from adapters.openedx.client import LmsClient
from adapters.openedx.olx import about
from adapters.openedx.olx.members import COURSE_IMAGE
from adapters.openedx.olx.policies import DEFAULT_START, GRADER_TYPES, timestamp
from adapters.openedx.replies import course_image_of, graders_of
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


def changed_grading(course_index: object) -> tuple[str, ...]:
    """Whether Studio's outline lists other kinds of assignments than were sent; where it lists none, nobody knows.

    A grading policy that cannot be read is replaced by the platform's own without a word (platform-facts 5).
    """
    graders = graders_of(course_index)
    return () if graders in (None, GRADER_TYPES) else ("grading policy",)


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
    pages = (
        ("description (about page)", "overview", about.overview(course)),
        ("description (short)", "short_description", about.short_description(course)),
    )
    for field, name, page in pages:
        if name in shown and _words(shown[name]) != _words(page.decode()):
            yield field
    image = course_image_of(shown)
    if image is not None and not image.endswith(f"@{COURSE_IMAGE}"):
        yield "course image"


def _words(page: object) -> list[str]:
    """What a reader sees of it: sites may set the same words otherwise."""
    text = page.encode("utf-8", "replace").decode() if isinstance(page, str) else ""
    try:
        return str(html.fromstring(f"<div>{text}</div>").xpath("string()")).split()
    except (etree.ParserError, ValueError):  # no words that a browser would show
        return text.split()
