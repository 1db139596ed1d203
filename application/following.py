"""GetJob, ListJobs, CancelJob: watch what was ordered, look back, and stop what can still be stopped."""

from typing import final

from attrs import evolve, field, frozen
from returns.result import Failure, Result, Success

from application.absence import no_such_job
from application.finding import find_job
from application.guarding import Guard, Refusal
from application.ports.journal import Happening, JobEvent, Journal, untold
from application.ports.outside import Clock, NewId
from application.ports.stores import JobQuery, ListedJob, Page, Transactions
from domain.access import Action, Service
from domain.audit import Deed
from domain.faults import CancelledFault, ConflictFault, FaultCode
from domain.identifiers import JobId
from domain.import_job import Failed, ImportJob, Processing, Succeeded, Uploading

_FOLLOW_IT = "Follow it to its end; a later publish replaces what it brings."
_CANCELLED_ON_ITS_WAY = CancelledFault(
    message="The import was cancelled while its package was on the way.",
    help="If the LMS had got all of it by then, it imports it all the same; the next publish waits for that.",
)


@final
@frozen
class GetJob:
    """One job as it stands now."""

    _transactions: Transactions
    _guard: Guard = field(factory=Guard)

    async def __call__(self, job_id: JobId) -> Result[ImportJob, Refusal]:
        """The job, whatever its state."""
        async with self._transactions() as tx:
            return await find_job(tx, self._guard, Action.SEE_JOB, job_id)


@final
@frozen
class ListJobs:
    """The history: newest first, with the names of course and LMS; of jobs that one may see."""

    _transactions: Transactions
    _guard: Guard = field(factory=Guard)

    async def __call__(self, query: JobQuery) -> Page[ListedJob]:
        """One page of it; what one may not see is not counted either."""
        if isinstance(self._guard.actor, Service):
            return Page((), 0)
        async with self._transactions() as tx:
            return await tx.jobs.list(evolve(query, seen_by=self._guard.limited_to))


@final
@frozen
class CancelJob:
    """Stops a job that the LMS does not have yet. A cancelled job never becomes succeeded."""

    _transactions: Transactions
    _clock: Clock
    _new_id: NewId
    _guard: Guard = field(factory=Guard)
    _journal: Journal = untold

    async def __call__(self, job_id: JobId) -> Result[Failed, Refusal | ConflictFault]:
        """The cancelled job; IMPORT_IN_PROGRESS where the LMS is importing already or the job has ended."""
        token = self._new_id()
        async with self._transactions() as tx:
            job = await tx.jobs.lease(job_id, token)  # from here on a running worker is fenced out, if we commit
            if job is None:
                return Failure(no_such_job(job_id))
            card = await tx.courses.card(job.order.course_id)
            refusal = await self._guard.job(tx, Action.CANCEL_JOB, job_id, card)
            if refusal is not None:
                return Failure(refusal)
            if isinstance(job, Processing):
                return Failure(_refused(job_id, "the LMS is importing it and cannot stop an import"))
            if isinstance(job, Succeeded | Failed):
                return Failure(
                    _refused(job_id, f"it has {job.status} already", "Show the job: it says how it ended.")
                )
            fault = (
                _CANCELLED_ON_ITS_WAY if isinstance(job, Uploading) and job.may_have_arrived else CancelledFault()
            )
            cancelled = job.fail(fault, self._clock())
            if not await tx.jobs.save(cancelled, token):
                return Failure(_refused(job_id, "somebody else holds it"))
            if card is not None:
                await tx.audit.note(self._guard.note(card.organization_id, Deed.JOB_CANCELLED, job_id))
            await tx.commit()
        self._journal(JobEvent(what=Happening.ENDED, job=cancelled, run_id=token))
        return Success(cancelled)


def _refused(job_id: JobId, why: str, what_to_do: str = _FOLLOW_IT) -> ConflictFault:
    return ConflictFault(
        code=FaultCode.IMPORT_IN_PROGRESS,
        message=f"The job cannot be cancelled: {why}.",
        help=what_to_do,
        job_id=job_id,
    )
