"""What the API can do for one caller: the use cases, each bound to who is asking."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeAlias, TypeVar

from attrs import frozen
from returns.result import Result

from application.courses import Found
from application.inspecting import LmsCourse
from application.keeping_courses import KeptCourse
from application.keeping_rows import KeptRows
from application.planning import Planned, PlanReport, unwatched
from application.ports.rows import PlatformCourse
from application.ports.stores import CourseCard, JobQuery, ListedJob, Membership, Page, Standing
from application.publishing import Accepted, PublishRequest
from domain.audit import AuditEntry
from domain.connection import ConnectionTest
from domain.course import Course
from domain.faults import Fault
from domain.identifiers import ConfigurationId, CourseId, JobId, OrganizationId, UserId
from domain.import_job import Failed, ImportJob
from domain.lms_configuration import ConnectionSettings, Credentials, PublicLmsConfiguration
from domain.organization import Organization
from domain.publication import PublishOptions
from domain.violations import Violation

T = TypeVar("T")
P_contra = TypeVar("P_contra", contravariant=True)

Outcome: TypeAlias = Awaitable[Result[T, Fault]]


class PageOf(Protocol[T, P_contra]):
    """A list of what an organization has, in an order in which each item has its place."""

    def __call__(
        self, organization_id: OrganizationId, *, limit: int, after: P_contra | None
    ) -> Awaitable[Result[Page[T], Fault]]:
        """One page: the first, or what stands after that place."""
        ...


class ConfigurationPage(Protocol):
    """The list of an organization's connections."""

    def __call__(
        self, organization_id: OrganizationId, *, include_inactive: bool, limit: int, after: str | None
    ) -> Outcome[Page[PublicLmsConfiguration]]:
        """One page, by name: the first, or what comes after that name."""
        ...


class Planning(Protocol):
    """What a publish would do; reading the LMS for it may take minutes, and be watched."""

    def __call__(
        self,
        course_id: CourseId,
        configuration_id: ConfigurationId,
        options: PublishOptions,
        live: bool,
        report: PlanReport = unwatched,
        /,
    ) -> Outcome[Planned]:
        """The plan; with `live` the LMS is asked what it holds now."""
        ...


@frozen(kw_only=True)
class UseCases:
    """Bound to one actor: what that one may not see is absent, what that one may not do is a fault."""

    put_organization: Callable[[Organization], Outcome[Organization]]
    put_member: Callable[[Membership], Outcome[Membership]]
    remove_member: Callable[[OrganizationId, UserId], Outcome[bool]]
    read_audit: PageOf[AuditEntry, int]

    create_configuration: Callable[
        [OrganizationId, ConnectionSettings, Credentials], Outcome[PublicLmsConfiguration]
    ]
    change_configuration: Callable[
        [ConfigurationId, ConnectionSettings, Credentials | None], Outcome[PublicLmsConfiguration]
    ]
    delete_configuration: Callable[[ConfigurationId], Outcome[None]]
    get_configuration: Callable[[ConfigurationId], Outcome[PublicLmsConfiguration]]
    list_configurations: ConfigurationPage
    test_connection: Callable[[ConfigurationId], Outcome[ConnectionTest]]

    put_course: Callable[[CourseId, OrganizationId, Course], Outcome[KeptCourse]]
    keep_rows: Callable[[PlatformCourse, OrganizationId], Outcome[KeptRows]]
    get_course: Callable[[CourseId], Outcome[Found]]
    remove_course: Callable[[CourseId], Outcome[None]]
    list_courses: PageOf[CourseCard, Standing]
    validate_course: Callable[[CourseId], Outcome[tuple[Violation, ...]]]
    plan_course: Planning
    course_status: Callable[[CourseId, ConfigurationId], Outcome[LmsCourse]]
    delete_from_lms: Callable[[CourseId, ConfigurationId], Outcome[None]]

    may_publish: Callable[[CourseId], Outcome[None]]
    publish_course: Callable[[PublishRequest], Outcome[Accepted]]
    get_job: Callable[[JobId], Outcome[ImportJob]]
    list_jobs: Callable[[JobQuery], Awaitable[Page[ListedJob]]]
    cancel_job: Callable[[JobId], Outcome[Failed]]
    retry_job: Callable[[JobId], Outcome[Accepted]]
