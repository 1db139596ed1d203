"""Rows at hand, such as those of a file, as a catalogue."""

from attrs import frozen
from returns.result import Failure, Result

from adapters.catalogue.mapping import map_course
from adapters.catalogue.rows import CatalogueConfig, CatalogueRows
from application.ports.catalogue import CatalogueFault
from domain.course import Course
from domain.faults import FaultCode, MissingFault
from domain.identifiers import CourseId


@frozen
class RowsCatalogue:
    """`CourseCatalogue` over rows that were read before."""

    _rows: CatalogueRows

    async def course(
        self, course_id: CourseId, *, org: str, run: str, course_code: str | None = None
    ) -> Result[Course, CatalogueFault]:
        """The course of that id; COURSE_NOT_FOUND where the rows hold none."""
        rows = self._rows.of(course_id)
        if not rows.courses:
            return Failure(
                MissingFault(
                    code=FaultCode.COURSE_NOT_FOUND,
                    message=f"The rows hold no course {course_id}.",
                    help="Look up the ids in the table of courses.",
                )
            )
        config = CatalogueConfig(org=org, run=run)
        return map_course(rows.courses[0], rows.sections, rows.lessons, config, course_code=course_code)
