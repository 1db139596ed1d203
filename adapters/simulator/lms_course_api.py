"""`/api/courses/v1/courses/{key}/` on the LMS: the course as the catalogue shows it, at once.

Mirrors platform-facts 4.
"""

from typing import Any
from urllib.parse import quote

from .authentication import Access
from .dialects import Dialect
from .keys import CourseKey, InvalidKey
from .modulestore import DEFAULT_IMAGE, DEFAULT_START, Course
from .routing import route
from .timestamps import catalogue_date, iso
from .web import Refused, Reply, Request, json_reply

_OVERVIEW_OF_A_NEW_COURSE = '<section class="about"><p>Nobody has described this course yet.</p></section>'


async def course_detail(request: Request) -> Reply:
    """What visitors may know of a course."""
    missing = Refused(Dialect.DEVELOPER.error(404, "Course not found."))
    try:
        course = request.site.courses.get(CourseKey.parse(request.captured["key"]))
    except InvalidKey as invalid:
        raise missing from invalid
    if course is None:
        raise missing
    return json_reply(_course_view(request, course) | _enrollment_of(request, course))


def _enrollment_of(request: Request, course: Course) -> dict[str, Any]:
    username = request.query.get("username")
    if username is None:
        return {}
    caller = request.user
    if caller is None or not (caller.is_staff or caller.username == username):
        raise Refused(Dialect.DEVELOPER.error(404, "Course not found."))
    return {"is_enrolled": username in course.enrolled}


def _course_view(request: Request, course: Course) -> dict[str, Any]:
    fields, key = course.settings, course.key
    scheduled = course.start != DEFAULT_START
    return {
        "blocks_url": f"{request.base_url}/api/courses/v2/blocks/?course_id={quote(str(key), safe='')}",
        "effort": course.about.get("effort"),
        "end": iso(fields.get("end")),
        "enrollment_start": iso(fields.get("enrollment_start")),
        "enrollment_end": iso(fields.get("enrollment_end")),
        "id": str(key),
        "media": _media(request, course),
        "name": course.root.shown_name,
        "number": key.number,
        "org": key.org,
        "short_description": course.about.get("short_description"),
        "start": iso(course.start),
        "start_display": catalogue_date(course.start) if scheduled else None,
        "start_type": "timestamp" if scheduled else "empty",
        "pacing": "self" if fields.get("self_paced") else "instructor",
        "mobile_available": bool(fields.get("mobile_available")),
        "hidden": False,
        "invitation_only": bool(fields.get("invitation_only")),
        "course_id": str(key),
        "overview": course.about.get("overview", _OVERVIEW_OF_A_NEW_COURSE),
    }


def _media(request: Request, course: Course) -> dict[str, Any]:
    image = _picture(course, "course_image")
    banner = _picture(course, "banner_image")
    absolute = f"{request.base_url}{image}"
    return {
        "banner_image": {"uri": banner, "uri_absolute": f"{request.base_url}{banner}"},
        "course_image": {"uri": image},
        "course_video": {"uri": None},
        "image": {"raw": absolute, "small": absolute, "large": absolute},
    }


def _picture(course: Course, field: str) -> str:
    return "/" + course.key.asset(str(course.settings.get(field) or DEFAULT_IMAGE).replace("/", "_"))


ROUTES = (
    route(
        "/api/courses/v1/courses/{key}/?",
        Access.VISITOR,
        Dialect.DEVELOPER,
        "GET, HEAD, OPTIONS",
        GET=course_detail,
    ),
)
