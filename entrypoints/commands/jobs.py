"""`courseport jobs`: history, one job, and steering what still runs."""

from typing import Annotated, Literal
from uuid import UUID

from cyclopts import App, Parameter, validators
from returns.result import Failure

from adapters.terminal.jobs import print_history, print_job
from application.job_json import job_to_json, listed_to_json
from application.ports.stores import JobQuery
from domain.identifiers import CourseId, JobId
from entrypoints.commands.following import Detach, follow_to_the_end, leave
from entrypoints.commands.terminal import OK, Flag, out, print_json, tell_fault
from entrypoints.settings import load_settings
from entrypoints.wiring import open_house

jobs = App(name="jobs")


@jobs.command(name="list")
async def list_jobs(
    *,
    status: Literal["pending", "uploading", "processing", "succeeded", "failed"] | None = None,
    course: UUID | None = None,
    limit: Annotated[
        int, Parameter(help="How many at most (1–200).", validator=validators.Number(gte=1, lte=200))
    ] = 20,
    offset: Annotated[int, Parameter(validator=validators.Number(gte=0))] = 0,
    json: Flag = False,
) -> int:
    """Newest first."""
    query = JobQuery(
        course_id=None if course is None else CourseId(course), status=status, limit=limit, offset=offset
    )
    async with open_house(load_settings()) as house:
        page = await house.list_jobs(query)
    if json:
        items = [listed_to_json(entry) for entry in page.items]
        print_json({"items": items, "total": page.total, "has_more": page.has_more})
    else:
        print_history(out(), page.items, page.total)
    return OK


@jobs.command
async def show(job: UUID, /, *, json: Flag = False) -> int:
    """Everything about one job."""
    async with open_house(load_settings()) as house:
        found = await house.get_job(JobId(job))
    if isinstance(found, Failure):
        return tell_fault(found.failure(), as_json=json)
    if json:
        print_json(job_to_json(found.unwrap()))
    else:
        print_job(out(), found.unwrap())
    return OK


@jobs.command
async def watch(job: UUID, /, *, detach: Detach = False, json: Flag = False) -> int:
    """Follow a job that a worker elsewhere runs; Ctrl-C only stops watching."""
    async with open_house(load_settings()) as house:
        if detach:
            return await leave(house, JobId(job), as_json=json)
        return await follow_to_the_end(house, JobId(job), as_json=json, work=False)


@jobs.command
async def resume(job: UUID, /, *, detach: Detach = False, json: Flag = False) -> int:
    """Run a job on, here, from wherever it was left; what the LMS has already is not sent again."""
    async with open_house(load_settings()) as house:
        await house.wake(JobId(job))
        if detach:
            return await leave(house, JobId(job), as_json=json)
        return await follow_to_the_end(house, JobId(job), as_json=json)


@jobs.command
async def cancel(job: UUID, /, *, json: Flag = False) -> int:
    """Stop a job that the LMS does not have yet; an import that runs there cannot be stopped."""
    async with open_house(load_settings()) as house:
        cancelled = await house.cancel_job(JobId(job))
    if isinstance(cancelled, Failure):
        return tell_fault(cancelled.failure(), as_json=json)
    if json:
        print_json(job_to_json(cancelled.unwrap()))
    else:
        print_job(out(), cancelled.unwrap())
    return OK


@jobs.command
async def retry(job: UUID, /, *, detach: Detach = False, json: Flag = False) -> int:
    """Order a new job with the options of one that failed, for the course as it is now, and follow it."""
    async with open_house(load_settings()) as house:
        accepted = await house.retry_job(JobId(job))
        if isinstance(accepted, Failure):
            return tell_fault(accepted.failure(), as_json=json)
        again = accepted.unwrap().job.id
        if detach:
            return await leave(house, again, as_json=json)
        return await follow_to_the_end(house, again, as_json=json)
