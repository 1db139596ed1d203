"""Transactions over memory: readers never wait, writers come one by one, and what is not committed is undone.

database = MemoryDatabase(clock)
async with database.transactions() as transaction:
    await transaction.organizations.put(organization)
    await transaction.commit()
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import final

from adapters.memory.audit import MemoryAudit
from adapters.memory.configurations import MemoryConfigurations
from adapters.memory.courses import MemoryCourses
from adapters.memory.jobs import MemoryJobs
from adapters.memory.organizations import MemoryOrganizations
from adapters.memory.publications import MemoryPublications
from adapters.memory.queue import MemoryQueue
from adapters.memory.rows import MemoryRows
from adapters.memory.runs import MemoryRuns
from adapters.memory.state import State
from application.ports.outside import Clock
from application.ports.stores import Transactions
from domain.access import Actor
from domain.identifiers import JobId

WRITER_PATIENCE_SECONDS = 10.0
"""How long a writer waits for another's commit before it fails, so that a forgotten transaction shows."""


def _machine_clock() -> datetime:
    return datetime.now(UTC)


@final
class MemoryDatabase:
    """One database in memory; `transactions` is the port."""

    def __init__(self, clock: Clock = _machine_clock) -> None:
        self._clock = clock
        self._committed = State()
        self._draft: State | None = None
        self._writing = asyncio.Lock()

    @asynccontextmanager
    async def transactions(self) -> AsyncIterator["MemoryTransaction"]:
        """Begins a transaction."""
        transaction = MemoryTransaction(self)
        try:
            yield transaction
        finally:
            transaction.close()

    def acting_for(self, _actor: Actor) -> Transactions:
        """The port `TransactionsFor`. Here is no wall: everybody gets everything, so use cases must guard."""
        return self.transactions

    @property
    def committed(self) -> State:
        """What everybody sees."""
        return self._committed

    @property
    def clock(self) -> Clock:
        """Tells when a job was last written."""
        return self._clock

    async def begin_writing(self) -> State:
        """A draft of what is committed, once no other transaction writes; `TimeoutError` where one never ends."""
        async with asyncio.timeout(WRITER_PATIENCE_SECONDS):
            await self._writing.acquire()
        self._draft = self._committed.copy()
        return self._draft

    def end_writing(self, draft: State | None) -> None:
        """Puts the draft in place of what was committed, or drops it."""
        if draft is not None:
            self._committed = draft
        self._draft = None
        self._writing.release()

    def queued(self) -> list[JobId]:
        """The jobs that wait for a worker, in the order in which they were enqueued."""
        return list(self._committed.queue)

    def take(self) -> JobId | None:
        """Takes the next job from the queue, as a worker does; None where nothing waits."""
        job_id = next(iter(self._committed.queue), None)
        if job_id is not None:
            for state in (self._committed, self._draft):
                if state is not None:
                    state.queue.pop(job_id, None)
        return job_id


@final
class MemoryTransaction:
    """Stores that change together. Reads what is committed until it first writes, then its own draft."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database
        self._draft: State | None = None
        self.organizations = MemoryOrganizations(self)
        self.courses = MemoryCourses(self, database.clock)
        self.rows = MemoryRows(self, database.clock)
        self.configurations = MemoryConfigurations(self)
        self.jobs = MemoryJobs(self, database.clock)
        self.runs = MemoryRuns(self, database.clock)
        self.publications = MemoryPublications(self)
        self.queue = MemoryQueue(self)
        self.audit = MemoryAudit(self, database.clock)

    def read(self) -> State:
        """For looking only."""
        return self._database.committed if self._draft is None else self._draft

    async def write(self) -> State:
        """For changing; waits for other writers the first time."""
        if self._draft is None:
            self._draft = await self._database.begin_writing()
        return self._draft

    async def commit(self) -> None:
        """Makes everything so far last."""
        if self._draft is not None:
            draft, self._draft = self._draft, None
            self._database.end_writing(draft)

    def close(self) -> None:
        """Undoes what is not committed."""
        if self._draft is not None:
            self._draft = None
            self._database.end_writing(None)
