"""Everything a use case needs, in memory: one organization, one course, one LMS, and the hands to move them."""

import asyncio
from collections.abc import Callable
from typing import Self
from uuid import UUID, uuid4

from attrs import define, field

from adapters.memory.clock import ManualClock
from adapters.memory.gateway import MemoryGateways
from adapters.memory.journal import MemoryJournal
from adapters.memory.lms import MemoryLms
from adapters.memory.transactions import MemoryDatabase
from application.breaking_down import NoteBreakdown
from application.importing import Again, RunImport, RunOutcome
from application.ports.stores import StoredCourse
from application.publishing import Accepted, PublishCourse, PublishRequest
from application.turns import Turns
from domain.course import Course
from domain.identifiers import JobId
from domain.import_job import ImportJob
from domain.lms_configuration import LmsConfiguration
from domain.organization import Organization
from domain.publication import PublishOptions
from domain.setbacks import Patience
from tests.builders import make_configuration, make_course, make_organization, make_stored_course


class CrashError(Exception):
    """The process is gone."""


async def forever(_seconds: float) -> None:
    """A sleep that nothing ends."""
    await asyncio.Event().wait()


@define
class Fuse:
    """Blows at the n-th step of the world outside; a step is any call of the LMS or any transaction."""

    at: int | None = None
    steps: int = 0

    async def step(self, _call: str = "") -> None:
        self.steps += 1
        if self.steps == self.at:
            raise CrashError


@define
class InMemoryHouse:
    """Use cases over memory; `fuse` kills whatever is running at a chosen step."""

    clock: ManualClock = field(factory=ManualClock)
    fuse: Fuse = field(factory=Fuse)
    new_id: Callable[[], UUID] = uuid4
    patience: Patience = field(factory=Patience)
    turns: Turns = field(factory=Turns)
    journal: MemoryJournal = field(factory=MemoryJournal)
    organization: Organization = field(factory=make_organization)
    database: MemoryDatabase = field(init=False)
    lms: MemoryLms = field(init=False)
    stored: StoredCourse = field(init=False)
    configuration: LmsConfiguration = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.database = MemoryDatabase(self.clock)
        self.lms = MemoryLms(self.clock)
        self.lms.watch = self.fuse.step
        self.stored = make_stored_course(self.organization, make_course())
        self.configuration = make_configuration(self.organization)

    async def open(self) -> Self:
        """With organization, course and configuration in the store."""
        async with self.database.transactions() as tx:
            await tx.organizations.put(self.organization)
            await tx.courses.put(self.stored)
            (await tx.configurations.add(self.configuration)).unwrap()
            await tx.commit()
        return self

    async def put(self, course: Course) -> None:
        """The author's next version."""
        self.stored = StoredCourse(
            id=self.stored.id,
            organization_id=self.organization.id,
            owner_id=self.stored.owner_id,
            course=course,
        )
        async with self.database.transactions() as tx:
            await tx.courses.put(self.stored)
            await tx.commit()

    @property
    def publish(self) -> PublishCourse:
        return PublishCourse(self.database.transactions, MemoryGateways(self.lms), self.clock, self.new_id)

    @property
    def run_import(self) -> RunImport:
        return RunImport(
            self.database.transactions,
            MemoryGateways(self.lms),
            self.clock,
            self.clock.sleep,
            self.new_id,
            self.patience,
            self.turns,
            self.journal,
        )

    @property
    def note_breakdown(self) -> NoteBreakdown:
        return NoteBreakdown(self.database.transactions, self.clock, self.patience, self.journal)

    def request(self, options: PublishOptions | None = None) -> PublishRequest:
        return PublishRequest(self.stored.id, self.configuration.id, options or PublishOptions())

    async def accepted(self, options: PublishOptions | None = None) -> Accepted:
        """A job that waits."""
        return (await self.publish(self.request(options))).unwrap()

    async def another(self, name: str) -> JobId:
        """A job that waits, for a new course of that name."""
        stored = make_stored_course(self.organization, make_course(name))
        async with self.database.transactions() as tx:
            await tx.courses.put(stored)
            await tx.commit()
        return (await self.publish(PublishRequest(stored.id, self.configuration.id))).unwrap().job.id

    async def published(self) -> RunOutcome:
        """A job that has been run to its end."""
        accepted = await self.accepted()
        self.database.take()
        return await self.run_import(accepted.job.id)

    async def worked(self, job_id: JobId) -> RunOutcome:
        """The job, run and rested as a worker does it, until it ends."""
        while isinstance(outcome := await self.run_import(job_id), Again):
            self.clock.advance(outcome.seconds)
        return outcome

    async def job(self, job_id: JobId) -> ImportJob:
        async with self.database.transactions() as tx:
            job = await tx.jobs.get(job_id)
        assert job is not None
        return job
