"""Server-sent events of one job: the job itself, each time it changed, until it has ended.

Every event holds the whole job as it stands, so nothing is lost by missing one. After a broken connection
`Last-Event-ID` spares what the caller has already; a job that has ended for such a caller is 204, which tells
browsers not to come back.
"""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import TypeAlias

from attrs import frozen
from returns.result import Failure, Result

from adapters.http.answers import json_bytes
from adapters.http.job_views import job_view
from application.ports.serving import JobEvents
from application.ports.stores import StoreAwayError
from domain.faults import Fault
from domain.identifiers import JobId
from domain.import_job import Failed, ImportJob, Succeeded

GetJob: TypeAlias = Callable[[JobId], Awaitable[Result[ImportJob, Fault]]]

COME_BACK_AFTER_MS = 2000
LONGEST_ID = 64


@frozen(kw_only=True)
class JobStream:
    """How a stream is kept: silence is broken by heartbeats, and no stream lasts for ever."""

    get_job: GetJob
    events: JobEvents
    heartbeat_seconds: float
    longest_seconds: float

    async def of(self, job_id: JobId, seen: str | None) -> AsyncGenerator[bytes, None]:
        """The stream's bytes. The job is read anew for each event, as the caller: rights that are gone end it."""
        ends_at = asyncio.get_running_loop().time() + self.longest_seconds
        async with self.events.subscribe(job_id) as changes:
            yield f"retry: {COME_BACK_AFTER_MS}\n\n".encode()
            while True:
                found = await self._look(job_id)
                if isinstance(found, Failure):
                    return
                job = None if found is None else found.unwrap()
                if job is not None and event_id(job) != seen:
                    yield event_of(job, seen)
                    seen = event_id(job)
                left = ends_at - asyncio.get_running_loop().time()
                if left <= 0 or (job is not None and has_ended(job)):
                    return
                # News may get lost with a connection to the database: each heartbeat looks for itself.
                if not await changes.wait(min(self.heartbeat_seconds, left)):
                    yield b": still here\n\n"

    async def _look(self, job_id: JobId) -> Result[ImportJob, Fault] | None:
        """The job; None while the store is away, which a stream outlasts."""
        try:
            return await self.get_job(job_id)
        except StoreAwayError:
            return None


def event_id(job: ImportJob) -> str:
    """Equal for jobs that look equal to callers; it begins with how often something went wrong so far."""
    setbacks = job.setbacks.faults + job.setbacks.breakdowns
    return f"{setbacks}-{hashlib.sha256(json_bytes(job_view(job))).hexdigest()[:24]}"


def has_ended(job: ImportJob) -> bool:
    """Whether nothing will follow."""
    return isinstance(job, Succeeded | Failed)


def event_of(job: ImportJob, seen: str | None) -> bytes:
    """The event that tells the job to somebody who saw that event of it last."""
    own_id = event_id(job)
    head = f"id: {own_id}\nevent: {_name(job, own_id, seen)}\ndata: "
    return head.encode() + json_bytes(job_view(job)) + b"\n\n"


def _name(job: ImportJob, own_id: str, seen: str | None) -> str:
    if has_ended(job):
        return "ended"
    # Who joins a job late did not see it stumble: that is a setback only to those who saw it go.
    stumbled = seen is not None and own_id.partition("-")[0] != seen.partition("-")[0]
    return "setback" if stumbled else "progress"
