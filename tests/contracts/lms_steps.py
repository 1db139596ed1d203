"""A course's way through a gateway, step by step: what tests of gateways need again and again."""

import asyncio
from collections.abc import Sequence
from uuid import uuid4

from attrs import evolve, frozen
from returns.result import Success

from application.ports.lms import ImportTicket, LmsGateway, Package
from domain.course import Chapter, Course, Section, Unit
from domain.course_key import CourseKey
from domain.identities import Identities
from domain.progress import Stage
from domain.publication import Verification, VerificationScope

PATIENCE_SECONDS = 20.0


async def unheard(_sent: int, _size: int) -> None:
    """A report that nobody reads."""


@frozen
class Published:
    """A course that went through a gateway, and what is needed to look at it again."""

    course: Course
    key: CourseKey
    identities: Identities
    ticket: ImportTicket


def new_key() -> CourseKey:
    return CourseKey("Acme", f"C{uuid4().hex[:12]}", "2026")


def upload_name() -> str:
    return f"{uuid4().hex}.tar.gz"


async def built(gateway: LmsGateway, course: Course, key: CourseKey, identities: Identities) -> Package:
    return (await gateway.package(course, key, identities)).unwrap()


async def publish(
    gateway: LmsGateway, course: Course, key: CourseKey, identities: Identities | None = None
) -> Published:
    """Through every step but the last; the LMS says that it succeeded."""
    names = (identities or Identities()).covering(course)
    assert isinstance(await gateway.prepare(course, key), Success)
    package = await built(gateway, course, key, names)
    try:
        uploaded = await gateway.upload(key, package, upload_name(), unheard)
    finally:
        package.close()
    assert isinstance(uploaded, Success), uploaded
    await followed(gateway, uploaded.unwrap())
    return Published(course, key, names, uploaded.unwrap())


async def followed(gateway: LmsGateway, ticket: ImportTicket) -> Sequence[Stage]:
    """The stages of the import until it is done."""
    stages = []
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            progress = await gateway.progress(ticket)
            assert isinstance(progress, Success), progress
            stages.append(progress.unwrap().stage)
            if progress.unwrap().done:
                return stages
            await asyncio.sleep(0.01)


async def proof(
    gateway: LmsGateway,
    published: Published,
    course: Course | None = None,
    scope: VerificationScope = VerificationScope.AUTO,
) -> Verification:
    """What reading back proves of `course`, by default of what was published."""
    sought = course or published.course
    names = published.identities.covering(sought)

    async def ignored(_percent: int) -> None: ...

    result = await gateway.verify(sought, published.key, names, scope, None, ignored)
    return result.unwrap()


def with_unit(course: Course, unit: Unit, at: int = 0) -> Course:
    """The same course with the first section's unit at that position replaced, or one more at its end."""
    chapter = course.chapters[0]
    section = chapter.sections[0]
    units = (*section.units[:at], unit, *section.units[at + 1 :])
    return with_section(course, evolve(section, units=units))


def with_section(course: Course, section: Section) -> Course:
    chapter = course.chapters[0]
    return with_chapter(course, evolve(chapter, sections=(section, *chapter.sections[1:])))


def with_chapter(course: Course, chapter: Chapter) -> Course:
    return evolve(course, chapters=(chapter, *course.chapters[1:]))
