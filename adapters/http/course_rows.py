"""Courses that a platform keeps as rows: put here as they are, and mapped when they are published."""

from typing import Annotated
from uuid import UUID

from attrs import frozen
from litestar import Controller, Response, put
from litestar.params import FromPath, QueryParameter

from adapters.http.answers import answer, value_of
from adapters.http.bodies import AnyRequest
from adapters.http.courses import COURSE_BYTES
from adapters.http.handlers import BODY, Reader, Use, problems
from adapters.http.problems import FindingView, finding_views
from application.keeping_rows import KeptRows
from domain.identifiers import CourseId, OrganizationId


@frozen(slots=False)
class KeptRowsView:
    """A course as it is kept now, and what stands against a publish of it: unfinished parts, or mistakes."""

    id: UUID
    organization_id: UUID | None
    owner_id: UUID | None
    title: str
    created: bool
    publishable: bool
    unfinished: list[str]
    errors: list[FindingView]


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


def kept_rows_view(kept: KeptRows) -> KeptRowsView:
    """What became of a put."""
    course = kept.rows.course
    return KeptRowsView(
        id=course.id,
        organization_id=course.organization_id,
        owner_id=course.user_id,
        title=course.title,
        created=kept.created,
        publishable=not (kept.unfinished or kept.violations),
        unfinished=list(kept.unfinished),
        errors=finding_views(kept.violations),
    )
