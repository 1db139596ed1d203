"""A platform's own courses, kept as rows: where they are read, and what makes courses of them.

Reading and mapping are two ports because rights are decided in between: whose a course is stands in its rows.
"""

from typing import Protocol, TypeAlias, final

from attrs import frozen
from returns.result import Result

from application.ports.rows import CourseRow, PlatformCourse
from domain.course import Course
from domain.faults import NotReadyFault, ValidationFault
from domain.identifiers import CourseId

MappingFault: TypeAlias = NotReadyFault | ValidationFault
"""The course is unfinished, or it holds mistakes; all of these, each with its place."""


@frozen(kw_only=True)
class Placement:
    """Where a platform's course is to be published: the parts of its key.

    `course_code` is the key's middle part as the first publish made it; without one the course brings a new one,
    made of its title and id.
    """

    org: str
    run: str
    course_code: str | None = None


class MapCourse(Protocol):
    """Makes a course of rows: a pure function. Takes CPU time and blocks."""

    def __call__(self, rows: PlatformCourse, placement: Placement) -> Result[Course, MappingFault]:
        """The course, free of errors by `domain.course_rules`; same rows, same course.

        COURSE_NOT_READY with everything unfinished, or INVALID_COURSE_INPUT with every mistake. Ids inside the
        course never change while the platform's own do not.
        """
        ...


class CourseCatalogue(Protocol):
    """Courses of a platform as they are at this moment. Reading only; calls may be repeated freely."""

    async def rows(self, course_id: CourseId) -> PlatformCourse | None:
        """Every row of that course, all versions of its lessons among them; None where there is no such course."""
        ...


class RowStore(CourseCatalogue, Protocol):
    """Courses that are kept here as rows, beside those that are kept whole (`CourseStore`), under ids of one kind.

    The rows given name the course's organization; what of texts no database can keep was refused before.
    """

    async def add(self, rows: PlatformCourse) -> bool:
        """Keeps a new course; False, and nothing is changed, where the id is taken."""
        ...

    async def put(self, rows: PlatformCourse) -> None:
        """Keeps them instead of what was there, rows or whole. Organization and owner of the course stay."""
        ...

    async def refer(self, course: CourseRow) -> bool:
        """Keeps a card of a course whose rows stay with the platform, or brings title and language up to date.

        False, and nothing is changed, where the id is that of a course which is kept here. Organization and
        owner of the course stay.
        """
        ...

    async def settle_code(self, course_id: CourseId, code: str) -> str:
        """The course code for ever: the one settled first, whatever is asked for later."""
        ...


@final
class NoCatalogue:
    """The catalogue of those who have no platform's database at hand."""

    async def rows(self, course_id: CourseId) -> PlatformCourse | None:
        """Nothing."""
        return None
