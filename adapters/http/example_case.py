"""The case that all examples of answers tell of: the organization, the LMS and the course of the request examples.

Everything is made by the functions that make it in earnest, so no example can hold what no answer could.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from attrs import evolve

from adapters.http.configuration_input import new_configuration
from adapters.http.organization_input import membership_of, organization_of
from adapters.http.publish_input import publish_request
from adapters.http.request_shapes import REQUEST_SHAPES
from application.course_json import course_from_json
from application.ports.rows import CourseRow, LessonRow, PlatformCourse, SectionRow
from domain.course import Course, Unit
from domain.faults import CancelledFault, FaultCode, ImportFault
from domain.identifiers import CourseId, JobId, OrganizationId, UserId
from domain.import_job import Failed, ImportOrder, Pending, Processing, Succeeded
from domain.lms_configuration import ConnectionStatus, ConnectionTestRecord, PublicLmsConfiguration, Url
from domain.progress import Stage
from domain.publication import CourseLinks, PackageFacts, Verification, VerificationScope, key_for
from domain.violations import Place, Severity, Violation


def request_example(name: str) -> dict[str, Any]:
    """The example of that shape of request."""
    body: dict[str, Any] = REQUEST_SHAPES[name]["examples"][0]
    return body


def at(seconds: float) -> datetime:
    """That many seconds after the publish was ordered."""
    return datetime(2026, 3, 2, 9, 30, tzinfo=UTC) + timedelta(seconds=seconds)


ORGANIZATION_ID: Final = OrganizationId(UUID("2f9d1c64-7f0a-4b56-8d3f-6c1c0a5f8e01"))
AUTHOR: Final = UserId(UUID("9a4e7b12-35d8-4f6b-a1c0-7e2d94b5c302"))
JOB_ID: Final = JobId(UUID("e3b8d5f0-1a2c-4d7e-9f60-84c5b7a9d103"))

ORGANIZATION: Final = organization_of(ORGANIZATION_ID, request_example("OrganizationInput"))
MEMBERSHIP: Final = membership_of(ORGANIZATION_ID, AUTHOR, request_example("MemberInput"))
PUBLISH: Final = publish_request(request_example("PublishInput"))
COURSE_ID: Final = PUBLISH.course_id
COURSE: Final = course_from_json(request_example("CourseInput"))
KEY: Final = key_for(COURSE, PUBLISH.options)

CONFIGURATION: Final = PublicLmsConfiguration(
    id=PUBLISH.configuration_id,
    organization_id=ORGANIZATION_ID,
    settings=new_configuration(request_example("ConfigurationInput"))[0],
    last_test=ConnectionTestRecord(at(-60), ConnectionStatus.SUCCESS),
    created_at=at(-86_400),
    updated_at=at(-86_400),
    created_by=AUTHOR,
)

RELATIVE_LINK: Final = Violation(
    "NO_LOCAL_FILE_REFS",
    Place("chapters[0].sections[0].units[0].content", "Welcome", 1, 12),
    "«notes.html» leads nowhere: units have no addresses of their own; write a whole address, https://…",
    Severity.WARNING,
)

LOCAL_IMAGE: Final = Violation(
    "ABSOLUTE_IMAGE_URLS",
    Place("chapters[0].sections[0].units[0].content", "Welcome", 1, 31),
    "«images/hello.png» is a path in the author's own folders; put it on a web server and write its whole address",
)


def _next_version() -> Course:
    """The same course a week later: a unit was renamed and rewritten, and one was added."""
    chapter = COURSE.chapters[0]
    section = chapter.sections[0]
    first = evolve(section.units[0], title="Welcome aboard", content="<p>Welcome aboard!</p>")
    units = (first, Unit("u2", "How to learn here", "<p>A little each day.</p>"))
    return evolve(COURSE, chapters=(evolve(chapter, sections=(evolve(section, units=units),)),))


NEXT_VERSION: Final = _next_version()

PACKAGE: Final = PackageFacts(
    sha256="5b1f0c9a7e3d48262f6a90d1c4b8e7f3a2d5c6b7089e1f4a3c2b1d0e9f8a7b6c", size=2143, members=11
)
TASK: Final = "2b6a2bc5-c70c-4e05-b2b3-5e302dba5e1e"
LINKS: Final = CourseLinks(
    Url(f"https://lms.example.org/courses/{KEY}/course"), Url(f"https://studio.example.org/course/{KEY}")
)
PROOF: Final = Verification(
    scope=VerificationScope.AUTO,
    units_expected=1,
    units_in_place=1,
    blocks_expected=4,
    blocks_in_place=4,
    texts_compared=1,
)

PENDING: Final = Pending.ordered(
    ImportOrder(
        id=JOB_ID,
        course_id=COURSE_ID,
        configuration_id=CONFIGURATION.id,
        course_key=KEY,
        options=PUBLISH.options,
        created_at=at(0),
        created_by=AUTHOR,
    )
)
PROCESSING: Final[Processing] = (
    PENDING.reached(Stage.BUILDING, 0, at(0.1))
    .reached(Stage.PREPARING, 0, at(0.2))
    .start(PACKAGE, f"cp-{JOB_ID.hex[:12]}-7ae527e7.tar.gz", at(0.6))
    .accepted(TASK, at(1.4))
    .reached(Stage.UPDATING, 50, at(6.5))
)
SUCCEEDED: Final[Succeeded] = PROCESSING.reached(Stage.READING_BACK, 0, at(8.2)).verified(PROOF, LINKS, at(8.9))
FAILED: Final[Failed] = PROCESSING.fail(
    ImportFault(
        code=FaultCode.IMPORT_ERROR,
        message="The LMS failed on the import while it was updating the course.",
        help="Try again; where it fails again, ask the operator of the site for its log of this moment.",
        lms_type=CONFIGURATION.settings.lms_type,
        task_id=TASK,
        state="Failed",
        lms_words="Error while reading the course",
    ),
    at(7.5),
)
CANCELLED: Final[Failed] = PENDING.fail(CancelledFault(), at(0.4))


def _rows() -> PlatformCourse:
    body = request_example("RowsInput")
    course, section, lesson = body["course"], body["sections"][0], body["lessons"][0]
    owned = {"organization_id": ORGANIZATION_ID, "user_id": AUTHOR}
    updated = {"updated_at": datetime.fromisoformat(lesson["updated_at"])}
    return PlatformCourse(
        course=CourseRow(**course | owned | _ids(course, "id")),
        sections=(SectionRow(**section | _ids(section, "id", "course_id")),),
        lessons=(LessonRow(**lesson | updated | _ids(lesson, "id", "section_id")),),
    )


def _ids(row: dict[str, Any], *names: str) -> dict[str, UUID]:
    return {name: UUID(row[name]) for name in names}


ROWS: Final = _rows()
ROWS_ID: Final = CourseId(ROWS.course.id)
