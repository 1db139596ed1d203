"""Following a job from the command line, with a worker of our own beside it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Annotated, TypeAlias

from cyclopts import Parameter
from returns.result import Failure, Result

from adapters.terminal.following import Follower, follower
from adapters.terminal.jobs import print_job
from application.job_json import job_to_json
from application.ports.stores import StoreAwayError
from domain.faults import Fault
from domain.identifiers import JobId
from domain.import_job import EndedJob, Failed, ImportJob, Processing, Succeeded
from entrypoints.actors import operated
from entrypoints.commands.terminal import FAILED, OK, err, out, print_json, tell_fault
from entrypoints.logs import not_logged
from entrypoints.wiring import House

_LOOK_EVERY_SECONDS = 0.2
_STORE_PATIENCE_SECONDS = 60.0
"""A database that is restarted meanwhile is no reason to stop watching: the worker outlasts it too."""

Look: TypeAlias = Callable[[], Awaitable[Result[ImportJob, Fault]]]

Detach: TypeAlias = Annotated[
    bool,
    Parameter(
        negative="",
        show_default=False,
        help="Do not follow: the job goes on without this command, run by a worker elsewhere.",
    ),
]


async def follow_or_leave(house: House, job_id: JobId, *, detach: bool, as_json: bool) -> int:
    """Follows the job to its end or, told to detach, leaves it to a worker elsewhere; the exit code."""
    if detach:
        return await _leave(house, job_id, as_json=as_json)
    return await follow_to_the_end(house, job_id, as_json=as_json)


async def _leave(house: House, job_id: JobId, *, as_json: bool) -> int:
    """Shows the job as it is and what becomes of it once nobody watches; exit code 0 for a job that is there."""
    found = await operated(house).get_job(job_id)
    if isinstance(found, Failure):
        return tell_fault(found.failure(), as_json=as_json)
    job = found.unwrap()
    if as_json:
        print_json({"event": "detached", "job": job_to_json(job)})
        return OK
    print_job(out(), job)
    if not isinstance(job, Succeeded | Failed):
        err().print(
            "Nobody follows this job here any more; that does not stop it. A running `courseport serve` or "
            "`courseport worker` takes it to its end, and reads the course back; without one it waits until "
            f"somebody says: courseport jobs resume {job_id}",
            soft_wrap=True,
        )
        if isinstance(job, Processing):
            err().print("The LMS imports what it has got in any case: it cannot be stopped there.", soft_wrap=True)
    return OK


async def follow_to_the_end(house: House, job_id: JobId, *, as_json: bool, work: bool = True) -> int:
    """Shows the job until it ends and says how; exit code 0 only for a proved one.

    With `work`, a worker runs in this process meanwhile; it also carries on other jobs that wait here.
    """
    try:
        with not_logged(job_id):
            async with _worker(house, work=work) as worker:
                console, patience = out() if as_json else err(), house.engine.patience
                with follower(console, as_json=as_json, patience=patience) as shown:
                    ended = await watched(partial(operated(house).get_job, job_id), shown, worker)
    except asyncio.CancelledError:
        if not as_json:
            err().print(f"The job stays and can go on: courseport jobs resume {job_id}", soft_wrap=True)
        raise
    if ended is None:
        return tell_fault((await operated(house).get_job(job_id)).failure(), as_json=as_json)
    if as_json:
        print_json({"event": ended.status, "job": job_to_json(ended)})
    else:
        print_job(out(), ended)
    return OK if isinstance(ended, Succeeded) else FAILED


async def watched(look: Look, shown: Follower, worker: asyncio.Task[None] | None) -> EndedJob | None:
    """The job as it ended, None where it is not there; `StoreAwayError` once the store is away for too long."""
    away_since: float | None = None
    while True:
        try:
            found = await look()
        except StoreAwayError:
            moment = asyncio.get_running_loop().time()
            away_since = moment if away_since is None else away_since
            if moment - away_since > _STORE_PATIENCE_SECONDS:
                raise
        else:
            away_since = None
            if isinstance(found, Failure):
                return None
            job = found.unwrap()
            shown.show(job)
            if isinstance(job, Succeeded | Failed):
                return job
        if worker is not None and worker.done():
            await worker  # raises what ended it
            raise RuntimeError("the worker ended before the job did")
        await asyncio.sleep(_LOOK_EVERY_SECONDS)


@asynccontextmanager
async def _worker(house: House, *, work: bool) -> AsyncIterator[asyncio.Task[None] | None]:
    if not work:
        yield None
        return
    stop = asyncio.Event()
    task = asyncio.create_task(house.work(stop), name="worker")
    try:
        yield task
    finally:
        stop.set()
        await task
