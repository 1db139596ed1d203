"""The second half of an import: follow it in the LMS, then read the course back and compare."""

from datetime import datetime, timedelta

from attrs import frozen
from returns.result import Failure, Success

from application.ports.lms import ImportTicket
from application.run import Halted, Run
from domain.faults import (
    FaultCode,
    ImportFault,
    LmsFault,
    NetworkFault,
    TimeoutCode,
    TimeoutFault,
)
from domain.import_job import Processing, Succeeded
from domain.progress import Stage
from domain.publication import Verification

LEAST_PATIENCE = timedelta(seconds=30)
"""A run that finds the import's deadline passed asks at least for so long: the LMS may have ended it meanwhile."""

NAMED_AT_MOST = 20
"""Places written out in the message of an incomplete import; all of them are among the fault's facts."""


@frozen
class Prove:
    """Brings a job that the LMS has to its end. The LMS's own "succeeded" is only a claim."""

    _run: Run

    async def __call__(self, job: Processing) -> Succeeded | Halted:
        """Follows, reads back, compares. The proof and the proved course are kept together."""
        if job.progress.since(Stage.READING_BACK) is not None:  # a run before this one saw the import succeed
            return await self._read_back(job)
        await self._run.turns.importing.count_in()  # a run before this one may have had the place
        followed = await self._follow(job)
        await self._run.turns.importing.give_back()
        return followed if isinstance(followed, Halted) else await self._read_back(followed)

    async def _follow(self, job: Processing) -> Processing | Halted:
        run = self._run
        began = job.progress.since(Stage.QUEUED_IN_LMS) or job.started_at
        deadline = max(began + timedelta(seconds=run.settings.import_timeout_seconds), run.now() + LEAST_PATIENCE)
        ticket = ImportTicket(run.key, job.upload_name, job.task_id)
        while True:
            answer = await run.gateway.progress(ticket)
            trouble = answer.failure() if isinstance(answer, Failure) else None
            if trouble is not None and not isinstance(trouble, NetworkFault | TimeoutFault):
                return Halted(job, trouble)
            if isinstance(answer, Success):
                job = job.reached(answer.unwrap().stage, 0, run.now())
            job = await run.lease.save(job)
            if isinstance(answer, Success) and answer.unwrap().done:
                return job
            if run.now() >= deadline:
                return Halted(job, self._too_long(job, trouble, began))
            await run.pause()

    def _too_long(self, job: Processing, trouble: LmsFault | None, began: datetime) -> TimeoutFault:
        run = self._run
        code: TimeoutCode = FaultCode.IMPORT_TIMEOUT
        why = f"the import is still in the stage «{job.progress.stage}»"
        advice = "Look the task up in Studio; raise import_timeout_seconds if the course is large."
        if trouble is not None:
            code, why, advice = FaultCode.POLL_TIMEOUT, trouble.message, trouble.help
        elif job.progress.stage is Stage.QUEUED_IN_LMS:
            code = FaultCode.POLL_TIMEOUT
            why = "no worker of Studio picked the import up"
            advice = "Ask the operator to check the CMS worker; the import may still start when it comes back."
        return TimeoutFault(
            code=code,
            message=f"The LMS did not finish within {run.settings.import_timeout_seconds} s: {why}.",
            help=advice,
            cause=trouble.cause if trouble is not None else None,
            duration_ms=int((run.now() - began) / timedelta(milliseconds=1)),
            operation="poll",
        )

    async def _read_back(self, job: Processing) -> Succeeded | Halted:
        run = self._run
        job = await run.lease.save(job.reached(Stage.READING_BACK, 0, run.now()))
        await run.await_turns(job, run.turns.reading)
        taken = await run.held_by_another()
        if taken is not None:
            return Halted(job, taken)
        material = await run.load()
        job, verified = await run.read_back(job, Stage.READING_BACK, material)
        if isinstance(verified, Failure):
            return Halted(job, verified.failure())
        proof = verified.unwrap()
        if not proof.complete:
            return Halted(job, _incomplete(job, proof))
        return await run.keep_proof(job.verified(proof, run.gateway.links(run.key), run.now()))


def _incomplete(job: Processing, proof: Verification) -> ImportFault:
    lost = (*proof.missing, *proof.changed)
    more = f" and {len(lost) - NAMED_AT_MOST} more" if len(lost) > NAMED_AT_MOST else ""
    return ImportFault(
        code=FaultCode.IMPORT_INCOMPLETE,
        message=f"The LMS reported success, but not everything arrived: {proof.summary()}.",
        help=f"Look at: {'; '.join(lost[:NAMED_AT_MOST])}{more}. Publish again once they are mended.",
        task_id=job.task_id,
        state="Succeeded",
        missing=proof.missing,
        changed=proof.changed,
    )
