"""A platform's own courses, which are not ours to keep: they are mapped anew each time they are asked for."""

from typing import Protocol, TypeAlias

from returns.result import Result

from domain.course import Course
from domain.faults import MissingFault, NotReadyFault, ValidationFault
from domain.identifiers import CourseId

CatalogueFault: TypeAlias = MissingFault | NotReadyFault | ValidationFault
"""There is no such course, or it is unfinished, or it holds mistakes; all of these, each with its place."""


class CourseCatalogue(Protocol):
    """Finished courses of a platform, as they are at this moment. Reading only; calls may be repeated freely."""

    async def course(
        self, course_id: CourseId, *, org: str, run: str, course_code: str | None = None
    ) -> Result[Course, CatalogueFault]:
        """The course for that org and run, free of errors by `domain.course_rules`; same content, same course.

        `course_code` is the course key's middle part as the first publish made it; without one the course brings
        a new one made of its title and id. Ids inside the course never change while the platform's own do not.
        """
        ...
