"""How courses are shown: as they are kept here, what is wrong with them, and what an LMS has of them."""

from datetime import datetime
from uuid import UUID

from attrs import frozen

from adapters.http.paging import Cursors, PageEnd, by_standing
from adapters.http.problems import FindingView, finding_views
from application.course_json import course_to_json
from application.courses import Found
from application.inspecting import LmsCourse
from application.keeping_courses import KeptCourse
from application.keeping_rows import KeptRows
from application.ports.rows import PlatformCourse
from application.ports.stores import CourseCard, Kept, Page, Standing
from application.row_json import rows_to_json
from domain.course import Course
from domain.violations import Violation, errors_among

COURSES: Cursors[CourseCard, Standing] = by_standing("courses", lambda card: card.standing)


@frozen(slots=False)
class KeptCourseView:
    """A course as it is kept now; warnings do not stop a publish."""

    id: UUID
    organization_id: UUID
    owner_id: UUID | None
    title: str
    created: bool
    warnings: list[FindingView]


@frozen(slots=False)
class KeptRowsView:
    """A course as it is kept now, and what stands against a publish of it: unfinished parts, or mistakes."""

    id: UUID
    organization_id: UUID | None
    owner_id: UUID | None
    title: str
    created: bool
    publishable: bool
    unfinished: list[str]
    errors: list[FindingView]


@frozen(slots=False)
class CourseView:
    """A course, whole: `course` is the data model's `CourseInput`; or `rows`, as a platform keeps it.

    `kept` is `whole`, `rows`, or `elsewhere`: in the platform's own database.
    """

    id: UUID
    organization_id: UUID
    owner_id: UUID | None
    kept: str
    course: dict[str, object] | None
    rows: dict[str, object] | None


@frozen(slots=False)
class CourseCardView:
    """What lists show of a course."""

    id: UUID
    organization_id: UUID
    owner_id: UUID | None
    title: str
    language: str
    created_at: datetime
    updated_at: datetime


@frozen(slots=False)
class CoursePage(PageEnd):
    """The last changed first."""

    items: list[CourseCardView]


@frozen(slots=False)
class FindingsView:
    """What stands against a publish (errors), and what should be known all the same (warnings)."""

    valid: bool
    errors: list[FindingView]
    warnings: list[FindingView]


@frozen(slots=False)
class LmsStatusView:
    """What the LMS says of the course today; null where this LMS does not tell."""

    exists: bool
    published: bool
    edx_course_key: str
    last_modified: datetime | None
    lms_url: str | None
    studio_url: str | None
    enrollment_count: int | None


def kept_course_view(kept: KeptCourse, warnings: tuple[Violation, ...]) -> KeptCourseView:
    """What became of a put; the warnings are those of its reading, which include those of the course."""
    stored = kept.stored
    return KeptCourseView(
        id=stored.id,
        organization_id=stored.organization_id,
        owner_id=stored.owner_id,
        title=stored.course.title,
        created=kept.created,
        warnings=finding_views(warnings),
    )


def kept_rows_view(kept: KeptRows) -> KeptRowsView:
    """What became of a put."""
    course = kept.rows.course
    return KeptRowsView(
        id=course.id,
        organization_id=course.organization_id,
        owner_id=course.user_id,
        title=course.title,
        created=kept.created,
        publishable=not (kept.unfinished or kept.violations),
        unfinished=list(kept.unfinished),
        errors=finding_views(kept.violations),
    )


def course_view(found: Found) -> CourseView:
    """The course as it was put."""
    content = found.content
    return CourseView(
        id=found.id,
        organization_id=found.organization_id,
        owner_id=found.owner_id,
        kept=(found.kept or Kept.ELSEWHERE).value,
        course=course_to_json(content) if isinstance(content, Course) else None,
        rows=rows_to_json(content) if isinstance(content, PlatformCourse) else None,
    )


def course_page(page: Page[CourseCard], organization_id: UUID) -> CoursePage:
    """One page of an organization's courses."""
    return CoursePage(**COURSES.end_of(page, organization_id), items=[_card(card) for card in page.items])


def findings_view(findings: tuple[Violation, ...]) -> FindingsView:
    """Errors and warnings apart."""
    shown = finding_views(findings)
    return FindingsView(
        valid=not errors_among(findings),
        errors=[each for each in shown if each.severity == "error"],
        warnings=[each for each in shown if each.severity != "error"],
    )


def lms_status_view(found: LmsCourse) -> LmsStatusView:
    """The LMS's word."""
    status = found.status
    return LmsStatusView(
        exists=status.exists,
        published=status.published,
        edx_course_key=str(found.key),
        last_modified=status.last_modified,
        lms_url=None if status.lms_url is None else str(status.lms_url),
        studio_url=None if status.studio_url is None else str(status.studio_url),
        enrollment_count=status.enrollment_count,
    )


def _card(card: CourseCard) -> CourseCardView:
    return CourseCardView(
        id=card.id,
        organization_id=card.organization_id,
        owner_id=card.owner_id,
        title=card.title,
        language=card.language,
        created_at=card.created_at,
        updated_at=card.updated_at,
    )
