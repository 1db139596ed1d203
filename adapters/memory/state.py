"""What an in-memory database holds. The values are frozen, so a shallow copy is a snapshot."""

from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from attrs import define, evolve, field, frozen

from application.ports.rows import CourseRow, PlatformCourse
from application.ports.runs import Place
from application.ports.stores import CourseCard, Kept, Publication, StoredCourse
from domain.access import Role
from domain.audit import AuditEntry
from domain.course import Course
from domain.course_key import CourseKey
from domain.identifiers import ConfigurationId, CourseId, JobId, OrganizationId, UserId
from domain.import_job import ImportJob
from domain.lms_configuration import LmsConfiguration
from domain.organization import Organization

Run: TypeAlias = tuple[str, CourseKey]
"""The LMS that a course run is in (`ConnectionSettings.site`), and its key."""


@frozen
class JobRow:
    """A job, the course it was added with, who may write it, when somebody last did, and what its runs hold."""

    job: ImportJob
    course: Course
    written_at: datetime
    run_token: UUID | None = None
    runs: int = 0
    places: frozenset[Place] = frozenset()


@frozen
class RunRow:
    """A course run that was published to, and whose course that was."""

    publication: Publication
    organization_id: OrganizationId


@frozen(kw_only=True)
class CourseEntry:
    """A course, how it is kept, and when it was put first and last."""

    content: StoredCourse | PlatformCourse
    kept: Kept
    course_code: str | None
    created_at: datetime
    updated_at: datetime

    def card(self) -> CourseCard:
        """The course without its content."""
        whole = self.content if isinstance(self.content, StoredCourse) else None
        row = self.content.course if isinstance(self.content, PlatformCourse) else None
        about = self.content.course
        return CourseCard(
            id=self.content.id,
            organization_id=whole.organization_id if whole else organization_of(row),
            owner_id=whole.owner_id if whole else owner_of(row),
            title=about.title,
            language=about.language or "",
            created_at=self.created_at,
            updated_at=self.updated_at,
            kept=self.kept,
            course_code=self.course_code,
        )


def organization_of(row: CourseRow | None) -> OrganizationId:
    """The organization that the row names; raises `ValueError` where it names none."""
    if row is None or row.organization_id is None:
        raise ValueError("rows that are kept name their organization")
    return OrganizationId(row.organization_id)


def owner_of(row: CourseRow | None) -> UserId | None:
    """The owner that the row names, if any."""
    return None if row is None or row.user_id is None else UserId(row.user_id)


@define
class State:
    """All tables. A draft belongs to one transaction; a committed state changes as a whole, but for its queue."""

    organizations: dict[OrganizationId, Organization] = field(factory=dict)
    members: dict[tuple[OrganizationId, UserId], Role] = field(factory=dict)
    courses: dict[CourseId, CourseEntry] = field(factory=dict)
    configurations: dict[ConfigurationId, LmsConfiguration] = field(factory=dict)
    former_sites: dict[ConfigurationId, tuple[str, ...]] = field(factory=dict)
    jobs: dict[JobId, JobRow] = field(factory=dict)
    publications: dict[Run, RunRow] = field(factory=dict)
    queue: dict[JobId, None] = field(factory=dict)
    audit: tuple[AuditEntry, ...] = ()

    def copy(self) -> "State":
        """A draft: the same values, and containers of its own."""
        return evolve(
            self,
            organizations=dict(self.organizations),
            members=dict(self.members),
            courses=dict(self.courses),
            configurations=dict(self.configurations),
            former_sites=dict(self.former_sites),
            jobs=dict(self.jobs),
            publications=dict(self.publications),
            queue=dict(self.queue),
        )
