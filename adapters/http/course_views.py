"""How courses are shown: kept ones, what is wrong with them, and what a publish of them would do."""

from datetime import datetime
from uuid import UUID

from attrs import frozen

from adapters.http.paging import Cursors, PageEnd, by_standing
from adapters.http.problems import FindingView, finding_views
from application.course_json import course_to_json
from application.courses import Found
from application.inspecting import LmsCourse
from application.keeping_courses import KeptCourse
from application.planning import Planned
from application.ports.rows import PlatformCourse
from application.ports.stores import CourseCard, Kept, Page, Standing
from application.row_json import rows_to_json
from domain.course import Course
from domain.plan import PlannedBlock
from domain.publication import PackageFacts
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
class PlannedBlockView:
    """A block that would not stay as it is; places are the author's."""

    kind: str
    name: str
    changes: list[str]
    path: str
    title: str
    path_before: str | None
    title_before: str | None


@frozen(slots=False)
class SettingChangeView:
    """A setting of the whole course that would change."""

    name: str
    before: str | None
    after: str | None


@frozen(slots=False)
class PackageView:
    """What would be sent."""

    sha256: str
    size: int
    members: int


@frozen(slots=False)
class PlanView:
    """What a publish would do. `creates_run` and `drift` are told only where the LMS was asked (`live`).

    `unsettled`: the last upload was not proved, so what the LMS holds is not known and everything is sent again.
    `published_elsewhere`: the run is there (`live`), and was neither published nor adopted from here.
    """

    edx_course_key: str
    first: bool
    nothing_to_do: bool
    kept: int
    blocks: list[PlannedBlockView]
    settings: list[SettingChangeView]
    creates_run: bool | None
    unsettled: bool
    published_elsewhere: bool
    package: PackageView | None
    drift: list[str] | None
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


def plan_view(planned: Planned) -> PlanView:
    """The plan; texts of blocks are left out, they can be large."""
    plan = planned.plan
    return PlanView(
        edx_course_key=str(planned.key),
        first=plan.first,
        nothing_to_do=plan.nothing_to_do,
        kept=plan.kept,
        blocks=[_block(block) for block in plan.blocks],
        settings=[SettingChangeView(each.name, each.before, each.after) for each in plan.settings],
        creates_run=plan.creates_run,
        unsettled=plan.unsettled,
        published_elsewhere=plan.elsewhere,
        package=None if plan.package is None else _package(plan.package),
        drift=None if plan.drift is None else list(plan.drift),
        warnings=finding_views(planned.warnings),
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


def _block(block: PlannedBlock) -> PlannedBlockView:
    before = block.place_before
    return PlannedBlockView(
        kind=block.kind.value,
        name=block.name,
        changes=sorted(change.value for change in block.changes),
        path=block.place.path,
        title=block.place.title,
        path_before=None if before is None else before.path,
        title_before=None if before is None else before.title,
    )


def _package(facts: PackageFacts) -> PackageView:
    return PackageView(facts.sha256, facts.size, facts.members)
