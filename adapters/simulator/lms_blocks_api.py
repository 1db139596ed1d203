"""`/api/courses/v2/blocks/` on the LMS: the cheapest whole tree, some 30 s behind Studio.

Mirrors platform-facts 0.10 and 4.
"""

from typing import Any

from .authentication import Access
from .dialects import Dialect
from .keys import BlockId, CourseKey, InvalidKey
from .modulestore import ROOT, Block, Course
from .routing import route
from .web import Refused, Reply, Request, json_reply


async def course_blocks(request: Request) -> Reply:
    """The blocks of a course, children before their parents."""
    course = _course(request)
    _check_caller(request, course)
    site = request.site
    blocks = course.seen_by_lms(site.clock(), site.settings.lms_block_lag)
    wanted = set(request.query.get("requested_fields", "").split(","))
    found = _reached(blocks, _depth(request))
    views = {name.in_course(course.key): _block_view(request, course, blocks[name], wanted) for name in found}
    if request.query.get("return_type") == "list":
        return json_reply(list(views.values()))
    return json_reply({"root": ROOT.in_course(course.key), "blocks": views})


def _course(request: Request) -> Course:
    try:
        course = request.site.courses.get(CourseKey.parse(request.query.get("course_id", "")))
    except InvalidKey as invalid:
        text = f"'{request.query.get('course_id', '')}' is not a valid course key."
        raise Refused(Dialect.DEVELOPER.error(400, text)) from invalid
    if course is None:
        raise Refused(Dialect.DEVELOPER.error(404, "Course not found."))
    return course


def _check_caller(request: Request, course: Course) -> None:
    """All blocks are for course staff; everybody else must say for whom they ask."""
    if request.query.get("all_blocks", "").lower() == "true":
        if not request.site.may_author(request.caller, course.key):
            raise Refused(Dialect.DEVELOPER.error(403, "You do not have permission to perform this action."))
    elif "username" not in request.query:
        mistake = {"username": ["This field is required unless all_blocks is requested."]}
        raise Refused(Dialect.DEVELOPER.error(400, mistake))


def _depth(request: Request) -> int | None:
    depth = request.query.get("depth", "0")
    if depth == "all":
        return None
    if not depth.isdecimal():
        raise Refused(Dialect.DEVELOPER.error(400, {"depth": [f"'{depth}' is not a valid depth value."]}))
    return int(depth)


def _reached(blocks: dict[BlockId, Block], depth: int | None) -> list[BlockId]:
    found: dict[BlockId, None] = {}

    def visit(name: BlockId, left: int | None) -> None:
        if left != 0:
            for child in blocks[name].children:
                if child in blocks:
                    visit(child, None if left is None else left - 1)
        found[name] = None

    visit(ROOT, depth)
    return list(found)


def _block_view(request: Request, course: Course, block: Block, wanted: set[str]) -> dict[str, Any]:
    key = block.id.in_course(course.key)
    page = f"{request.base_url}/courses/{course.key}/jump_to/{key}"
    view: dict[str, Any] = {
        "id": key,
        "block_id": block.id.name,
        "lms_web_url": page,
        "legacy_web_url": f"{page}?experience=legacy",
        "student_view_url": f"{request.base_url}/xblock/{key}",
        "type": block.id.block_type,
        "display_name": block.shown_name,
    }
    if "children" in wanted and block.children:
        view["children"] = [child.in_course(course.key) for child in block.children]
    return view


ROUTES = (
    route("/api/courses/v2/blocks/", Access.TOKEN, Dialect.DEVELOPER, "GET, HEAD, OPTIONS", GET=course_blocks),
)
