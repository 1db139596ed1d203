"""`/api/contentstore/v1/course_index/{key}` on Studio: the whole outline (platform-facts 4)."""

from typing import Any

from .authentication import Access
from .dialects import Dialect
from .modulestore import DEFAULT_START, Course
from .outline_view import AUTHORING_MFE, outline
from .routing import route
from .studio_access import course_of, key_of, require_reader
from .timestamps import iso, studio_time
from .web import Reply, Request, json_reply

_LEARN_MORE = "https://docs.openedx.org/en/latest/educators/concepts/communication/about_course_discussions.html"
_DISCUSSIONS = {
    "enable_in_context": True,
    "enable_graded_units": False,
    "unit_level_visibility": True,
    "discussion_configuration_url": "None/discussion/settings",
}
_CLIPBOARD = {"content": None, "source_usage_key": "", "source_context_title": "", "source_edit_url": ""}
_NO_DEPRECATED_BLOCKS: dict[str, Any] = {"deprecated_enabled_block_types": [], "blocks": []}


async def course_index(request: Request) -> Reply:
    """The outline with what Studio's outline page shows around it."""
    key = key_of(request)
    require_reader(request, key)
    course = course_of(request, key)
    lms = request.site.urls["lms"]
    answer = _about_course(course, lms)
    answer["course_structure"] = outline(course, lms, request.site.clock())
    return json_reply(answer)


def _about_course(course: Course, lms: str) -> dict[str, Any]:
    advanced = f"/settings/advanced/{course.key}"
    unscheduled = course.start == DEFAULT_START
    return {
        "course_release_date": "Set Date" if unscheduled else studio_time(course.start),
        "course_structure": {},
        "deprecated_blocks_info": _NO_DEPRECATED_BLOCKS | {"advance_settings_url": advanced},
        "discussions_incontext_feedback_url": "",
        "discussions_incontext_learnmore_url": _LEARN_MORE,
        "discussions_settings": _DISCUSSIONS,
        "initial_state": None,
        "initial_user_clipboard": _CLIPBOARD,
        "language_code": "en",
        "lms_link": f"{lms}/courses/{course.key}/jump_to/{course.root.id.in_course(course.key)}",
        "mfe_proctored_exam_settings_url": (
            f"{AUTHORING_MFE}/course/{course.key}/pages-and-resources/proctoring/settings"
        ),
        "notification_dismiss_url": None,
        "proctoring_errors": [],
        "reindex_link": None,
        "rerun_notification_id": None,
        "advance_settings_url": advanced,
        "is_custom_relative_dates_active": False,
        "created_on": iso(course.created_on),
    }


ROUTES = (
    route(
        "/api/contentstore/v1/course_index/{key}",
        Access.TOKEN,
        Dialect.DEVELOPER,
        "GET, HEAD, OPTIONS",
        GET=course_index,
    ),
)
