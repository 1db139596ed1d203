"""The right to drive one job: taken by one run, lost to the next, checked at every write.

A worker that was paused and wakes up finds its lease gone and stops, whatever it was about to do
(design, section 4.1). A store that is away for a while ends no run: the write waits for it.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar, final
from uuid import UUID

from attrs import define, field

from application.ports.journal import Happening, JobEvent, Journal
from application.ports.outside import Clock, Sleep
from application.ports.runs import Place
from application.ports.stores import StoreAwayError, Transaction, Transactions
from domain.identifiers import JobId
from domain.import_job import ActiveJob, Failed, ImportJob, Succeeded
from domain.progress import Stage
from domain.setbacks import Patience

J = TypeVar("J", bound=ImportJob)
T = TypeVar("T")

STORE_PAUSES = (0.5, 1, 2, 4, *[8] * 12)
"""Seconds between attempts to write while the store is away: about 100 in all, then the run ends instead."""


PLACE_HELD = timedelta(seconds=120)
"""How long a place is held by a job that nobody writes: as long as the sweep leaves it alone (engine.md)."""


class LeaseLostError(Exception):
    """Another run holds the job now, or it has ended; this run must stop and write nothing."""


class OverdueError(Exception):
    """All the work on the job has taken too long; it is to be ended as it is."""

    def __init__(self, job: ActiveJob) -> None:
        super().__init__(f"job {job.id}")
        self.job = job


@final
@define(kw_only=True)
class Lease:
    """Fenced writes to one job, told to the journal once they are kept; and its places at the LMS."""

    _transactions: Transactions
    _job_id: JobId
    _run_id: UUID
    _clock: Clock
    _sleep: Sleep
    _patience: Patience
    _journal: Journal
    _began: datetime = field(init=False)
    _told: tuple[str, str] | None = field(default=None, init=False)
    _excused: bool = field(default=False, init=False)

    @_began.default
    def _now(self) -> datetime:
        return self._clock()

    async def save(self, job: J) -> J:
        """Writes the job in a transaction of its own; raises `LeaseLostError` and `OverdueError`."""
        if not isinstance(job, Succeeded | Failed):
            begun = job.progress.since(Stage.BUILDING)
            if self._patience.overdue(begun, self._clock(), self._began):
                raise OverdueError(job)
        await self.transact(partial(self._write_alone, job))
        return job

    async def take_place(self, place: Place, limit: int | None) -> bool:
        """The port `SharedPlaces`: whether there was one; raises `LeaseLostError`."""

        async def take(tx: Transaction) -> bool | None:
            since = self._clock() - PLACE_HELD
            taken = await tx.runs.take_place(self._job_id, self._run_id, place, limit, since)
            await tx.commit()
            return taken

        taken = await self.transact(take)
        if taken is None:
            raise LeaseLostError(f"the lease on job {self._job_id} is lost")
        return taken

    async def leave_place(self, place: Place) -> None:
        """The port `SharedPlaces`."""

        async def leave(tx: Transaction) -> None:
            await tx.runs.leave_place(self._job_id, self._run_id, place)
            await tx.commit()

        await self.transact(leave)

    async def excuse(self) -> None:
        """The port `SharedPlaces`: once, the run is not counted."""

        async def excuse(tx: Transaction) -> None:
            await tx.runs.excuse(self._job_id, self._run_id)
            await tx.commit()

        if not self._excused:
            self._excused = True
            await self.transact(excuse)

    async def transact(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Does the work, commit included, in a transaction; does it anew where the store goes away meanwhile.

        What was committed although the store seemed away is done twice, so the work must bear that; a fenced write
        does. Raises `StoreAwayError` where the store stays away.
        """
        for pause in STORE_PAUSES:
            try:
                async with self._transactions() as tx:
                    return await work(tx)
            except StoreAwayError:
                await self._sleep(pause * (1 + self._run_id.int % 1024 / 1024) / 2)
        async with self._transactions() as tx:
            return await work(tx)

    async def write(self, tx: Transaction, job: ImportJob) -> None:
        """Writes the job as part of `tx`; raises `LeaseLostError`."""
        if not await tx.jobs.save(job, self._run_id):
            raise LeaseLostError(f"the lease on job {job.id} is lost")

    def tell(self, job: ImportJob) -> None:
        """Tells the journal what was kept, where it is news."""
        now = (job.status, job.progress.stage.value)
        if now != self._told:
            self._told = now
            ended = isinstance(job, Succeeded | Failed)
            self.note(Happening.ENDED if ended else Happening.REACHED, job)

    def note(self, what: Happening, job: ImportJob, seconds: float | None = None) -> None:
        """Tells the journal."""
        self._journal(JobEvent(what=what, job=job, run_id=self._run_id, seconds=seconds))

    async def _write_alone(self, job: ImportJob, tx: Transaction) -> None:
        await self.write(tx, job)
        await tx.commit()
        self.tell(job)
