"""Server-sent events of one job: the job itself, each time it changed, until it has ended.

Every event holds the whole job as it stands, so nothing is lost by missing one. After a broken connection
`Last-Event-ID` spares what the caller has already; a job that has ended for such a caller is 204, which tells
browsers not to come back.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import TypeAlias

from attrs import frozen
from returns.result import Failure, Result

from adapters.http.answers import json_bytes
from adapters.http.job_views import job_view
from application.ports.serving import JobEvents
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
                found = await self.get_job(job_id)
                if isinstance(found, Failure):
                    return
                job = found.unwrap()
                if event_id(job) != seen:
                    seen = event_id(job)
                    yield _event(job, seen)
                left = ends_at - asyncio.get_running_loop().time()
                if has_ended(job) or left <= 0:
                    return
                # News may get lost with a connection to the database: each heartbeat looks for itself.
                if not await changes.wait(min(self.heartbeat_seconds, left)):
                    yield b": still here\n\n"


def event_id(job: ImportJob) -> str:
    """Equal for equal progress."""
    return f"{job.status}-{len(job.progress.marks)}-{job.progress.percent}"


def has_ended(job: ImportJob) -> bool:
    """Whether nothing will follow."""
    return isinstance(job, Succeeded | Failed)


def _event(job: ImportJob, own_id: str) -> bytes:
    name = "ended" if has_ended(job) else "progress"
    return f"id: {own_id}\nevent: {name}\ndata: ".encode() + json_bytes(job_view(job)) + b"\n\n"
