"""`courseport jobs`: history, one job, and steering what still runs."""

from typing import Annotated, Literal, TypeAlias
from uuid import UUID

from attrs import evolve
from cyclopts import App, Parameter
from returns.result import Failure, Success
from rich.console import Console

from adapters.terminal.jobs import print_history, print_job
from application.job_json import job_to_json, listed_to_json
from application.ports.stores import JobQuery, ListedJob, Page, Standing
from domain.identifiers import CourseId, JobId
from entrypoints.actors import operated
from entrypoints.commands.following import Detach, follow_or_leave, follow_to_the_end
from entrypoints.commands.lists import After, Limit, tell_page
from entrypoints.commands.terminal import AsJson, tell, tell_fault
from entrypoints.settings import load_settings
from entrypoints.wiring import open_house

jobs = App(name="jobs")
_Id: TypeAlias = Annotated[UUID, Parameter(name="JOB_ID", help="See `courseport jobs list`.")]


@jobs.command(name="list")
async def list_jobs(
    *,
    status: Literal["pending", "uploading", "processing", "succeeded", "failed"] | None = None,
    course: UUID | None = None,
    limit: Limit = 20,
    after: After = None,
    json: AsJson = False,
) -> int:
    """The history of imports, newest first.

    Parameters
    ----------
    status
        Those alone that are in this state.
    course
        Those of one course alone; see `courseport course list`.
    """
    query = JobQuery(course_id=None if course is None else CourseId(course), status=status, limit=limit)
    async with open_house(load_settings()) as house:
        if after is not None:
            last = await operated(house).get_job(JobId(after))
            if isinstance(last, Failure):
                return tell_fault(last.failure(), as_json=json)
            query = evolve(query, after=Standing(last.unwrap().order.created_at, JobId(after)))
        page = await operated(house).list_jobs(query)
    return tell_page(Success(page), listed_to_json, _print_history, as_json=json)


@jobs.command
async def show(job: _Id, /, *, json: AsJson = False) -> int:
    """Everything about one job."""
    async with open_house(load_settings()) as house:
        found = await operated(house).get_job(JobId(job))
    return tell(found, job_to_json, print_job, as_json=json)


@jobs.command
async def watch(job: _Id, /, *, json: AsJson = False) -> int:
    """Follow a job that a worker elsewhere runs; Ctrl-C only stops watching."""
    async with open_house(load_settings()) as house:
        return await follow_to_the_end(house, JobId(job), as_json=json, work=False)


@jobs.command
async def resume(job: _Id, /, *, detach: Detach = False, json: AsJson = False) -> int:
    """Run a job on, here, from wherever it was left; what the LMS has already is not sent again."""
    async with open_house(load_settings()) as house:
        await house.wake(JobId(job))
        return await follow_or_leave(house, JobId(job), detach=detach, as_json=json)


@jobs.command
async def cancel(job: _Id, /, *, json: AsJson = False) -> int:
    """Stop a job that the LMS does not have yet; an import that runs there cannot be stopped."""
    async with open_house(load_settings()) as house:
        cancelled = await operated(house).cancel_job(JobId(job))
    return tell(cancelled, job_to_json, print_job, as_json=json)


@jobs.command
async def retry(job: _Id, /, *, detach: Detach = False, json: AsJson = False) -> int:
    """Order a new job with the options of one that failed, for the course as it is now, and follow it."""
    async with open_house(load_settings()) as house:
        accepted = await operated(house).retry_job(JobId(job))
        if isinstance(accepted, Failure):
            return tell_fault(accepted.failure(), as_json=json)
        return await follow_or_leave(house, accepted.unwrap().job.id, detach=detach, as_json=json)


def _print_history(console: Console, page: Page[ListedJob]) -> None:
    print_history(console, page.items, page.total)
