"""`/api/courses/v1/quality/{key}/` and `…/validation/{key}/` on Studio: counts of what an import left.

Mirrors platform-facts 4.
"""

import statistics
from collections import Counter
from typing import Any

from .authentication import Access
from .dialects import Dialect
from .modulestore import DEFAULT_START, Block, Course
from .routing import route
from .studio_access import course_of, key_of, require_author
from .web import Reply, Request, json_reply

_PROCTORING = ("needs_proctoring_escalation_email", "has_proctoring_escalation_email")


async def quality(request: Request) -> Reply:
    """How many sections, subsections, units and videos there are."""
    key = key_of(request)
    require_author(request, key)
    course = course_of(request, key)
    sections = _visible(course, [course.root])
    subsections = _visible(course, sections)
    units = _visible(course, subsections)
    types = [_block_types(course, subsection) for subsection in subsections]
    return json_reply(
        {
            "is_self_paced": bool(course.settings.get("self_paced")),
            "sections": _sections(course, sections),
            "subsections": {
                "total_visible": len(subsections),
                "num_with_one_block_type": sum(count == 1 for count in types),
                "num_block_types": _figures(types),
            },
            "units": {
                "total_visible": len(units),
                "num_blocks": _figures([len(list(course.children(unit))) for unit in units]),
            },
            "videos": _videos(course, units),
        }
    )


def _visible(course: Course, parents: list[Block]) -> list[Block]:
    children = [child for parent in parents for child in course.children(parent)]
    return [child for child in children if not child.fields.get("visible_to_staff_only")]


def _block_types(course: Course, subsection: Block) -> int:
    units = _visible(course, [subsection])
    return len({block.id.block_type for unit in units for block in course.children(unit)})


def _sections(course: Course, visible: list[Block]) -> dict[str, Any]:
    return {
        "total_number": len(list(course.children(course.root))),
        "total_visible": len(visible),
        "number_with_highlights": sum(bool(section.fields.get("highlights")) for section in visible),
        "highlights_active_for_course": False,
        "highlights_enabled": True,
    }


def _videos(course: Course, units: list[Block]) -> dict[str, Any]:
    videos = [block for unit in units for block in course.children(unit) if block.id.block_type == "video"]
    return {
        "total_number": len(videos),
        "num_mobile_encoded": 0,
        "num_with_val_id": sum(bool(video.fields.get("edx_video_id")) for video in videos),
        "durations": _figures([]),
    }


def _figures(data: list[int]) -> dict[str, float | int | None]:
    """Mean and median rounded half to even; the least of the commonest values as the mode."""
    if not data:
        return dict.fromkeys(("min", "max", "mean", "median", "mode"), None)
    counts = Counter(data)
    most = max(counts.values())
    return {
        "min": min(data),
        "max": max(data),
        "mean": float(round(statistics.fmean(data))),
        "median": float(round(statistics.median(data))),
        "mode": min(value for value, count in counts.items() if count == most),
    }


async def validation(request: Request) -> Reply:
    """Whether the course has dates, graders, updates."""
    key = key_of(request)
    require_author(request, key)
    course = course_of(request, key)
    subsections = _visible(course, _visible(course, [course.root]))
    every = [block for block, _ in course.tree() if block.id.block_type == "sequential"]
    graders = course.grading_policy.get("GRADER", [])
    return json_reply(
        {
            "is_self_paced": bool(course.settings.get("self_paced")),
            "dates": {
                "has_start_date": course.start != DEFAULT_START,
                "has_end_date": course.settings.get("end") is not None,
            },
            "assignments": _assignments(len(every), len(subsections)),
            "grades": {
                "has_grading_policy": bool(graders),
                "sum_of_weights": float(sum(row.get("weight", 0) for row in graders)),
            },
            "certificates": dict.fromkeys(("is_activated", "has_certificate", "is_enabled"), False),
            "updates": {"has_update": course.has_updates},
            "proctoring": dict.fromkeys(_PROCTORING, False),
        }
    )


def _assignments(total: int, visible: int) -> dict[str, Any]:
    names = ("dates_before_start", "dates_after_end", "ora_dates_before_start", "ora_dates_after_end")
    lists: dict[str, Any] = {f"assignments_with_{name}": [] for name in names}
    return {"total_number": total, "total_visible": visible} | lists


_READ = "GET, HEAD, OPTIONS"
ROUTES = (
    route("/api/courses/v1/quality/{key}/", Access.TOKEN, Dialect.DEVELOPER, _READ, GET=quality),
    route("/api/courses/v1/validation/{key}/", Access.TOKEN, Dialect.DEVELOPER, _READ, GET=validation),
)
