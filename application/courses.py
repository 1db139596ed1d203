"""Courses: which course is meant by an id, however it is kept, and which Course that is for an LMS."""

import asyncio
from functools import partial
from typing import final

from attrs import field, frozen
from returns.result import Failure, Result, Success

from application.absence import no_such_course
from application.guarding import Guard, Refusal
from application.ports.catalogue import CourseCatalogue, MapCourse, MappingFault, NoCatalogue, Placement
from application.ports.rows import PlatformCourse
from application.ports.stores import CourseCard, Kept, Transaction, Transactions
from domain.access import Action
from domain.course import Course
from domain.identifiers import CourseId, OrganizationId, UserId
from domain.lms_configuration import DEFAULT_RUN, ConnectionSettings
from domain.publication import PublishOptions

MAPPED_AT_ONCE = 2
"""In one process. All threads share one interpreter: more of them map nothing sooner, and everybody else waits."""

_NOWHERE = "nowhere"
"""Stands where a key's organization belongs while a platform's course is looked at for no LMS in particular."""


@frozen(kw_only=True)
class Found:
    """A course and whose it is. `kept` is None where only the platform's own database knows of it yet."""

    id: CourseId
    organization_id: OrganizationId
    owner_id: UserId | None
    content: Course | PlatformCourse
    kept: Kept | None
    course_code: str | None = None


def no_mapping(rows: PlatformCourse, placement: Placement) -> Result[Course, MappingFault]:
    """For those who keep no rows: being asked to map some is a mistake of ours."""
    raise LookupError(f"nothing here makes a course of rows ({rows.id}, for {placement.org})")


@final
@frozen
class Courses:
    """Looks for a course among those kept here, whole or as rows, and then in the platform's own database."""

    _map: MapCourse = field(default=no_mapping)
    _platform: CourseCatalogue = field(factory=NoCatalogue)
    _places: asyncio.Semaphore = field(factory=partial(asyncio.Semaphore, MAPPED_AT_ONCE), init=False, eq=False)

    async def find(
        self, transactions: Transactions, guard: Guard, action: Action, course_id: CourseId
    ) -> Result[Found, Refusal]:
        """The course as it is at this moment, for somebody who may do that to it."""
        content: Course | PlatformCourse | None = None
        async with transactions() as tx:
            card = await tx.courses.card(course_id)
            if card is not None:
                refusal = await guard.course(tx, action, card)
                if refusal is not None:
                    return Failure(refusal)
                content = await _content(tx, card)
        if card is None or card.kept is Kept.ELSEWHERE:
            content = await self._platform.rows(course_id)
        found = None if content is None else _found(card, content)
        if found is None:
            return Failure(no_such_course(course_id))
        if card is None:
            async with transactions() as tx:
                refusal = await guard.course(tx, action, found)
            if refusal is not None:
                return Failure(refusal)
        return Success(found)

    async def course(
        self, found: Found, settings: ConnectionSettings, options: PublishOptions
    ) -> Result[Course, MappingFault]:
        """The Course that it is for that LMS: as it was put, or as its rows make it now."""
        org, run = options.org_override or settings.default_org, options.run_override or settings.default_run
        return await self._made(found.content, Placement(org=org, run=run, course_code=found.course_code))

    async def course_anywhere(
        self, content: Course | PlatformCourse, course_code: str | None = None
    ) -> Result[Course, MappingFault]:
        """The same for no LMS in particular; a course made of rows has no organization and run of its own."""
        return await self._made(content, Placement(org=_NOWHERE, run=DEFAULT_RUN, course_code=course_code))

    async def _made(self, content: Course | PlatformCourse, placement: Placement) -> Result[Course, MappingFault]:
        if isinstance(content, Course):
            return Success(content)
        await self._places.acquire()
        mapping = asyncio.create_task(asyncio.to_thread(self._map, content, placement))
        # Nothing stops a thread: its place is taken until it is through, whoever still waits for it.
        mapping.add_done_callback(lambda _: self._places.release())
        return await asyncio.shield(mapping)


async def _content(tx: Transaction, card: CourseCard) -> Course | PlatformCourse | None:
    """None also for those who may see the card and no more."""
    match card.kept:
        case Kept.WHOLE:
            stored = await tx.courses.get(card.id)
            return None if stored is None else stored.course
        case Kept.ROWS:
            return await tx.rows.rows(card.id)
        case Kept.ELSEWHERE:
            return None


def _found(card: CourseCard | None, content: Course | PlatformCourse) -> Found | None:
    """What is kept here says whose it is; of what is not, its row does. A row of no organization is nobody's."""
    if card is not None:
        return Found(
            id=card.id,
            organization_id=card.organization_id,
            owner_id=card.owner_id,
            content=content,
            kept=card.kept,
            course_code=card.course_code,
        )
    if not isinstance(content, PlatformCourse) or content.course.organization_id is None:
        return None
    return Found(
        id=content.id,
        organization_id=OrganizationId(content.course.organization_id),
        owner_id=None if content.course.user_id is None else UserId(content.course.user_id),
        content=content,
        kept=None,
    )
