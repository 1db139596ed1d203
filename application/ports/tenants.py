"""What organizations keep: their members, courses and LMS configurations, and the trail of what was done.

`application/ports/stores.py` puts these together with the other stores into one transaction.
"""

from datetime import datetime
from typing import Generic, Protocol, TypeVar

from attrs import frozen
from returns.result import Result

from domain.access import Role
from domain.audit import AuditEntry, AuditNote
from domain.course import Course
from domain.faults import ConflictFault, MissingFault
from domain.identifiers import ConfigurationId, CourseId, OrganizationId, UserId
from domain.lms_configuration import ConnectionTestRecord, LmsConfiguration, PublicLmsConfiguration
from domain.organization import Organization

T = TypeVar("T")


@frozen
class Page(Generic[T]):
    """Part of a list; `total` counts the whole of it."""

    items: tuple[T, ...]
    total: int
    offset: int = 0

    @property
    def has_more(self) -> bool:
        """Whether items follow the last one here."""
        return self.offset + len(self.items) < self.total


@frozen
class Membership:
    """What a user is in an organization."""

    organization_id: OrganizationId
    user_id: UserId
    role: Role


class OrganizationStore(Protocol):
    """The tenants."""

    async def get(self, organization_id: OrganizationId) -> Organization | None:
        """The organization, or None."""
        ...

    async def put(self, organization: Organization) -> None:
        """Keeps it under its id, instead of what was there."""
        ...

    async def role_of(self, organization_id: OrganizationId, user_id: UserId) -> Role | None:
        """What the user is there; None for a stranger, and where there is no such organization."""
        ...

    async def put_member(self, membership: Membership) -> None:
        """Gives the user that role, instead of any other there. The organization is kept already."""
        ...

    async def remove_member(self, organization_id: OrganizationId, user_id: UserId) -> bool:
        """Whether the user was a member; now they are none."""
        ...

    async def members(self, organization_id: OrganizationId, *, limit: int, offset: int) -> Page[Membership]:
        """The organization's members in the order of their ids, at most `limit` (1–200)."""
        ...


@frozen(kw_only=True)
class StoredCourse:
    """A course as an organization keeps it."""

    id: CourseId
    organization_id: OrganizationId
    owner_id: UserId | None
    course: Course


@frozen(kw_only=True)
class CourseCard:
    """What lists show of a course, without its content."""

    id: CourseId
    organization_id: OrganizationId
    owner_id: UserId | None
    title: str
    language: str
    created_at: datetime
    updated_at: datetime


class CourseStore(Protocol):
    """The courses of all organizations."""

    async def get(self, course_id: CourseId) -> StoredCourse | None:
        """The course, or None."""
        ...

    async def card(self, course_id: CourseId) -> CourseCard | None:
        """The course without its content; instructors see the cards of all courses of their organization."""
        ...

    async def add(self, stored: StoredCourse) -> bool:
        """Keeps a new course; False, and nothing is changed, where the id is taken."""
        ...

    async def put(self, stored: StoredCourse) -> None:
        """Keeps it under its id, instead of what was there."""
        ...

    async def list(
        self, organization_id: OrganizationId, *, owner_id: UserId | None = None, limit: int, offset: int
    ) -> Page[CourseCard]:
        """The organization's courses, or those of one owner there: the last changed first, `limit` 1–200."""
        ...

    async def delete(self, course_id: CourseId) -> Result[None, ConflictFault | MissingFault]:
        """IMPORT_IN_PROGRESS while one of its jobs is active; otherwise it is gone, with its history."""
        ...


@frozen(kw_only=True)
class Resealing:
    """What became of a page of configurations; the next page begins after `last`, and there is none after None."""

    looked_at: int
    resealed: int = 0
    overtaken: int = 0
    """Somebody else changed or deleted these at the same instant; they were let be."""
    last: ConfigurationId | None = None


class ConfigurationStore(Protocol):
    """LMS configurations. Credentials are encrypted at rest, bound to their row."""

    async def get(self, configuration_id: ConfigurationId) -> LmsConfiguration | None:
        """The configuration with its credentials, or None."""
        ...

    async def face(self, configuration_id: ConfigurationId) -> PublicLmsConfiguration | None:
        """The configuration without its credentials, or None."""
        ...

    async def named(self, organization_id: OrganizationId, name: str) -> LmsConfiguration | None:
        """The organization's configuration of that name, or None."""
        ...

    async def list(
        self, organization_id: OrganizationId, *, include_inactive: bool, limit: int, offset: int
    ) -> Page[PublicLmsConfiguration]:
        """Their public faces by name."""
        ...

    async def add(self, configuration: LmsConfiguration) -> Result[None, ConflictFault]:
        """LMS_CONFIG_CONFLICT where the organization has one of that name."""
        ...

    async def update(self, configuration: LmsConfiguration) -> Result[None, ConflictFault | MissingFault]:
        """Replaces settings and credentials of the row with that id."""
        ...

    async def note_test(self, configuration_id: ConfigurationId, record: ConnectionTestRecord) -> None:
        """Remembers how a connection test ended; no effect where the configuration is gone."""
        ...

    async def reseal(self, limit: int, after: ConfigurationId | None = None) -> Resealing:
        """Encrypts with today's key what an older one encrypted, of the next `limit` (1–200) configurations by id.

        Nothing else about them changes, and what somebody else changes meanwhile is never lost. Raises where
        credentials do not open: nothing of the page is changed then. Only in transactions of `System()`.
        """
        ...

    async def delete(self, configuration_id: ConfigurationId) -> Result[None, ConflictFault | MissingFault]:
        """IMPORT_IN_PROGRESS while one of its jobs is active; otherwise it is gone, with its history."""
        ...


class AuditLog(Protocol):
    """The trail; it only grows."""

    async def note(self, note: AuditNote) -> None:
        """Writes the deed down with the present moment, to last if the transaction does."""
        ...

    async def list(self, organization_id: OrganizationId, *, limit: int, offset: int) -> Page[AuditEntry]:
        """What was done in the organization, the latest first, at most `limit` (1–200)."""
        ...
