"""Few courses are mapped at once, so that the event loop gets its turn among the threads that do it."""

import asyncio
from threading import Event
from uuid import uuid4

from returns.result import Failure, Result

from application.courses import MAPPED_AT_ONCE, Courses
from application.ports.catalogue import MappingFault, Placement
from application.ports.rows import CourseRow, PlatformCourse
from domain.course import Course
from domain.faults import NotReadyFault

ROWS = PlatformCourse(course=CourseRow(id=uuid4(), title="A", language="en", status="pending"))
UNFINISHED = NotReadyFault(message="unfinished")


class Slow:
    """Maps nothing, until it is let."""

    def __init__(self) -> None:
        self.let = Event()
        self._loop = asyncio.get_running_loop()
        self._begun = asyncio.Semaphore(0)
        self.begun = 0

    def __call__(self, rows: PlatformCourse, placement: Placement) -> Result[Course, MappingFault]:
        """A mapping that takes as long as the test wants."""
        self._loop.call_soon_threadsafe(self._begin)
        assert self.let.wait(10)
        return Failure(UNFINISHED)

    def _begin(self) -> None:
        self.begun += 1
        self._begun.release()

    async def until_begun(self, count: int) -> None:
        """Ends once so many more threads are at work."""
        async with asyncio.timeout(10):
            for _ in range(count):
                await self._begun.acquire()


async def test_no_more_than_two_at_once_and_all_in_the_end() -> None:
    slow = Slow()
    courses = Courses(slow)
    asked = [asyncio.create_task(courses.course_anywhere(ROWS)) for _ in range(5)]
    await slow.until_begun(MAPPED_AT_ONCE)
    await asyncio.sleep(0.05)  # what began wrongly would have told so by then
    assert slow.begun == MAPPED_AT_ONCE
    slow.let.set()
    assert [(await each).failure() for each in asked] == [UNFINISHED] * 5
    assert slow.begun == 5


async def test_who_goes_away_leaves_the_place_to_the_thread_that_still_works() -> None:
    slow = Slow()
    courses = Courses(slow)
    gone = [asyncio.create_task(courses.course_anywhere(ROWS)) for _ in range(MAPPED_AT_ONCE)]
    await slow.until_begun(MAPPED_AT_ONCE)
    for each in gone:
        each.cancel()
    await asyncio.wait(gone)
    waiting = asyncio.create_task(courses.course_anywhere(ROWS))
    await asyncio.sleep(0.05)  # what began wrongly would have told so by then
    assert slow.begun == MAPPED_AT_ONCE
    slow.let.set()
    assert (await waiting).failure() == UNFINISHED
