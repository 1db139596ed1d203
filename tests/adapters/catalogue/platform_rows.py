"""Rows of small platforms, for the tests of this folder."""

from typing import Any
from uuid import UUID

from returns.result import Failure, Result, Success

from adapters.catalogue.mapping import map_course
from application.ports.catalogue import MappingFault, Placement
from application.ports.rows import COMPLETED, CourseRow, LessonRow, SectionRow
from domain.course import Course, Unit
from domain.faults import NotReadyFault, ValidationFault
from domain.violations import Violation

CONFIG = Placement(org="Example", run="self_paced")
COURSE_ID = UUID("00000001-0000-4000-8000-000000000001")
SECTION_ID = UUID("00000002-0000-4000-8000-000000000002")
LESSON_ID = UUID("00000003-0000-4000-8000-000000000003")


def course_row(**changes: Any) -> CourseRow:
    """A finished English course."""
    defaults: dict[str, Any] = {"id": COURSE_ID, "title": "Knots", "language": "en", "status": COMPLETED}
    return CourseRow(**(defaults | changes))


def section_row(**changes: Any) -> SectionRow:
    """The one section of that course."""
    defaults: dict[str, Any] = {"id": SECTION_ID, "course_id": COURSE_ID, "title": "Loops", "order_index": 0}
    return SectionRow(**(defaults | changes))


def lesson_row(content: object = "Tie it **twice**.", **changes: Any) -> LessonRow:
    """A finished lesson of that section."""
    defaults: dict[str, Any] = {
        "id": LESSON_ID,
        "section_id": SECTION_ID,
        "title": "Bowline",
        "order_index": 0,
        "status": COMPLETED,
        "content": content,
    }
    return LessonRow(**(defaults | changes))


def mapped(*lessons: LessonRow, course: CourseRow | None = None) -> Result[Course, MappingFault]:
    """What becomes of one section with these lessons."""
    return map_course(course or course_row(), [section_row()], lessons, CONFIG)


def units(content: object, **changes: Any) -> tuple[Unit, ...]:
    """The units of a lesson with that content."""
    result = mapped(lesson_row(content, **changes))
    assert isinstance(result, Success), result
    course: Course = result.unwrap()
    return course.chapters[0].sections[0].units


def page(content: object, **changes: Any) -> str:
    """The HTML of a lesson that makes one unit."""
    (unit,) = units(content, **changes)
    return unit.content


def violations(result: Result[Course, MappingFault]) -> tuple[Violation, ...]:
    """Everything that is wrong."""
    assert isinstance(result, Failure), result
    fault = result.failure()
    assert isinstance(fault, ValidationFault), fault
    return fault.violations


def told(content: object, **changes: Any) -> dict[str, str]:
    """Place in the lesson's content → rule, of all that is wrong with that content."""
    found = violations(mapped(lesson_row(content, **changes)))
    return {finding.path.removeprefix("chapters[0].sections[0]."): finding.rule for finding in found}


def unfinished(result: Result[Course, MappingFault]) -> tuple[str, ...]:
    """Everything that the author still has to do."""
    assert isinstance(result, Failure), result
    fault = result.failure()
    assert isinstance(fault, NotReadyFault), fault
    return fault.unfinished
