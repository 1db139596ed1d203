"""What is inside a unit: `container/vertical/…/children` and `olx-export` on Studio (platform-facts 4)."""

from typing import Any

from .authentication import Access
from .dialects import Dialect
from .modulestore import Block, Course
from .olx_export import below, block_as_olx, static_files_of
from .outline_view import no_partition_info, user_partitions
from .routing import route
from .studio_access import block_of, require_reader, usage_key_of
from .web import Refused, Reply, Request, html_page, json_reply

_TOO_LARGE = ("course", "chapter", "sequential")


async def vertical_children(request: Request) -> Reply:
    """The blocks of a unit, in order."""
    key, name = usage_key_of(request)
    require_reader(request, key)
    course, block = block_of(request, key, name)
    children = [_child_view(course, child) for child in course.children(block)]
    return json_reply({"children": children, "is_published": True, "can_paste_component": True})


def _child_view(course: Course, child: Block) -> dict[str, Any]:
    may = ("can_copy", "can_duplicate", "can_move", "can_manage_access", "can_delete", "can_manage_tags")
    return {
        "name": child.shown_name,
        "block_id": child.id.in_course(course.key),
        "block_type": child.id.block_type,
        "user_partition_info": no_partition_info(),
        "user_partitions": user_partitions(),
        "upstream_link": None,
        "actions": dict.fromkeys(may, True),
        "validation_messages": [],
        "render_error": "",
    }


async def export_olx(request: Request) -> Reply:
    """The OLX of a unit or of a block in one, and of each block below it."""
    key, name = usage_key_of(request)
    if name.block_type in _TOO_LARGE:
        text = "Requested XBlock tree is too large - export verticals or their children only"
        raise Refused(json_reply([text], 400))
    if not request.site.may_author(request.caller, key):
        text = "You must be a member of the course team in Studio to export OLX using this API."
        raise Refused(Dialect.DETAIL.error(403, text))
    course = request.site.courses.get(key)
    block = course.blocks.get(name) if course else None
    broken = Refused(html_page(500, "Server Error (500)", request.site.settings.release_line))
    if course is None or block is None:
        raise broken
    try:
        blocks = {part.id.in_course(key): _export_view(request, course, part) for part in below(course, block)}
    except ValueError as unprintable:
        raise broken from unprintable
    return json_reply({"root_block_id": name.in_course(key), "blocks": blocks})


def _export_view(request: Request, course: Course, block: Block) -> dict[str, Any]:
    olx = block_as_olx(course, block)
    files = static_files_of(course, olx, request.base_url)
    return {"olx": olx, "static_files": files} if files else {"olx": olx}


ROUTES = (
    route(
        "/api/contentstore/v1/container/vertical/(?P<usage>[^/]+)/children",
        Access.TOKEN,
        Dialect.DEVELOPER,
        "GET, HEAD, OPTIONS",
        GET=vertical_children,
    ),
    route(
        "/api/olx-export/v1/xblock/(?P<usage>[^/]+)/",
        Access.TOKEN,
        Dialect.DETAIL,
        "GET, OPTIONS",
        GET=export_olx,
    ),
)
