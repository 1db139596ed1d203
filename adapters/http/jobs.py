"""Import jobs: ordered, followed, cancelled, retried, listed."""

from typing import Any
from uuid import UUID

from attrs import evolve
from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Stream

from adapters.http.answers import answer, answered, value_of
from adapters.http.bodies import SMALL_BODY_BYTES, AnyRequest, json_body
from adapters.http.door import ENDLESS, take
from adapters.http.events import LONGEST_ID, JobStream, event_id, has_ended
from adapters.http.handlers import BODY, Parts, Use, problems
from adapters.http.idempotent import once
from adapters.http.job_views import (
    AcceptedView,
    JobPage,
    JobView,
    Status,
    accepted_view,
    job_page,
    job_place,
    job_view,
)
from adapters.http.json_text import parsed_object
from adapters.http.paging import Cursor, Limit
from adapters.http.parts import ApiParts
from adapters.http.publish_input import publish_request
from adapters.http.use_cases import UseCases
from application.ports.stores import JobQuery
from application.publishing import Accepted
from domain.identifiers import CourseId, JobId, OrganizationId


class JobsController(Controller):
    """`/import-jobs`."""

    path = "/import-jobs"
    tags = ("import jobs",)

    @post(
        status_code=202,
        summary="Publish a course",
        opt={BODY: "PublishInput"},
        request_max_body_size=SMALL_BODY_BYTES,
        responses=problems(403, 404, 409, 412, 422, 501, body=True),
    )
    async def publish_course(self, request: AnyRequest, use: Use, parts: Parts) -> Response[AcceptedView]:
        """For the course's owner, as an instructor or above. `Idempotency-Key` makes it safe to send again."""
        body = await json_body(request)
        asked = publish_request(parsed_object(body))

        async def work() -> Response[AcceptedView]:
            await _publish_allowed(use, parts, asked.course_id)
            return _accepted(value_of(await use.publish_course(asked)))

        return await once(parts.idempotency, request, body, work)

    @get(summary="The history of imports", responses=problems())
    async def list_jobs(
        self,
        use: Use,
        course_id: FromQuery[UUID | None] = None,
        organization_id: FromQuery[UUID | None] = None,
        status: FromQuery[Status | None] = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Response[JobPage]:
        """The newest first: one's own courses' jobs, and those of organizations that one administers."""
        query = JobQuery(
            course_id=None if course_id is None else CourseId(course_id),
            organization_id=None if organization_id is None else OrganizationId(organization_id),
            status=status,
            limit=limit,
        )
        wanted = evolve(query, after=job_place(cursor, query))
        return answer(job_page(await use.list_jobs(wanted), query))


class JobController(Controller):
    """`/import-jobs/…`."""

    path = "/import-jobs/{job_id:uuid}"
    tags = ("import jobs",)

    @get(summary="One job as it stands now", responses=problems(404))
    async def get_job(self, job_id: FromPath[UUID], use: Use, parts: Parts) -> Response[JobView]:
        """For the course's owner, and admins and owners of the organization."""
        found = value_of(await use.get_job(JobId(job_id)))
        await _status_allowed(parts, job_id)
        return answer(job_view(found))

    @post("/cancel", status_code=200, summary="Cancel a job", responses=problems(403, 404, 409))
    async def cancel_job(self, job_id: FromPath[UUID], use: Use) -> Response[JobView]:
        """For the course's owner. 409 once the LMS has the course: no LMS can stop an import."""
        return answered(await use.cancel_job(JobId(job_id)), job_view)

    @post("/retry", status_code=202, summary="Try a failed job again", responses=problems(403, 404, 409, 412, 501))
    async def retry_job(self, job_id: FromPath[UUID], use: Use, parts: Parts) -> Response[AcceptedView]:
        """For the course's owner, as an instructor or above: a new job, with the options of the failed one."""
        failed = value_of(await use.get_job(JobId(job_id)))
        await _publish_allowed(use, parts, failed.order.course_id)
        return _accepted(value_of(await use.retry_job(JobId(job_id))))

    @get(
        "/events",
        summary="Follow a job",
        media_type="text/event-stream",
        opt={ENDLESS: True},
        responses=problems(404),
    )
    async def follow_job(
        self, job_id: FromPath[UUID], request: AnyRequest, use: Use, parts: Parts
    ) -> Response[Any]:
        """Server-sent events: the whole job each time it changed.

        As `progress`; as `setback` where something went wrong that may pass (`metadata.setbacks` says what, and
        when the job goes on); as `ended` at last. Send `Last-Event-ID` after a broken connection. 204: it has
        ended, and you know that already.
        """
        job = value_of(await use.get_job(JobId(job_id)))
        await _status_allowed(parts, job_id)
        seen = request.headers.get("Last-Event-ID", "")[:LONGEST_ID]
        if has_ended(job) and event_id(job) == seen:
            return Response(None, status_code=204)
        stream = JobStream(
            get_job=use.get_job,
            events=parts.job_events,
            heartbeat_seconds=parts.settings.heartbeat_seconds,
            longest_seconds=parts.settings.stream_seconds,
        )
        # Proxies that collect an answer before they pass it on would make one wait for the end.
        headers = {"X-Accel-Buffering": "no", "Cache-Control": "no-cache"}
        return Stream(stream.of(JobId(job_id), seen or None), media_type="text/event-stream", headers=headers)


async def _status_allowed(parts: ApiParts, job_id: UUID) -> None:
    await take(parts.rate_limits, f"status:{job_id}", parts.settings.status_per_job)


async def _publish_allowed(use: UseCases, parts: ApiParts, course_id: CourseId) -> None:
    """A retry is a publish: both take from the course's own allowance, once it is known that one may."""
    value_of(await use.may_publish(course_id))
    await take(parts.rate_limits, f"publish:{course_id}", parts.settings.publish_per_course)


def _accepted(accepted: Accepted) -> Response[AcceptedView]:
    return answer(accepted_view(accepted), 202, {"Location": f"/v1/import-jobs/{accepted.job.id}"})
