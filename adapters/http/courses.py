"""Courses that an organization keeps here, and what can be asked of them before and after a publish."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, delete, get, post, put
from litestar.params import FromPath, FromQuery, QueryParameter

from adapters.http.answers import answer, answered, value_of
from adapters.http.bodies import COURSE_BYTES, SMALL_BODY_BYTES, AnyRequest, json_body
from adapters.http.course_views import (
    COURSES,
    CoursePage,
    CourseView,
    FindingsView,
    KeptCourseView,
    LmsStatusView,
    course_page,
    course_view,
    findings_view,
    kept_course_view,
    lms_status_view,
)
from adapters.http.handlers import BODY, LMS, Reader, Use, problems
from adapters.http.json_text import parsed_object
from adapters.http.paging import Cursor, Limit
from adapters.http.plan_views import PlanView, plan_view
from adapters.http.problems import ProblemError, invalid
from adapters.http.publish_input import plan_request
from domain.identifiers import ConfigurationId, CourseId, OrganizationId
from domain.violations import Place, Violation


class OrganizationCourses(Controller):
    """`/organizations/…/courses`."""

    path = "/organizations/{organization_id:uuid}/courses"
    tags = ("courses",)

    @get(summary="List courses", responses=problems(404))
    async def list_courses(
        self, organization_id: FromPath[UUID], use: Use, limit: Limit = 50, cursor: Cursor = None
    ) -> Response[CoursePage]:
        """All of them for admins and owners, their own for everybody else; the last changed first."""
        after = COURSES.read(cursor, organization_id)
        found = await use.list_courses(OrganizationId(organization_id), limit=limit, after=after)
        return answered(found, lambda page: course_page(page, organization_id))


class CourseController(Controller):
    """`/courses/…`."""

    path = "/courses/{course_id:uuid}"
    tags = ("courses",)

    @put(
        summary="Keep a course",
        opt={BODY: "CourseInput"},
        request_max_body_size=COURSE_BYTES,
        responses=problems(403, 404, body=True),
    )
    async def put_course(
        self,
        course_id: FromPath[UUID],
        organization_id: Annotated[UUID, QueryParameter(description="Whose course it is; that never changes.")],
        request: AnyRequest,
        use: Use,
        reader: Reader,
    ) -> Response[KeptCourseView]:
        """The body is the author's `CourseInput`, up to 50 MB; findings name places in it. 201 where it is new."""
        course, warnings = await reader.course_in(request)
        kept = value_of(await use.put_course(CourseId(course_id), OrganizationId(organization_id), course))
        return answer(kept_course_view(kept, warnings), 201 if kept.created else 200)

    @get(summary="Get a course", responses=problems(404))
    async def get_course(self, course_id: FromPath[UUID], use: Use) -> Response[CourseView]:
        """For its owner, and admins and owners of the organization."""
        return answered(await use.get_course(CourseId(course_id)), course_view)

    @delete(summary="Remove a course from here", responses=problems(403, 404, 409))
    async def remove_course(self, course_id: FromPath[UUID], use: Use) -> None:
        """With its history; what an LMS has of it stays there. Refused while one of its jobs is active."""
        value_of(await use.remove_course(CourseId(course_id)))

    @post("/validate", status_code=200, summary="Find mistakes", responses=problems(403, 404, 412))
    async def validate_course(self, course_id: FromPath[UUID], use: Use) -> Response[FindingsView]:
        """For its owner: everything that stands against a publish, and what else should be known."""
        return answered(await use.validate_course(CourseId(course_id)), findings_view)

    @post(
        "/plan",
        status_code=200,
        summary="See what a publish would do",
        opt={BODY: "PlanInput"},
        request_max_body_size=SMALL_BODY_BYTES,
        responses=problems(*LMS, 409, 412, body=True),
    )
    async def plan_course(self, course_id: FromPath[UUID], request: AnyRequest, use: Use) -> Response[PlanView]:
        """For its owner. Blocks that would be new, changed, moved or retired; with `live`, what is there now."""
        where, options, live = plan_request(parsed_object(await json_body(request)))
        return answered(await use.plan_course(CourseId(course_id), where, options, live), plan_view)

    @get("/lms-status", summary="What the LMS has", responses=problems(*LMS))
    async def lms_status(
        self, course_id: FromPath[UUID], lms_configuration_id: FromQuery[UUID], use: Use
    ) -> Response[LmsStatusView]:
        """For its owner, and instructors of the organization: of what it was last published as."""
        found = await use.course_status(CourseId(course_id), ConfigurationId(lms_configuration_id))
        return answered(found, lms_status_view)

    @delete("/lms", summary="Take it out of the LMS", responses=problems(*LMS))
    async def delete_from_lms(
        self,
        course_id: FromPath[UUID],
        lms_configuration_id: FromQuery[UUID],
        use: Use,
        confirm: Annotated[bool, QueryParameter(description="Must be true: learners' work goes with it.")] = False,
    ) -> None:
        """For admins and owners. Open edX cannot: 501, with what an operator of it can do."""
        if not confirm:
            raise unconfirmed()
        value_of(await use.delete_from_lms(CourseId(course_id), ConfigurationId(lms_configuration_id)))


def unconfirmed() -> ProblemError:
    """The 400 of a deletion that was not confirmed."""
    return invalid([Violation("REQUIRED", Place("confirm"), "must be true: learners' work goes with it")])
