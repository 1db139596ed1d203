"""The right to drive one job: taken by one run, lost to the next, checked at every write.

A worker that was paused and wakes up finds its lease gone and stops, whatever it was about to do
(design, section 4.1). A store that is away for a while ends no run: the write waits for it.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar, final
from uuid import UUID

from attrs import define

from application.ports.journal import Happening, JobEvent, Journal
from application.ports.outside import Sleep
from application.ports.stores import StoreAwayError, Transaction, Transactions
from domain.import_job import Failed, ImportJob, Succeeded

J = TypeVar("J", bound=ImportJob)
T = TypeVar("T")

STORE_PAUSES = (0.5, 1, 2, 4, *[8] * 12)
"""Seconds between attempts to write while the store is away: about 100 in all, then the run ends instead."""


class LeaseLostError(Exception):
    """Another run holds the job now, or it has ended; this run must stop and write nothing."""


@final
@define
class Lease:
    """Fenced writes to one job, told to the journal once they are kept."""

    _transactions: Transactions
    _run_id: UUID
    _sleep: Sleep
    _journal: Journal
    _told: tuple[str, str] | None = None

    async def save(self, job: J) -> J:
        """Writes the job in a transaction of its own; raises `LeaseLostError`."""
        await self.transact(partial(self._write_alone, job))
        return job

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
