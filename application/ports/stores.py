"""What is kept, and that it changes together or not at all."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol, TypeAlias
from uuid import UUID

from returns.result import Result

from application.ports.catalogue import RowStore
from application.ports.configurations import ConfigurationStore, Resealing
from application.ports.job_views import JobQuery, ListedJob, SeenJob
from application.ports.published import Holder, Publication
from application.ports.runs import RunStore
from application.ports.store_errors import StoreAwayError, WallError
from application.ports.tenants import (
    AuditLog,
    CourseCard,
    CourseStore,
    Kept,
    Membership,
    OrganizationStore,
    Page,
    Standing,
    StoredCourse,
)
from domain.access import Actor
from domain.course import Course
from domain.course_key import CourseKey
from domain.faults import ConflictFault
from domain.identifiers import ConfigurationId, CourseId, JobId, UserId
from domain.identities import Identities
from domain.import_job import ImportJob, Pending

__all__ = [
    "AuditLog",
    "ConfigurationStore",
    "CourseCard",
    "CourseStore",
    "Holder",
    "JobQuery",
    "JobQueue",
    "JobStore",
    "Kept",
    "ListedJob",
    "Membership",
    "OrganizationStore",
    "Page",
    "Publication",
    "PublicationStore",
    "Resealing",
    "SeenJob",
    "Standing",
    "StoreAwayError",
    "StoredCourse",
    "Transaction",
    "Transactions",
    "TransactionsFor",
    "WallError",
]


class JobStore(Protocol):
    """Import jobs: the one truth about what was asked and what became of it."""

    async def add(self, job: Pending, course: Course) -> Result[None, ConflictFault]:
        """Keeps a new job and the course exactly as it is now.

        IMPORT_IN_PROGRESS, with the running job's id, where a job of that course, or of that key of that
        configuration, is active: however many try at the same instant, one wins.
        """
        ...

    async def get(self, job_id: JobId) -> ImportJob | None:
        """The job, or None."""
        ...

    async def seen(self, job_id: JobId, by: UserId | None) -> SeenJob | None:
        """The job as that user finds it, or None; without a user there is no role."""
        ...

    async def course_of(self, job_id: JobId) -> Course:
        """The course as it was when the job was added; `LookupError` where there is no such job."""
        ...

    async def lease(self, job_id: JobId, run_token: UUID) -> ImportJob | None:
        """The job, now writable with this token alone: every earlier holder is fenced out."""
        ...

    async def save(self, job: ImportJob, run_token: UUID) -> bool:
        """Writes the job if this token still holds it; False means the lease is lost and nothing was written."""
        ...

    async def list(self, query: JobQuery) -> Page[ListedJob]:
        """Newest first."""
        ...

    async def idle_since(self, moment: datetime, limit: int) -> Sequence[JobId]:
        """Active jobs that nobody has written since `moment`: their worker is gone, or never was."""
        ...


class PublicationStore(Protocol):
    """Course runs that have been published to: ownership, names of blocks, and the last proved state.

    A run is in an LMS, and many configurations may lead there (`ConnectionSettings.site`): those of one
    organization find the same publication, and no other organization's course gets the run, also after they are
    all gone. A configuration whose address was changed finds what it found before, as long as the new LMS has no
    such run: it may be the same LMS under a new name. Nothing counts as proved there until it is proved anew.
    """

    async def get(self, configuration_id: ConfigurationId, key: CourseKey) -> Publication | None:
        """None where the organization never published there."""
        ...

    async def holder(self, configuration_id: ConfigurationId, key: CourseKey) -> Holder | None:
        """Whose the run is, of all organizations' courses; None where nobody published there."""
        ...

    async def keys_of(self, configuration_id: ConfigurationId, course_id: CourseId) -> Sequence[CourseKey]:
        """The course runs of that LMS that are this course's, the last claimed first."""
        ...

    async def claim(
        self,
        configuration_id: ConfigurationId,
        key: CourseKey,
        course_id: CourseId,
        identities: Identities,
        job_id: JobId,
    ) -> Result[None, ConflictFault]:
        """Makes the run this course's for ever and keeps the names; may be repeated with the same arguments.

        COURSE_KEY_TAKEN where the run belongs to another course: of many who claim at once, one has it.
        """
        ...

    async def prove(self, configuration_id: ConfigurationId, key: CourseKey, job_id: JobId) -> None:
        """Notes that the job's course is what the LMS holds now; `LookupError` where the run is not that course's.

        The publication is settled by it, also where the job sent nothing and so never claimed.
        """
        ...

    async def adopt(
        self, configuration_id: ConfigurationId, key: CourseKey, course_id: CourseId, identities: Identities
    ) -> Result[None, ConflictFault]:
        """Makes a run that was published by something else this course's for ever, with the names it has there.

        COURSE_KEY_TAKEN where the run was claimed or adopted before, by whichever course; IMPORT_IN_PROGRESS where
        a job of that course, or of that run, is active. A job added at the same instant sees the adopted names, or
        stops the adoption. The course is kept already.
        """
        ...


class JobQueue(Protocol):
    """Work to be done by whoever is free."""

    async def enqueue(self, job_id: JobId) -> None:
        """Asks for the job to be run, once the transaction commits. No effect while it is queued or running."""
        ...


class Transaction(Protocol):
    """Stores that change together or not at all."""

    @property
    def organizations(self) -> OrganizationStore:
        """Organizations."""
        ...

    @property
    def courses(self) -> CourseStore:
        """Courses."""
        ...

    @property
    def rows(self) -> RowStore:
        """Courses kept as rows."""
        ...

    @property
    def configurations(self) -> ConfigurationStore:
        """LMS configurations."""
        ...

    @property
    def jobs(self) -> JobStore:
        """Import jobs."""
        ...

    @property
    def runs(self) -> RunStore:
        """The runs of import jobs."""
        ...

    @property
    def publications(self) -> PublicationStore:
        """What is published where."""
        ...

    @property
    def queue(self) -> JobQueue:
        """The job engine."""
        ...

    @property
    def audit(self) -> AuditLog:
        """The trail of what was done."""
        ...

    async def commit(self) -> None:
        """Makes everything so far last; without it, leaving the transaction undoes everything."""
        ...


Transactions: TypeAlias = Callable[[], AbstractAsyncContextManager[Transaction]]
"""Begins a transaction. Never held open while an LMS is being talked to. Raises `StoreAwayError`, `WallError`."""

TransactionsFor: TypeAlias = Callable[[Actor], Transactions]
"""Transactions bound to somebody: a store with a wall of its own shows and changes only what that one may.

What is hidden from them reads as absent. `System()` gets everything."""
