"""The right to drive one job: taken by one run, lost to the next, checked at every write.

A worker that was paused and wakes up finds its lease gone and stops, whatever it was about to do
(design, section 4.1).
"""

from typing import TypeVar
from uuid import UUID

from attrs import frozen

from application.ports.stores import Transaction, Transactions
from domain.import_job import Failed, ImportJob, Pending, Processing, Succeeded, Uploading

J = TypeVar("J", Pending, Uploading, Processing, Succeeded, Failed)


class LeaseLostError(Exception):
    """Another run holds the job now, or it has ended; this run must stop and write nothing."""


@frozen
class Lease:
    """Fenced writes to one job."""

    _transactions: Transactions
    _token: UUID

    async def save(self, job: J) -> J:
        """Writes the job in a transaction of its own; raises `LeaseLostError`."""
        async with self._transactions() as tx:
            await self.write(tx, job)
            await tx.commit()
        return job

    async def write(self, tx: Transaction, job: ImportJob) -> None:
        """Writes the job as part of `tx`; raises `LeaseLostError`."""
        if not await tx.jobs.save(job, self._token):
            raise LeaseLostError(f"the lease on job {job.id} is lost")
