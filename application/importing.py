"""RunImport: drive one job to its end. It can be killed anywhere and run again.

    pending     build, check, prepare the course run, then claim it and begin the upload   (handing_over.py)
    uploading   upload; after a crash, ask the LMS for the import before uploading again   (handing_over.py)
    processing  follow the import, read the course back, compare                           (proving.py)

What was done is in the job's row before the next step begins, so a new run goes on where the last one stopped.
"""

from typing import TypeAlias, final
from uuid import UUID

from attrs import frozen

from application.absence import no_such_configuration
from application.handing_over import HandOver
from application.leasing import Lease, LeaseLostError
from application.ports.lms import LmsGateways
from application.ports.outside import Clock, NewId, Sleep
from application.ports.stores import Transactions
from application.proving import Prove
from application.run import Run
from domain.identifiers import JobId
from domain.identities import Identities
from domain.import_job import ActiveJob, EndedJob, Failed, ImportJob, Pending, Processing, Succeeded, Uploading


@frozen
class LeaseLost:
    """Another run took the job over, or it is gone; there is nothing left to do here."""


RunOutcome: TypeAlias = EndedJob | LeaseLost


@final
@frozen
class RunImport:
    """Runs a job from whatever state it is in to its end, and says how it ended.

    Fences out every earlier run of the same job. Unexpected exceptions leave the job as it is, to be run again.
    """

    _transactions: Transactions
    _gateways: LmsGateways
    _clock: Clock
    _sleep: Sleep
    _new_id: NewId

    async def __call__(self, job_id: JobId) -> RunOutcome:
        """Ends when the job has ended, or when the lease on it is lost."""
        token = self._new_id()
        job = await self._lease(job_id, token)
        if job is None:
            return LeaseLost()
        match job:
            case Succeeded() | Failed():
                return job
            case Pending() | Uploading() | Processing():
                try:
                    return await self._run(job, Lease(self._transactions, token))
                except LeaseLostError:
                    return LeaseLost()

    async def _lease(self, job_id: JobId, token: UUID) -> ImportJob | None:
        async with self._transactions() as tx:
            job = await tx.jobs.lease(job_id, token)
            await tx.commit()
        return job

    async def _run(self, job: ActiveJob, lease: Lease) -> EndedJob:
        async with self._transactions() as tx:
            configuration = await tx.configurations.get(job.order.configuration_id)
            course = await tx.jobs.course_of(job.id)
            published = await tx.publications.get(job.order.configuration_id, job.order.course_key)
            last = await tx.jobs.get(published.proved_by) if published and published.proved_by else None
        if configuration is None:
            return await self._orphaned(job, lease)
        async with self._gateways(configuration) as gateway:
            run = Run(
                gateway=gateway,
                lease=lease,
                transactions=self._transactions,
                clock=self._clock,
                sleep=self._sleep,
                new_id=self._new_id,
                settings=configuration.settings,
                course=course,
                key=job.order.course_key,
                identities=(published.identities if published else Identities()).covering(course),
                previous=published.proved if published else None,
                last=last if isinstance(last, Succeeded) else None,
            )
            return await self._drive(job, run)

    async def _drive(self, job: ActiveJob, run: Run) -> EndedJob:
        reached = await self._handed_over(job, run)
        ended = await Prove(run)(reached) if isinstance(reached, Processing) else reached
        return await run.lease.save(ended) if isinstance(ended, Failed) else ended

    async def _handed_over(self, job: ActiveJob, run: Run) -> Processing | EndedJob:
        match job:
            case Pending():
                return await HandOver(run).begin(job)
            case Uploading():
                return await HandOver(run).resume(job)
            case Processing():
                return job

    async def _orphaned(self, job: ActiveJob, lease: Lease) -> Failed:
        """Its configuration is gone, and with it every way to reach the LMS."""
        fault = no_such_configuration(job.order.configuration_id)
        return await lease.save(job.fail(fault, self._clock()))
