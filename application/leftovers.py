"""An earlier job that gave up may have left an import running in the LMS, and two at once ruin a course.

Both would use one working directory there (platform-facts 0.7). So whoever comes next waits for the end of it.
"""

from datetime import timedelta
from typing import final

from attrs import frozen
from returns.result import Failure

from application.doubting import Doubt
from application.ports.lms import ImportTicket
from application.run import Run
from domain.faults import FaultCode, ImportFault, LmsFault, NetworkFault, TimeoutFault
from domain.import_job import Failed, Pending

REMEMBERED = timedelta(minutes=15)
"""How long after its job's end an import is reckoned with: one that the LMS lost must not block for ever."""


@frozen
class _UnderWay:
    """It may still run there."""


@final
@frozen
class AwaitLeftover:
    """Waits until the import that an earlier job left in the LMS has ended there, however that was."""

    _run: Run

    async def __call__(self, job: Pending, left: Failed | None) -> LmsFault | None:
        """None once the way is free; a fault where it does not get free in time, or the LMS cannot be asked."""
        run = self._run
        if left is None or left.upload_name is None or _known_to_have_ended(left):
            return None
        began = run.now()
        while run.now() < left.completed_at + REMEMBERED:
            state = await self._under_way(left, left.upload_name)
            if not isinstance(state, _UnderWay):
                return state
            if run.now() - began >= timedelta(seconds=run.settings.import_timeout_seconds):
                return _still_there(left, run.now() - began)
            await run.turns.uploading.give_back()  # others need not wait for this
            await run.lease.save(job)
            await run.pause()
        return None

    async def _under_way(self, left: Failed, upload_name: str) -> _UnderWay | LmsFault | None:
        """Whether it may still run; None once it cannot."""
        run = self._run
        ticket = ImportTicket(run.key, upload_name, left.task_id)
        if left.task_id is None:
            shown = await Doubt(run, left.completed_at).would_be_shown()
            found = await run.gateway.find_import(run.key, upload_name)
            if isinstance(found, Failure):
                trouble: LmsFault = found.failure()
                return trouble
            if found.unwrap() is None:
                return None if shown else _UnderWay()
        progress = await run.gateway.progress(ticket)
        if not isinstance(progress, Failure):
            return None if progress.unwrap().done else _UnderWay()
        fault: LmsFault = progress.failure()
        # What else stands in the way will be told, in the right words, by the step that it stops.
        return fault if isinstance(fault, NetworkFault | TimeoutFault) else None


def _known_to_have_ended(left: Failed) -> bool:
    return isinstance(left.fault, ImportFault) and left.fault.state is not None


def _still_there(left: Failed, waited: timedelta) -> TimeoutFault:
    return TimeoutFault(
        code=FaultCode.POLL_TIMEOUT,
        message="An earlier import of this course run has not ended in the LMS yet; two at once would ruin it.",
        help="Ask the operator to check the CMS worker, and publish again once it works.",
        cause=f"job {left.id}, which ended with {left.fault.code.value}",
        duration_ms=int(waited / timedelta(milliseconds=1)),
        operation="poll",
    )
