"""How jobs are looked for, and how they are found."""

from attrs import field, frozen

from application.ports.tenants import CourseCard, Standing
from domain.access import Role
from domain.identifiers import CourseId, OrganizationId, UserId
from domain.import_job import ImportJob


@frozen(kw_only=True)
class JobQuery:
    """Which jobs to list: newest first, at most `limit` (1–200); with `after`, those that stand after it."""

    course_id: CourseId | None = None
    organization_id: OrganizationId | None = None
    status: str | None = None
    seen_by: UserId | None = None
    """Only jobs of this user's own courses, and of organizations whose owner or admin the user is."""
    limit: int = field(default=50)
    after: Standing | None = None


@frozen
class ListedJob:
    """A job as the history shows it; the names are those of today."""

    job: ImportJob
    course_title: str
    lms_name: str

    @property
    def standing(self) -> Standing:
        """Where it stands among the newest."""
        return Standing(self.job.order.created_at, self.job.id)


@frozen(kw_only=True)
class SeenJob:
    """A job with what decides who may do what with it, as one look found it."""

    job: ImportJob
    course: CourseCard | None
    """None where the course is not to be seen, or not there."""
    role: Role | None
    """Of whoever looks, in the course's organization."""
