"""What an in-memory database holds. The values are frozen, so a shallow copy is a snapshot."""

from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from attrs import define, evolve, field, frozen

from application.ports.stores import Publication, StoredCourse
from domain.access import Role
from domain.audit import AuditEntry
from domain.course import Course
from domain.course_key import CourseKey
from domain.identifiers import ConfigurationId, CourseId, JobId, OrganizationId, UserId
from domain.import_job import ImportJob
from domain.lms_configuration import LmsConfiguration
from domain.organization import Organization

Run: TypeAlias = tuple[ConfigurationId, CourseKey]


@frozen
class JobRow:
    """A job, the course it was added with, who may write it, and when somebody last did."""

    job: ImportJob
    course: Course
    written_at: datetime
    run_token: UUID | None = None


@frozen
class CourseRow:
    """A course, and when it was put first and last."""

    stored: StoredCourse
    created_at: datetime
    updated_at: datetime


@define
class State:
    """All tables. A draft belongs to one transaction; a committed state changes as a whole, but for its queue."""

    organizations: dict[OrganizationId, Organization] = field(factory=dict)
    members: dict[tuple[OrganizationId, UserId], Role] = field(factory=dict)
    courses: dict[CourseId, CourseRow] = field(factory=dict)
    configurations: dict[ConfigurationId, LmsConfiguration] = field(factory=dict)
    jobs: dict[JobId, JobRow] = field(factory=dict)
    publications: dict[Run, Publication] = field(factory=dict)
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
            jobs=dict(self.jobs),
            publications=dict(self.publications),
            queue=dict(self.queue),
        )
