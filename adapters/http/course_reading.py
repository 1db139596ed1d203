"""Reads courses from bodies of up to 50 MB: few at a time, in a thread, in bounded memory."""

import asyncio
from typing import final

from returns.result import Failure, Result

from adapters.http.bodies import AnyRequest, json_body
from adapters.http.json_text import refuse_bombs
from adapters.http.parts import ReadCourse, Reading, ReadRows
from adapters.http.problems import Problem, ProblemError, problem_of
from application.ports.rows import PlatformCourse
from domain.course import Course
from domain.faults import HTTP_STATUS, FaultCode, ValidationFault
from domain.identifiers import CourseId
from domain.text import counted
from domain.violations import Violation, errors_among


@final
class CourseReader:
    """One for the whole application."""

    def __init__(self, read_course: ReadCourse, read_rows: ReadRows, at_once: int) -> None:
        self._read_course = read_course
        self._read_rows = read_rows
        self._places = asyncio.Semaphore(at_once)

    async def course_in(self, request: AnyRequest) -> tuple[Course, tuple[Violation, ...]]:
        """The course and its warnings; raises INVALID_COURSE_INPUT with every finding where it holds a mistake."""
        async with self._places:
            reading = await asyncio.to_thread(self._reading, await json_body(request))
        if reading.course is not None and not errors_among(reading.violations):
            return reading.course, reading.violations
        raise ProblemError(not_kept(reading.violations))

    async def rows_in(self, request: AnyRequest, course_id: CourseId) -> PlatformCourse:
        """A platform's rows of that course; raises INVALID_COURSE_INPUT with every mistake and its line."""
        async with self._places:
            read = await asyncio.to_thread(self._rows, await json_body(request), course_id)
        if isinstance(read, Failure):
            raise ProblemError(problem_of(read.failure()))
        return read.unwrap()

    def _rows(self, body: bytes, course_id: CourseId) -> Result[PlatformCourse, ValidationFault]:
        refuse_bombs(body)
        return self._read_rows(body, course_id)

    def _reading(self, body: bytes) -> Reading:
        refuse_bombs(body)
        return self._read_course(body)


def not_kept(findings: tuple[Violation, ...]) -> Problem:
    """INVALID_COURSE_INPUT of a body with these findings."""
    return Problem(
        code=FaultCode.INVALID_COURSE_INPUT.value,
        status=HTTP_STATUS[FaultCode.INVALID_COURSE_INPUT],
        detail=f"The course has {counted(len(errors_among(findings)), 'mistake')} and was not kept.",
        help="Correct every finding of severity error, then put it again.",
        errors=findings,
    )
