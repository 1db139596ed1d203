"""The job queue in memory."""

from typing import final

from adapters.memory.session import Session
from domain.identifiers import JobId


@final
class MemoryQueue:
    """Jobs in the order in which they were asked for; `MemoryDatabase.take` is the worker's end."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def enqueue(self, job_id: JobId) -> None:
        """Asks for the job to be run, once the transaction commits. No effect while it is queued."""
        state = await self._session.write()
        state.queue.setdefault(job_id)
