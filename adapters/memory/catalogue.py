"""A platform's own database, in memory."""

from typing import final

from attrs import define, field

from application.ports.rows import PlatformCourse
from domain.identifiers import CourseId


@final
@define
class MemoryCatalogue:
    """The port `CourseCatalogue`: what a test, or a trial, puts into `courses`."""

    courses: dict[CourseId, PlatformCourse] = field(factory=dict)

    async def rows(self, course_id: CourseId) -> PlatformCourse | None:
        """The rows that were put there."""
        return self.courses.get(course_id)
