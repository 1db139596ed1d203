"""Who may see and change a course in Studio, and what those hear who may not (platform-facts 1.2)."""

from .dialects import Dialect
from .keys import BlockId, CourseKey, InvalidKey, parse_usage_key
from .modulestore import Block, Course
from .web import Refused, Request, html_page


def key_of(request: Request) -> CourseKey:
    """The course key in the path; one that only looks like a key is answered with the 404 page."""
    try:
        return CourseKey.parse(request.captured["key"])
    except InvalidKey as invalid:
        raise Refused(html_page(404, "Page not found", request.site.settings.release_line)) from invalid


def require_author(request: Request, key: CourseKey) -> None:
    """For the import, quality and validation APIs: author's rights, asked before anything else."""
    if not request.site.may_author(request.caller, key):
        text = "The requesting user does not have course author permissions."
        raise Refused(Dialect.DEVELOPER.error(403, text, "user_permissions"))


def require_reader(request: Request, key: CourseKey) -> None:
    """For Studio's own pages' APIs, which word the same refusal in another way."""
    if not request.site.may_author(request.caller, key):
        raise Refused(Dialect.DEVELOPER.error(403, "You do not have permission to perform this action."))


def course_of(request: Request, key: CourseKey) -> Course:
    """The course, or 404."""
    course = request.site.courses.get(key)
    if course is None:
        raise Refused(Dialect.DEVELOPER.error(404, "Course not found.", "course_does_not_exist"))
    return course


def usage_key_of(request: Request) -> tuple[CourseKey, BlockId]:
    """The usage key in the path, or 404."""
    try:
        return parse_usage_key(request.captured["usage"])
    except InvalidKey as invalid:
        raise Refused(html_page(404, "Page not found", request.site.settings.release_line)) from invalid


def block_of(request: Request, key: CourseKey, name: BlockId) -> tuple[Course, Block]:
    """The block and its course, or 404."""
    course = request.site.courses.get(key)
    block = course.blocks.get(name) if course else None
    if course is None or block is None:
        raise Refused(Dialect.DEVELOPER.error(404, "Not found."))
    return course, block
