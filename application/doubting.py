"""Whether a package arrived whose answer was lost: looked for, and sent again only where it is not there.

The LMS shows an import only once a worker has picked it up, and cannot be asked for what waits before that
(platform-facts 0.1, 1.6). So an import that is not shown proves nothing by itself. Where a task given to the LMS
later than the package has come back already, though, its workers have begun what they were given before.
"""

from datetime import datetime, timedelta

from attrs import frozen
from returns.result import Failure

from application.run import Run
from domain.faults import FaultCode, LmsFault, TimeoutFault
from domain.import_job import Processing, Uploading

LOST_ANSWER_GRACE = timedelta(seconds=30)
"""The least that an import is looked for: a worker may hold a task back for itself while others are free."""

BLIND_GRACE = timedelta(seconds=120)
"""How long it is looked for in an LMS that does not tell whether its workers work."""


@frozen
class Doubt:
    """What is known of an upload in doubt, since a moment at which the LMS may have got it."""

    _run: Run
    _since: datetime

    @property
    def lasts(self) -> timedelta:
        """How long by now."""
        return self._run.now() - self._since

    async def would_be_shown(self) -> bool:
        """Whether the LMS shows by now what it got then. To be asked before the LMS is asked for the import."""
        if self.lasts < LOST_ANSWER_GRACE:
            return False
        works = await self._run.gateway.works_off()
        return self.lasts >= BLIND_GRACE if works is None else works


@frozen
class LookForImport:
    """Ends the doubt over an upload, within the deadline of an import."""

    _run: Run

    async def __call__(self, job: Uploading) -> Processing | Uploading | LmsFault:
        """The job with its import; or as one whose package never arrived; or why nobody can tell."""
        run = self._run
        doubt, patience = Doubt(run, run.now()), timedelta(seconds=run.settings.import_timeout_seconds)
        while True:
            shown = await doubt.would_be_shown()
            found = await run.gateway.find_import(run.key, job.upload_name)
            if isinstance(found, Failure):
                fault: LmsFault = found.failure()
                if doubt.lasts >= LOST_ANSWER_GRACE:
                    return fault
            elif (ticket := found.unwrap()) is not None:
                return await run.lease.save(job.accepted(ticket.task_id, run.now()))
            elif shown:
                return await run.lease.save(job.never_arrived())
            elif doubt.lasts >= patience:
                return _nobody_works(doubt.lasts)
            await run.lease.save(job)
            await run.pause()


def _nobody_works(waited: timedelta) -> TimeoutFault:
    return TimeoutFault(
        code=FaultCode.POLL_TIMEOUT,
        message="The answer to the upload was lost, and no worker of Studio picks anything up: "
        "whether the package arrived cannot be told.",
        help="Ask the operator to check the CMS worker, and publish again once it works. "
        "The import may still start when it comes back; the next publish waits for that.",
        duration_ms=waited // timedelta(milliseconds=1),
        operation="upload",
    )
