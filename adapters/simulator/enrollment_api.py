"""`/api/enrollment/v1/enrollments` on the LMS: who is in a course, by cursor pages without a total.

Mirrors platform-facts 4.
"""

import base64
import binascii
from typing import Any
from urllib.parse import urlencode

from .authentication import Access
from .dialects import Dialect
from .keys import CourseKey, InvalidKey
from .modulestore import Course
from .routing import route
from .timestamps import iso
from .web import Refused, Reply, Request, json_reply

_LARGEST_PAGE = 100


async def enrollments(request: Request) -> Reply:
    """The enrolments of a course, for global staff only."""
    _throttle(request)
    if not request.caller.is_staff:
        raise Refused(Dialect.DEVELOPER.error(403, "You do not have permission to perform this action."))
    rows = _rows(request)
    start, size = _cursor(request), _page_size(request)
    answer = {
        "next": _link(request, start + size) if start + size < len(rows) else None,
        "previous": _link(request, max(0, start - size)) if start else None,
        "results": rows[start : start + size],
    }
    return json_reply(answer)


def _throttle(request: Request) -> None:
    settings, caller = request.site.settings, request.caller
    rate = settings.enrollment_calls_per_minute
    if caller.is_staff:
        rate = settings.enrollment_calls_per_minute_staff
    if request.site.throttle.over("enrollments", caller.username, rate + 1):
        reply = Dialect.DEVELOPER.error(429, "Request was throttled. Expected available in 60 seconds.")
        raise Refused(Reply(429, reply.body, reply.content_type, (("Retry-After", "60"),)))


def _rows(request: Request) -> list[dict[str, Any]]:
    wanted = request.query.get("course_id")
    courses: list[Course] = list(request.site.courses.values())
    if wanted is not None:
        try:
            key = CourseKey.parse(wanted)
        except InvalidKey as invalid:
            mistake = {"course_id": [f"'{wanted}' is not a valid course id."]}
            raise Refused(json_reply(mistake, 400)) from invalid
        courses = [course for course in courses if course.key == key]
    return [
        {
            "created": iso(moment),
            "mode": "audit",
            "is_active": True,
            "user": user,
            "course_id": str(course.key),
        }
        for course in courses
        for user, moment in course.enrolled.items()
    ]


def _page_size(request: Request) -> int:
    text = request.query.get("page_size", "")
    return min(int(text), _LARGEST_PAGE) if text.isdecimal() and int(text) > 0 else _LARGEST_PAGE


def _cursor(request: Request) -> int:
    try:
        return int(base64.urlsafe_b64decode(request.query.get("cursor", "")) or b"0")
    except (binascii.Error, ValueError) as invalid:
        raise Refused(Dialect.DEVELOPER.error(404, "Invalid cursor")) from invalid


def _link(request: Request, start: int) -> str:
    cursor = base64.urlsafe_b64encode(str(start).encode()).decode()
    return f"{request.base_url}{request.path}?{urlencode(request.query | {'cursor': cursor})}"


ROUTES = (
    route(
        "/api/enrollment/v1/enrollments/?",
        Access.TOKEN,
        Dialect.DEVELOPER,
        "GET, HEAD, OPTIONS",
        GET=enrollments,
    ),
)
