"""What the steps of one run of one job share."""

from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from attrs import frozen
from returns.result import Result

from application.leasing import Lease
from application.material import Material, load_material
from application.owning import held_by_another
from application.ports.journal import Happening
from application.ports.lms import LmsGateway
from application.ports.outside import Clock, NewId, Sleep
from application.ports.stores import Transaction
from application.turns import RunTurns, Turn
from domain.course_key import CourseKey
from domain.faults import ConflictFault, JobFault, LmsFault
from domain.import_job import ActiveJob, ImportOrder, Pending, Processing, Succeeded
from domain.lms_configuration import ConnectionSettings
from domain.progress import Stage
from domain.publication import Verification

J = TypeVar("J", Pending, Processing)


@frozen
class Halted:
    """A run cannot go on: the job as far as it came, and why. Whether it is tried again is not decided yet."""

    job: ActiveJob
    fault: JobFault


@frozen(kw_only=True)
class Run:
    """One run of one job: the LMS it talks to, the lease it writes with, and the turns it takes."""

    order: ImportOrder
    gateway: LmsGateway
    lease: Lease
    turns: RunTurns
    clock: Clock
    sleep: Sleep
    new_id: NewId
    settings: ConnectionSettings

    @property
    def key(self) -> CourseKey:
        """The course run that it is about."""
        return self.order.course_key

    async def load(self) -> Material:
        """The course and what is known of it; not to be held longer than it is needed."""
        return await self.lease.transact(partial(load_material, self.order))

    async def held_by_another(self) -> ConflictFault | None:
        """COURSE_KEY_TAKEN where the run is another course's by now."""
        order = self.order
        held = partial(
            held_by_another,
            configuration_id=order.configuration_id,
            key=order.course_key,
            course_id=order.course_id,
        )
        return await self.lease.transact(held)

    async def await_turns(self, job: ActiveJob, *turns: Turn) -> None:
        """Waits until the LMS has few enough others to deal with."""
        began = self.now()

        async def sign_of_life() -> None:
            await self.lease.save(job)

        if any([await turn.take(sign_of_life) for turn in turns]):
            self.lease.note(Happening.WAITED, job, (self.now() - began) / timedelta(seconds=1))

    async def read_back(
        self, job: J, stage: Stage, material: Material
    ) -> tuple[J, Result[Verification, LmsFault]]:
        """Compares what the LMS holds with the course; the job is written with how far that is, as it goes on."""
        current = job

        async def report(percent: int) -> None:
            nonlocal current
            current = await self.lease.save(current.reached(stage, percent, self.now()))

        verified = await self.gateway.verify(
            material.course,
            self.key,
            material.identities,
            job.order.options.verification,
            material.previous,
            report,
        )
        return current, verified

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
