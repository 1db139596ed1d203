"""`/api/v1/course_runs/` on Studio: look for course runs, make them, change them (platform-facts 3)."""

from datetime import UTC, datetime
from typing import Any

from .authentication import Access
from .course_run_form import CourseRunForm, read_form
from .dialects import Dialect
from .keys import CourseKey, InvalidKey
from .modulestore import DEFAULT_IMAGE, Course, new_course
from .package_files import default_grading_policy
from .paging import page_reply
from .routing import route
from .studio_access import key_of
from .timestamps import iso
from .web import Refused, Reply, Request, html_page, json_reply

_LONGEST_KEY = 255


async def list_runs(request: Request) -> Reply:
    """Every course run, a page at a time; the cheapest proof of a staff JWT."""
    _require_staff(request)
    runs = sorted(request.site.courses.values(), key=lambda course: str(course.key))
    return page_reply(request, runs, lambda course: run_view(request, course))


async def create_run(request: Request) -> Reply:
    """Make a course run; one that exists, or a key that cannot be, breaks the view (platform-facts 0.6)."""
    _require_staff(request)
    form = read_form(await request.form_or_json(), request.site.accounts, creating=True)
    if form.mistakes:
        return json_reply(form.mistakes, 400)
    key = _new_key(request, form)
    settings = request.site.settings
    if not settings.organizations_autocreate and key.org not in settings.organizations:
        return json_reply({"org": [f"Organization {key.org} does not exist."]}, 400)
    site = request.site
    course = new_course(key, form.title or "", form.fields, default_grading_policy(), site.clock())
    course.team = dict(form.team or {})
    course.enrolled[request.caller.username] = datetime.fromtimestamp(site.clock(), UTC)
    site.courses[key] = course
    parts = {"org": key.org, "number": key.number, "run": key.run}
    return json_reply(run_view(request, course) | parts, 201)


async def one_run(request: Request) -> Reply:
    """One course run: the right way to ask whether it exists."""
    return json_reply(run_view(request, _run(request)))


async def change_run(request: Request) -> Reply:
    """Change title, pacing, schedule or team."""
    course = _run(request)
    form = read_form(await request.form_or_json(), request.site.accounts, creating=False)
    if form.mistakes:
        return json_reply(form.mistakes, 400)
    course.settings.update(form.fields)
    if form.title is not None:
        course.settings["display_name"] = form.title
    if form.team is not None:
        course.team = dict(form.team)
    return json_reply(run_view(request, course))


def run_view(request: Request, course: Course) -> dict[str, Any]:
    """A course run as the API shows it."""
    fields = course.settings
    image = course.key.asset(str(fields.get("course_image") or DEFAULT_IMAGE).replace("/", "_"))
    dates = {name: iso(fields.get(name)) for name in ("end", "enrollment_start", "enrollment_end")}
    return {
        "schedule": {"start": iso(course.start)} | dates,
        "pacing_type": "self_paced" if fields.get("self_paced") else "instructor_paced",
        "team": [{"user": user, "role": role} for user, role in course.team.items()],
        "id": str(course.key),
        "title": course.root.shown_name,
        "images": {"card_image": f"{request.base_url}/{image}"},
    }


def _require_staff(request: Request) -> None:
    if not (request.caller.is_staff and request.caller.is_active):
        raise Refused(Dialect.DETAIL.error(403, "You do not have permission to perform this action."))


def _run(request: Request) -> Course:
    _require_staff(request)
    course = request.site.courses.get(key_of(request))
    if course is None:
        raise Refused(Dialect.DETAIL.error(404, "Not found."))
    return course


def _new_key(request: Request, form: CourseRunForm) -> CourseKey:
    broken = Refused(html_page(500, "Server Error (500)", request.site.settings.release_line))
    try:
        key = CourseKey.of(form.org, form.number, form.run)
    except InvalidKey as invalid:
        raise broken from invalid
    if key in request.site.courses or len(str(key)) > _LONGEST_KEY:
        raise broken
    return key


ROUTES = (
    route(
        "/api/v1/course_runs/",
        Access.JWT,
        Dialect.DETAIL,
        "GET, POST, HEAD, OPTIONS",
        GET=list_runs,
        POST=create_run,
    ),
    route(
        "/api/v1/course_runs/{key}/",
        Access.JWT,
        Dialect.DETAIL,
        "GET, PUT, PATCH, HEAD, OPTIONS",
        GET=one_run,
        PATCH=change_run,
        PUT=change_run,
    ),
)
