"""NoteBreakdown: a run died of an exception that nobody expected. The job is tried again, but not for ever."""

from datetime import timedelta
from typing import final
from uuid import UUID

from attrs import field, frozen

from application.ports.journal import Happening, JobEvent, Journal, untold
from application.ports.outside import Clock
from application.ports.stores import Transactions
from domain.faults import FaultCode, ImportFault
from domain.identifiers import JobId
from domain.import_job import ActiveJob, Failed, Succeeded
from domain.setbacks import Patience


@final
@frozen
class NoteBreakdown:
    """Counts the breakdown in the job's row, so that it is known to whichever process runs the job next.

    The traceback is for the log, under the same `run_id`; people get the id and no internals.
    """

    _transactions: Transactions
    _clock: Clock
    _patience: Patience = field(factory=Patience)
    _journal: Journal = untold

    async def __call__(self, job_id: JobId, run_id: UUID) -> float | None:
        """Seconds until the job is to be run again; None where it has failed now, or is no longer this run's."""
        async with self._transactions() as tx:
            job = await tx.jobs.get(job_id)
            if job is None or isinstance(job, Succeeded | Failed):
                return None
            after, pause = self._counted(job, run_id)
            if not await tx.jobs.save(after, run_id):
                return None
            await tx.commit()
        what = Happening.BROKEN_DOWN if pause is not None else Happening.ENDED
        seconds = None if pause is None else pause.total_seconds()
        self._journal(JobEvent(what=what, job=after, run_id=run_id, seconds=seconds))
        return seconds

    def _counted(self, job: ActiveJob, run_id: UUID) -> tuple[ActiveJob | Failed, timedelta | None]:
        now = self._clock()
        setbacks = job.setbacks.broken_down(now)
        pause = self._patience.after_breakdown(setbacks, job.id)
        if pause is not None:
            return job.set_back(setbacks.until(now + pause)), pause
        return job.set_back(setbacks).fail(_gave_up(setbacks.breakdowns, run_id), now), None


def _gave_up(breakdowns: int, run_id: UUID) -> ImportFault:
    times = "once" if breakdowns == 1 else f"{breakdowns} times"
    return ImportFault(
        code=FaultCode.IMPORT_ERROR,
        message=f"Courseport itself broke down over this import, {times}; the last time as {run_id}.",
        help="Give that id to whoever runs Courseport: its log holds what happened. A new publish may be tried.",
    )
