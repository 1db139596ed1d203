"""RunImport: drive one job to its end. It can be killed anywhere and run again.

    pending     build, check, prepare the course run, then claim it and begin the upload   (handing_over.py)
    uploading   upload; after a crash, ask the LMS for the import before uploading again   (handing_over.py)
    processing  follow the import, read the course back, compare                           (proving.py)

What was done is in the job's row before the next step begins, so a new run goes on where the last one stopped.
"""

from functools import partial
from typing import TypeAlias, final
from uuid import UUID

from attrs import field, frozen

from application.absence import no_such_configuration
from application.giving_up import too_long, too_many_runs
from application.handing_over import HandOver
from application.leasing import Lease, LeaseLostError, OverdueError
from application.ports.journal import Happening, Journal, untold
from application.ports.lms import LmsGateways
from application.ports.outside import Clock, NewId, Sleep
from application.ports.stores import Transaction, Transactions
from application.proving import Prove
from application.run import Halted, Run
from application.turns import Turns
from domain.identifiers import JobId
from domain.import_job import ActiveJob, EndedJob, Failed, ImportOrder, Pending, Processing, Succeeded, Uploading
from domain.lms_configuration import LmsConfiguration
from domain.progress import Stage
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
        lease = Lease(
            transactions=self._transactions,
            job_id=job_id,
            run_id=token,
            clock=self._clock,
            sleep=self._sleep,
            patience=self._patience,
            journal=self._journal,
        )
        given_up = await self._begin(job_id, token)
        async with self._transactions() as tx:
            job = await tx.jobs.get(job_id)
        match job:
            case None:
                return LeaseLost()
            case Succeeded() | Failed():
                if given_up:
                    lease.tell(job)
                return job
            case Pending() | Uploading() | Processing():
                return await self._lead(job, lease)

    async def _begin(self, job_id: JobId, token: UUID) -> bool:
        """Takes the job, and ends it unread if it was taken too often; whether it did.

        What was counted stays counted, whatever the reading of the job brings.
        """
        async with self._transactions() as tx:
            begun = await tx.runs.begin(job_id, token)
            given_up = begun is not None and begun > self._patience.runs
            if begun is not None and given_up:
                await tx.runs.give_up(job_id, token, too_many_runs(begun - 1, token), self._clock())
            await tx.commit()
        return given_up

    async def _lead(self, job: ActiveJob, lease: Lease) -> RunOutcome:
        lease.note(Happening.BEGUN, job)
        try:
            try:
                return await self._run(job, lease)
            except OverdueError as overdue:
                now = self._clock()
                return await lease.save(overdue.job.fail(too_long(overdue.job, now), now))
        except LeaseLostError:
            lease.note(Happening.LEASE_LOST, job)
            return LeaseLost()

    async def _run(self, job: ActiveJob, lease: Lease) -> EndedJob | Again:
        configuration = await lease.transact(partial(_configuration_of, job.order))
        if configuration is None:  # and with it every way to reach the LMS
            return await lease.save(job.fail(no_such_configuration(job.order.configuration_id), self._clock()))
        turns = self._turns.of(configuration.settings.studio_url, self._sleep, lease)
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
            if not isinstance(reached, Halted):
                return reached
            await turns.give_back()
            return await self._conclude(reached, lease)
        finally:
            turns.step_out()

    async def _conclude(self, halted: Halted, lease: Lease) -> Failed | Again:
        """A fault that may pass is slept on; every other ends the job, and so does one too many."""
        now = self._clock()
        if not may_pass(halted.fault):
            return await lease.save(halted.job.fail(halted.fault, now))
        setbacks = halted.job.setbacks.hit_by(halted.fault, now)
        pause = self._patience.after_fault(setbacks, halted.job.id, now)
        begun = halted.job.progress.since(Stage.BUILDING)
        if pause is None or self._patience.overdue(begun, now + pause):
            return await lease.save(halted.job.set_back(setbacks).fail(halted.fault, now))
        job = halted.job.set_back(setbacks.until(now + pause))
        await lease.save(job)
        lease.note(Happening.PUT_OFF, job, pause.total_seconds())
        return Again(job, pause.total_seconds())


async def _configuration_of(order: ImportOrder, tx: Transaction) -> LmsConfiguration | None:
    return await tx.configurations.get(order.configuration_id)


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
