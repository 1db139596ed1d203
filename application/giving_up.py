"""Why a job is ended that nothing else would end: it has taken too many runs, or too long in all."""

from datetime import datetime, timedelta
from uuid import UUID

from domain.faults import FaultCode, ImportFault, Operation, TimeoutFault
from domain.import_job import ActiveJob, Pending, Uploading
from domain.progress import Stage


def too_many_runs(runs: int, run_id: UUID) -> ImportFault:
    """Each of them began, and ended with its process."""
    return ImportFault(
        code=FaultCode.IMPORT_ERROR,
        message=f"Courseport began {runs} times to work on this import and never came to an end; now as {run_id}.",
        help="Give that id to whoever runs Courseport: its workers end without a word, perhaps for want of "
        "memory. A new publish may be tried once that is mended.",
    )


def too_long(job: ActiveJob, at: datetime) -> TimeoutFault:
    """No step of it was too slow by itself, but all of them together."""
    spent = at - (job.progress.since(Stage.BUILDING) or job.order.created_at)
    last = job.setbacks.last
    return TimeoutFault(
        code=FaultCode.IMPORT_TIMEOUT,
        message=f"The import was given up after {spent / timedelta(hours=1):.1f} hours, "
        f"in the stage «{job.progress.stage}».",
        help="See the setbacks on its way for what took so long; publish again once that is mended.",
        cause=None if last is None else last.message,
        duration_ms=spent // timedelta(milliseconds=1),
        operation=_operation(job),
    )


def _operation(job: ActiveJob) -> Operation:
    if job.progress.since(Stage.READING_BACK) is not None:
        return "verify"
    if isinstance(job, Pending):
        return "connect"
    return "upload" if isinstance(job, Uploading) else "poll"
