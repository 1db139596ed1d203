"""RunImport: drive one job to its end. It can be killed anywhere and run again.

    pending     build, check, prepare the course run, then claim it and begin the upload   (handing_over.py)
    uploading   upload; after a crash, ask the LMS for the import before uploading again   (handing_over.py)
    processing  follow the import, read the course back, compare                           (proving.py)

What was done is in the job's row before the next step begins, so a new run goes on where the last one stopped.
"""

from typing import TypeAlias, final
from uuid import UUID

from attrs import field, frozen

from application.absence import no_such_configuration
from application.handing_over import HandOver
from application.leasing import Lease, LeaseLostError
from application.ports.journal import Happening, Journal, untold
from application.ports.lms import LmsGateways
from application.ports.outside import Clock, NewId, Sleep
from application.ports.stores import Transactions
from application.proving import Prove
from application.run import Halted, Run
from application.turns import Turns
from domain.identifiers import JobId
from domain.import_job import ActiveJob, EndedJob, Failed, ImportJob, Pending, Processing, Succeeded, Uploading
from domain.setbacks import Patience, may_pass


@frozen
class LeaseLost:
    """Another run took the job over, or it is gone; there is nothing left to do here."""


@frozen
class Again:
    """A fault that may pass: the job rests, to be run again after so many seconds."""

    job: ActiveJob
    seconds: float


RunOutcome: TypeAlias = EndedJob | Again | LeaseLost


@final
@frozen
class RunImport:
    """Runs a job from whatever state it is in to its end, and says how it ended.

    Fences out every earlier run of the same job. Unexpected exceptions leave the job as it is, to be run again;
    `NoteBreakdown` counts them.
    """

    _transactions: Transactions
    _gateways: LmsGateways
    _clock: Clock
    _sleep: Sleep
    _new_id: NewId
    _patience: Patience = field(factory=Patience)
    _turns: Turns = field(factory=Turns)
    _journal: Journal = untold

    async def __call__(self, job_id: JobId, run_id: UUID | None = None) -> RunOutcome:
        """Ends when the job has ended or rests, or when the lease on it is lost. A `run_id` is used once."""
        token = run_id or self._new_id()
        job = await self._take(job_id, token)
        if job is None:
            return LeaseLost()
        match job:
            case Succeeded() | Failed():
                return job
            case Pending() | Uploading() | Processing():
                lease = Lease(self._transactions, token, self._sleep, self._journal)
                lease.note(Happening.BEGUN, job)
                try:
                    return await self._run(job, lease)
                except LeaseLostError:
                    lease.note(Happening.LEASE_LOST, job)
                    return LeaseLost()

    async def _take(self, job_id: JobId, token: UUID) -> ImportJob | None:
        async with self._transactions() as tx:
            job = await tx.jobs.lease(job_id, token)
            await tx.commit()
        return job

    async def _run(self, job: ActiveJob, lease: Lease) -> EndedJob | Again:
        async with self._transactions() as tx:
            configuration = await tx.configurations.get(job.order.configuration_id)
        if configuration is None:
            fault = no_such_configuration(job.order.configuration_id)  # and with it every way to reach the LMS
            return await lease.save(job.fail(fault, self._clock()))
        turns = self._turns.of(configuration.settings.studio_url, self._sleep)
        try:
            async with self._gateways(configuration) as gateway:
                run = Run(
                    order=job.order,
                    gateway=gateway,
                    lease=lease,
                    turns=turns,
                    clock=self._clock,
                    sleep=self._sleep,
                    new_id=self._new_id,
                    settings=configuration.settings,
                )
                reached = await _drive(job, run)
        finally:
            turns.give_back()
        return await self._conclude(reached, lease) if isinstance(reached, Halted) else reached

    async def _conclude(self, halted: Halted, lease: Lease) -> Failed | Again:
        """A fault that may pass is slept on; every other ends the job, and so does one too many."""
        now = self._clock()
        if not may_pass(halted.fault):
            return await lease.save(halted.job.fail(halted.fault, now))
        setbacks = halted.job.setbacks.hit_by(halted.fault, now)
        pause = self._patience.after_fault(setbacks, halted.job.id, now)
        if pause is None:
            return await lease.save(halted.job.set_back(setbacks).fail(halted.fault, now))
        job = halted.job.set_back(setbacks.until(now + pause))
        await lease.save(job)
        lease.note(Happening.PUT_OFF, job, pause.total_seconds())
        return Again(job, pause.total_seconds())


async def _drive(job: ActiveJob, run: Run) -> Succeeded | Halted:
    reached = await _handed_over(job, run)
    return await Prove(run)(reached) if isinstance(reached, Processing) else reached


async def _handed_over(job: ActiveJob, run: Run) -> Processing | Succeeded | Halted:
    match job:
        case Pending():
            return await HandOver(run).begin(job)
        case Uploading():
            return await HandOver(run).resume(job)
        case Processing():
            return job
