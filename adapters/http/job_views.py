"""How import jobs are shown: the data model's `LmsImportJob`, field by field."""

from datetime import datetime
from typing import Literal, TypeAlias
from uuid import UUID

from attrs import frozen

from adapters.http.paging import Cursors, PageEnd, by_standing
from adapters.http.problems import FindingView, finding_views
from application.job_json import job_to_json, listed_to_json
from application.ports.stores import JobQuery, ListedJob, Page, Standing
from application.publishing import Accepted
from domain.import_job import ImportJob

_CURSORS: Cursors[ListedJob, Standing] = by_standing("jobs", lambda listed: listed.standing)

Status: TypeAlias = Literal["pending", "uploading", "processing", "succeeded", "failed"]


@frozen(slots=False)
class JobView:
    """A job. What is only true in some states is null in the others.

    Made of the application's one JSON form, so the values are in their JSON form already: moments are texts.
    """

    id: UUID
    course_id: UUID
    lms_configuration_id: UUID
    edx_course_key: str
    edx_task_id: str | None
    status: Status
    progress_percent: int
    started_at: datetime | None
    completed_at: datetime | None
    duration_ms: int | None
    error_code: str | None
    error_message: str | None
    error_details: dict[str, object] | None
    course_url: str | None
    studio_url: str | None
    metadata: dict[str, object]
    created_at: datetime
    created_by: UUID | None


@frozen(slots=False)
class ListedJobView(JobView):
    """A job with the names that the history shows; they are those of today."""

    course_title: str
    lms_name: str


@frozen(slots=False)
class JobPage(PageEnd):
    """The newest first."""

    items: list[ListedJobView]


@frozen(slots=False)
class AcceptedView:
    """The job that was made, and what the author should know all the same."""

    job_id: UUID
    edx_course_key: str
    status: Status
    warnings: list[FindingView]


def job_view(job: ImportJob) -> JobView:
    """The job as callers see it."""
    return JobView(**job_to_json(job))


def job_place(cursor: str | None, query: JobQuery) -> Standing | None:
    """Where the page before ended, of the history that this query asks for."""
    return _CURSORS.read(cursor, query.course_id, query.organization_id, query.status)


def job_page(page: Page[ListedJob], query: JobQuery) -> JobPage:
    """One page of the history that this query asks for."""
    end = _CURSORS.end_of(page, query.course_id, query.organization_id, query.status)
    return JobPage(**end, items=[ListedJobView(**listed_to_json(each)) for each in page.items])


def accepted_view(accepted: Accepted) -> AcceptedView:
    """The answer to whoever ordered it."""
    job = accepted.job
    return AcceptedView(
        job_id=job.id,
        edx_course_key=str(job.order.course_key),
        status="pending",
        warnings=finding_views(accepted.warnings),
    )
