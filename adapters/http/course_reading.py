"""Reads courses from bodies of up to 50 MB: few at a time, in a thread, in bounded memory."""

import asyncio
from typing import final

from adapters.http.bodies import AnyRequest, json_body
from adapters.http.json_text import refuse_bombs
from adapters.http.parts import ReadCourse, Reading
from adapters.http.problems import Problem, ProblemError
from domain.course import Course
from domain.faults import HTTP_STATUS, FaultCode
from domain.violations import Violation, errors_among


@final
class CourseReader:
    """One for the whole application."""

    def __init__(self, read_course: ReadCourse, at_once: int) -> None:
        self._read_course = read_course
        self._places = asyncio.Semaphore(at_once)

    async def course_in(self, request: AnyRequest) -> tuple[Course, tuple[Violation, ...]]:
        """The course and its warnings; raises INVALID_COURSE_INPUT with every finding where it holds a mistake."""
        async with self._places:
            reading = await asyncio.to_thread(self._reading, await json_body(request))
        if reading.course is not None and not errors_among(reading.violations):
            return reading.course, reading.violations
        count = len(errors_among(reading.violations))
        raise ProblemError(
            Problem(
                code=FaultCode.INVALID_COURSE_INPUT.value,
                status=HTTP_STATUS[FaultCode.INVALID_COURSE_INPUT],
                detail=f"The course has {count} mistake{'' if count == 1 else 's'} and was not kept.",
                help="Correct every finding of severity error, then put it again.",
                errors=reading.violations,
            )
        )

    def _reading(self, body: bytes) -> Reading:
        refuse_bombs(body)
        return self._read_course(body)
