"""A platform's courses in memory."""

from typing import final

from attrs import define, evolve, field
from returns.result import Failure, Result, Success

from application.ports.catalogue import CatalogueFault
from domain.course import Course
from domain.course_rules import course_violations
from domain.faults import FaultCode, MissingFault, NotReadyFault, ValidationFault
from domain.identifiers import CourseId
from domain.violations import errors_among


@final
@define
class MemoryCatalogue:
    """Courses by id; an id in `unfinished` tells what its author has still to do, whatever is in `courses`."""

    courses: dict[CourseId, Course] = field(factory=dict)
    unfinished: dict[CourseId, tuple[str, ...]] = field(factory=dict)

    async def course(
        self, course_id: CourseId, *, org: str, run: str, course_code: str | None = None
    ) -> Result[Course, CatalogueFault]:
        """The course for that org and run."""
        if course_id in self.unfinished:
            return Failure(
                NotReadyFault(message="The course is unfinished.", unfinished=self.unfinished[course_id])
            )
        found = self.courses.get(course_id)
        if found is None:
            return Failure(
                MissingFault(code=FaultCode.COURSE_NOT_FOUND, message=f"There is no course {course_id}.")
            )
        course = evolve(found, org=org, run=run, course_id=course_code or found.course_id)
        errors = errors_among(course_violations(course))
        if errors:
            return Failure(
                ValidationFault(
                    code=FaultCode.INVALID_COURSE_INPUT, message="The course has mistakes.", violations=errors
                )
            )
        return Success(course)
