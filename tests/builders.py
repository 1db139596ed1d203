"""Test data: whole, valid things with one thing changed. Every moment is counted from `NOON`, never read."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from attrs import evolve

from application.ports.rows import COMPLETED, CourseRow, LessonRow, PlatformCourse, SectionRow
from application.ports.stores import StoredCourse
from domain.course import Chapter, Course, Section, Unit
from domain.course_key import CourseKey
from domain.faults import CancelledFault, FaultCode, JobFault, NetworkFault
from domain.identifiers import ConfigurationId, CourseId, JobId, OrganizationId, UserId
from domain.import_job import Failed, ImportJob, ImportOrder, Pending, Processing, Succeeded, Uploading
from domain.languages import Language
from domain.lms_configuration import (
    ConnectionSettings,
    Credentials,
    LmsConfiguration,
    PublicLmsConfiguration,
    Url,
)
from domain.organization import Organization
from domain.progress import Stage
from domain.publication import CourseLinks, PackageFacts, PublishOptions, Verification, VerificationScope
from domain.setbacks import Setbacks
from tests.faults import every_fault

NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
SECRET = "s3cr3t-that-must-never-print"
CLIENT = "client-that-must-never-print"


def at(seconds: float) -> datetime:
    """That many seconds after noon."""
    return NOON + timedelta(seconds=seconds)


def make_organization(name: str = "Acme") -> Organization:
    return Organization(OrganizationId(uuid4()), name)


def make_course(
    course_id: str = "AI101", *, title: str = "Основы ИИ 🤖", chapters: int = 1, sections: int = 2, units: int = 2
) -> Course:
    """A valid course in three scripts; `c0/s0/u0`, `c0/s0/u1`, … are the author's ids."""
    return Course(
        course_id=course_id,
        title=title,
        org="Acme",
        run="self_paced",
        chapters=tuple(_chapter(c, sections, units) for c in range(chapters)),
        description="Для всех,\nwho read «this»",
        language=Language.ENGLISH,
        start=at(86_400),
        enrollment_start=at(0),
        enrollment_end=at(43_200),
    )


def _chapter(c: int, sections: int, units: int) -> Chapter:
    return Chapter(f"c{c}", f"Глава {c}", tuple(_section(c, s, units) for s in range(sections)))


def _section(c: int, s: int, units: int) -> Section:
    return Section(f"s{s}", f"课程 {c}.{s}", tuple(_unit(c, s, u) for u in range(units)))


def _unit(c: int, s: int, u: int) -> Unit:
    content = f"<p>Unit {c}.{s}.{u} &amp; «é»\u2028</p>"
    return Unit(f"u{u}", f"Unit {c}.{s}.{u}", content, ("https://cdn.example.org/a.png",) if u == 0 else ())


def make_stored_course(organization: Organization, course: Course | None = None) -> StoredCourse:
    return StoredCourse(
        id=CourseId(uuid4()),
        organization_id=organization.id,
        owner_id=UserId(uuid4()),
        course=course or make_course(),
    )


def make_rows(organization: Organization | None = None, **changes: Any) -> PlatformCourse:
    """A platform's finished course of one section and two lessons, of Markdown and of HTML."""
    course_id, section_id = uuid4(), uuid4()
    section = SectionRow(id=section_id, course_id=course_id, title="Loops", order_index=1)
    lesson = LessonRow(
        id=uuid4(),
        section_id=section_id,
        title="Bowline",
        order_index=1,
        status=COMPLETED,
        content={"markdown": "A loop that **holds**."},
        updated_at=NOON,
    )
    other = evolve(lesson, id=uuid4(), title="Петля", order_index=2, content="<p>Держит &amp; «é»</p>")
    defaults: dict[str, Any] = {
        "id": course_id,
        "title": "Узлы",
        "language": "ru",
        "status": COMPLETED,
        "organization_id": organization.id if organization else None,
    }
    return PlatformCourse(course=CourseRow(**(defaults | changes)), sections=(section,), lessons=(lesson, other))


STUDIO = "https://studio.example.org"


def make_configuration(
    organization: Organization, name: str = "Campus", *, is_active: bool = True, studio: str = STUDIO
) -> LmsConfiguration:
    return LmsConfiguration(
        public=PublicLmsConfiguration(
            id=ConfigurationId(uuid4()),
            organization_id=organization.id,
            settings=make_settings(name, is_active=is_active, studio=studio),
            created_at=NOON,
            updated_at=NOON,
            created_by=UserId(uuid4()),
        ),
        credentials=Credentials(CLIENT, SECRET),
    )


