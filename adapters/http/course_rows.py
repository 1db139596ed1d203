"""Courses that a platform keeps as rows: put here as they are, and mapped when they are published."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, put
from litestar.params import FromPath, QueryParameter

from adapters.http.answers import answer, value_of
from adapters.http.bodies import COURSE_BYTES, AnyRequest
from adapters.http.course_views import KeptRowsView, kept_rows_view
from adapters.http.handlers import BODY, Reader, Use, problems
from domain.identifiers import CourseId, OrganizationId


class CourseRowsController(Controller):
    """`/courses/…/rows`."""

    path = "/courses/{course_id:uuid}/rows"
    tags = ("courses",)

    @put(
        summary="Keep a platform's course as its rows",
        opt={BODY: "RowsInput"},
        request_max_body_size=COURSE_BYTES,
        responses=problems(403, 404, body=True),
    )
    async def put_rows(
        self,
        course_id: FromPath[UUID],
        organization_id: Annotated[UUID, QueryParameter(description="Whose course it is; that never changes.")],
        request: AnyRequest,
        use: Use,
        reader: Reader,
    ) -> Response[KeptRowsView]:
        """A course, its sections and its lessons, in all their versions, up to 50 MB. 201 where it is new."""
        rows = await reader.rows_in(request, CourseId(course_id))
        kept = value_of(await use.keep_rows(rows, OrganizationId(organization_id)))
        return answer(kept_rows_view(kept), 201 if kept.created else 200)
