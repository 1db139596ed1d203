"""What the steps of one run of one job share."""

from datetime import datetime

from attrs import frozen

from application.leasing import Lease
from application.ports.lms import LmsGateway
from application.ports.outside import Clock, NewId, Sleep
from application.ports.stores import Transaction
from application.turns import RunTurns
from domain.course import Course
from domain.course_key import CourseKey
from domain.faults import JobFault
from domain.identities import Identities
from domain.import_job import ActiveJob, Succeeded
from domain.lms_configuration import ConnectionSettings


@frozen
class Halted:
    """A run cannot go on: the job as far as it came, and why. Whether it is tried again is not decided yet."""

    job: ActiveJob
    fault: JobFault


@frozen(kw_only=True)
class Run:
    """One run of one job: the LMS it talks to, the lease it writes with, and what it is about.

    `previous` and `last` are the course and the job that were last proved in this course run.
    """

    gateway: LmsGateway
    lease: Lease
    turns: RunTurns
    clock: Clock
    sleep: Sleep
    new_id: NewId
    settings: ConnectionSettings
    course: Course
    key: CourseKey
    identities: Identities
    previous: Course | None
    last: Succeeded | None

    def now(self) -> datetime:
        """The present moment."""
        return self.clock()

    async def pause(self) -> None:
        """Waits as long as the configuration wants between two questions to the LMS."""
        await self.sleep(self.settings.poll_interval_seconds)

    async def keep_proof(self, job: Succeeded) -> Succeeded:
        """The end of the job and the course that it proved are kept together."""

        async def keep(tx: Transaction) -> None:
            await self.lease.write(tx, job)
            await tx.publications.prove(job.order.configuration_id, job.order.course_key, job.id)
            await tx.commit()

        await self.lease.transact(keep)
        self.lease.tell(job)
        return job