def make_settings(name: str = "Campus", *, is_active: bool = True, studio: str = STUDIO) -> ConnectionSettings:
    return ConnectionSettings(
        name=name,
        description="Живой кампус",
        lms_url=Url("https://lms.example.org"),
        studio_url=Url(studio),
        default_org="Acme",
        is_active=is_active,
    )


def make_key(course: str = "AI101") -> CourseKey:
    return CourseKey("Acme", course, "self_paced")


def make_order(
    *,
    course_id: CourseId | None = None,
    configuration_id: ConfigurationId | None = None,
    course_key: CourseKey | None = None,
    created_at: datetime = NOON,
) -> ImportOrder:
    return ImportOrder(
        id=JobId(uuid4()),
        course_id=course_id or CourseId(uuid4()),
        configuration_id=configuration_id or ConfigurationId(uuid4()),
        course_key=course_key or make_key(),
        options=PublishOptions(force=True, run_override="spring", verification=VerificationScope.FULL),
        created_at=created_at,
        created_by=UserId(uuid4()),
    )


FACTS = PackageFacts(sha256="0a" * 32, size=4096, members=12)
LINKS = CourseLinks(Url("https://lms.example.org/courses/x/course"), Url("https://studio.example.org/course/x"))
PROOF = Verification(
    scope=VerificationScope.FULL,
    units_expected=4,
    units_in_place=4,
    blocks_expected=11,
    blocks_in_place=11,
    texts_compared=4,
)


def pending(order: ImportOrder | None = None) -> Pending:
    order = order or make_order()
    return Pending.ordered(order)


def uploading(order: ImportOrder | None = None) -> Uploading:
    job = pending(order)
    began = job.order.created_at
    built = job.reached(Stage.BUILDING, 50, began + timedelta(seconds=1))
    return built.start(FACTS, f"{job.id}.tar.gz", began + timedelta(seconds=2)).reached(
        Stage.UPLOADING, 70, began + timedelta(seconds=3)
    )


def processing(order: ImportOrder | None = None, task_id: str | None = "task-7") -> Processing:
    job = uploading(order)
    began = job.order.created_at
    return job.accepted(task_id, began + timedelta(seconds=4)).reached(
        Stage.UPDATING, 10, began + timedelta(seconds=5, microseconds=1)
    )


def succeeded(order: ImportOrder | None = None) -> Succeeded:
    job = processing(order)
    return job.verified(PROOF, LINKS, job.order.created_at + timedelta(seconds=9))


def failed(order: ImportOrder | None = None, fault: JobFault | None = None) -> Failed:
    """Failed in processing, the state in which most facts are known."""
    job = processing(order)
    return job.fail(fault or CancelledFault(), job.order.created_at + timedelta(seconds=9))


def setbacks(order: ImportOrder) -> Setbacks:
    """Hit twice, and resting."""
    first, later = order.created_at + timedelta(seconds=2), order.created_at + timedelta(seconds=30)
    broken = NetworkFault(code=FaultCode.NETWORK_ERROR, message="broken", http_status=503)
    return Setbacks().hit_by(broken, first).hit_by(broken, later).until(later + timedelta(seconds=7.5))


def jobs_in_every_state(order: ImportOrder | None = None) -> Sequence[ImportJob]:
    """One order in every state there is, with every optional fact both there and absent."""
    order = order or make_order()
    end = order.created_at + timedelta(seconds=20)
    early = pending(order).reached(Stage.BUILDING, 40, order.created_at + timedelta(seconds=1))
    return (
        pending(order),
        early,
        early.set_back(setbacks(order)),
        uploading(order),
        uploading(order).set_back(setbacks(order)).never_arrived(),
        processing(order).set_back(evolve(setbacks(order), breakdowns=2, last=None, again_at=None)),
        processing(order).set_back(setbacks(order)).verified(PROOF, LINKS, end),
        processing(order).set_back(setbacks(order)).fail(CancelledFault(), end),
        processing(order),
        processing(order, task_id=None),
        succeeded(order),
        pending(order)
        .unchanged(succeeded(), end)
        .verified(evolve(PROOF, unexpected=("Chapter made by hand",)), LINKS, end),
        early.fail(CancelledFault(), end),
        uploading(order).fail(CancelledFault(message="Stopped while uploading."), end),
        *(failed(order, fault) for fault in every_fault()),
    )
