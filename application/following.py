"""GetJob, ListJobs, CancelJob: watch what was ordered, look back, and stop what can still be stopped."""

from typing import final

from attrs import frozen
from returns.result import Failure, Result, Success

from application.absence import no_such_job
from application.ports.outside import Clock, NewId
from application.ports.stores import JobQuery, ListedJob, Page, Transactions
from domain.faults import CancelledFault, ConflictFault, FaultCode, MissingFault
from domain.identifiers import JobId
from domain.import_job import Failed, ImportJob, Processing, Succeeded


@final
@frozen
class GetJob:
    """One job as it stands now."""

    _transactions: Transactions

    async def __call__(self, job_id: JobId) -> Result[ImportJob, MissingFault]:
        """The job, whatever its state."""
        async with self._transactions() as tx:
            job = await tx.jobs.get(job_id)
        return Failure(no_such_job(job_id)) if job is None else Success(job)


@final
@frozen
class ListJobs:
    """The history: newest first, with the names of course and LMS."""

    _transactions: Transactions

    async def __call__(self, query: JobQuery) -> Page[ListedJob]:
        """One page of it."""
        async with self._transactions() as tx:
            return await tx.jobs.list(query)


@final
@frozen
class CancelJob:
    """Stops a job that the LMS does not have yet. A cancelled job never becomes succeeded."""

    _transactions: Transactions
    _clock: Clock
    _new_id: NewId

    async def __call__(self, job_id: JobId) -> Result[Failed, MissingFault | ConflictFault]:
        """The cancelled job; IMPORT_IN_PROGRESS where the LMS is importing already or the job has ended."""
        token = self._new_id()
        async with self._transactions() as tx:
            job = await tx.jobs.lease(job_id, token)  # from here on a running worker is fenced out, if we commit
            if job is None:
                return Failure(no_such_job(job_id))
            if isinstance(job, Processing):
                return Failure(_refused(job_id, "the LMS is importing it and cannot stop an import"))
            if isinstance(job, Succeeded | Failed):
                return Failure(_refused(job_id, f"it has {job.status} already"))
            cancelled = job.fail(CancelledFault(), self._clock())
            await tx.jobs.save(cancelled, token)
            await tx.commit()
        return Success(cancelled)


def _refused(job_id: JobId, why: str) -> ConflictFault:
    return ConflictFault(
        code=FaultCode.IMPORT_IN_PROGRESS,
        message=f"The job cannot be cancelled: {why}.",
        help="Follow it to its end; a later publish replaces what it brings.",
        job_id=job_id,
    )
