"""What organizations keep: their members and courses, and the trail of what was done.

`application/ports/stores.py` puts these together with the other stores into one transaction.
"""

from datetime import datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from attrs import frozen
from returns.result import Result

from domain.access import Role
from domain.audit import AuditEntry, AuditNote
from domain.course import Course
from domain.faults import ConflictFault, MissingFault
from domain.identifiers import CourseId, OrganizationId, UserId
from domain.organization import Organization

T = TypeVar("T")


@frozen
class Page(Generic[T]):
    """Part of a list; `total` counts the whole of it, `has_more` says whether items follow the last one here.

    Where the last one stands in the list's order is where the next part begins. So nobody sees an item twice, or
    misses one, because others came or went in the meantime.
    """

    items: tuple[T, ...]
    total: int
    has_more: bool = False


@frozen(order=True)
class Standing:
    """Where something stands in a list that is ordered by time; ids tell apart what has one moment."""

    at: datetime
    id: UUID


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

    async def list(self, *, limit: int, after: Organization | None = None) -> Page[Organization]:
        """All of them by name, by its code points, then id, `limit` 1–200; with `after`, what follows it."""
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

    async def members(
        self, organization_id: OrganizationId, *, limit: int, after: UserId | None = None
    ) -> Page[Membership]:
        """The organization's members in the order of their ids, `limit` 1–200; with `after`, what follows."""
        ...


@frozen(kw_only=True)
class StoredCourse:
    """A course as an organization keeps it."""

    id: CourseId
    organization_id: OrganizationId
    owner_id: UserId | None
    course: Course


class Kept(StrEnum):
    """How a course is kept."""

    WHOLE = "whole"
    """As its author put it (`CourseStore`)."""

    ROWS = "rows"
    """As a platform's rows, to be mapped when it is asked for (`application/ports/catalogue.py`)."""

    ELSEWHERE = "elsewhere"
    """In the platform's own database; here is its card alone."""


@frozen(kw_only=True)
class CourseCard:
    """What lists show of a course, without its content. `course_code` is settled for good, where it is known."""

    id: CourseId
    organization_id: OrganizationId
    owner_id: UserId | None
    title: str
    language: str
    created_at: datetime
    updated_at: datetime
    kept: Kept = Kept.WHOLE
    course_code: str | None = None

    @property
    def standing(self) -> Standing:
        """Where it stands among the last changed."""
        return Standing(self.updated_at, self.id)


class CourseStore(Protocol):
    """The courses of all organizations: those that are kept whole, and the cards of all."""

    async def get(self, course_id: CourseId) -> StoredCourse | None:
        """The course; None where there is none, or none that is kept whole."""
        ...

    async def card(self, course_id: CourseId) -> CourseCard | None:
        """The course without its content, however it is kept.

        Instructors see the cards of all courses of their organization.
        """
        ...

    async def add(self, stored: StoredCourse) -> bool:
        """Keeps a new course; False, and nothing is changed, where the id is taken."""
        ...

    async def put(self, stored: StoredCourse) -> None:
        """Keeps it under its id, instead of what was there, rows included."""
        ...

    async def list(
        self,
        organization_id: OrganizationId,
        *,
        owner_id: UserId | None = None,
        limit: int,
        after: Standing | None = None,
    ) -> Page[CourseCard]:
        """The organization's courses, or those of one owner there: the last changed first, `limit` 1–200.

        With `after`, those that stand after it.
        """
        ...

    async def delete(self, course_id: CourseId) -> Result[None, ConflictFault | MissingFault]:
        """IMPORT_IN_PROGRESS while one of its jobs is active; otherwise it is gone, with its history."""
        ...


class AuditLog(Protocol):
    """The trail; it only grows."""

    async def note(self, note: AuditNote) -> None:
        """Writes the deed down with the present moment, to last if the transaction does."""
        ...

    async def list(
        self, organization_id: OrganizationId, *, limit: int, after: int | None = None
    ) -> Page[AuditEntry]:
        """What was done in the organization, the latest first, at most `limit` (1–200).

        With `after`, what was noted before the entry of that number.
        """
        ...
