"""PutCourse, GetCourse, ListCourses, RemoveCourse: the courses that an organization keeps here."""

import asyncio
from typing import TypeAlias, final

from attrs import field, frozen
from returns.result import Failure, Result, Success

from application.absence import no_such_course
from application.courses import Courses, Found
from application.finding import find_card
from application.guarding import Guard, Refusal
from application.ports.stores import CourseCard, Page, Standing, StoredCourse, Transaction, Transactions
from domain.access import Action
from domain.audit import Deed
from domain.course import Course
from domain.course_rules import course_violations
from domain.faults import ConflictFault, FaultCode, ValidationFault
from domain.identifiers import CourseId, OrganizationId, UserId
from domain.violations import Place, Violation

PutFault: TypeAlias = Refusal | ValidationFault
RemoveFault: TypeAlias = Refusal | ConflictFault

UNSTORABLE_RULE = "VALID_UTF8"


@frozen
class KeptCourse:
    """A course as it is kept now, whether it is new, and what is wrong with it; mistakes stop only a publish."""

    stored: StoredCourse
    created: bool
    violations: tuple[Violation, ...]


@final
@frozen
class PutCourse:
    """Keeps a course under its id: a new one, which is then its author's, or the next version of one.

    Whoever puts a course first owns it; operators and superadmins may name another owner with `owner_id`.
    Owner and organization of a course never change.
    """

    _transactions: Transactions
    _guard: Guard = field(factory=Guard)

    async def __call__(
        self,
        course_id: CourseId,
        organization_id: OrganizationId,
        course: Course,
        owner_id: UserId | None = None,
    ) -> Result[KeptCourse, PutFault]:
        """What is kept; INVALID_COURSE_INPUT for text that cannot be, and for another organization's course."""
        violations = await asyncio.to_thread(course_violations, course)  # a large course takes a while
        unstorable = tuple(each for each in violations if each.rule == UNSTORABLE_RULE)
        if unstorable:
            return Failure(unkeepable(unstorable))
        async with self._transactions() as tx:
            admitted = await admit(tx, self._guard, course_id, organization_id)
            if isinstance(admitted, Failure):
                return admitted
            known = admitted.unwrap()
            stored = StoredCourse(
                id=course_id,
                organization_id=known.organization_id if known else organization_id,
                owner_id=known.owner_id if known else self._guard.limited_to or owner_id or self._guard.user_id,
                course=course,
            )
            if known is not None:
                await tx.courses.put(stored)
            elif not await tx.courses.add(stored):
                return Failure(no_such_course(course_id))  # taken, by somebody of whom they may not know
            facts = {"title": course.title}
            await tx.audit.note(self._guard.note(stored.organization_id, Deed.COURSE_PUT, course_id, facts))
            await tx.commit()
        return Success(KeptCourse(stored, known is None, violations))


async def admit(
    tx: Transaction, guard: Guard, course_id: CourseId, organization_id: OrganizationId
) -> Result[CourseCard | None, PutFault]:
    """Whether they may put a course of that id there: the card of what it replaces, None for a new one.

    What they may not see is put, and refused, as a new course would be: the answers do not differ.
    """
    known = await tx.courses.card(course_id)
    if known is None or await guard.course(tx, Action.SEE_COURSE, known) is not None:
        refusal = await guard.known_organization(tx, Action.ADD_COURSE, organization_id)
        return Success(None) if refusal is None else Failure(refusal)
    refusal = await guard.course(tx, Action.CHANGE_COURSE, known)
    if refusal is not None:
        return Failure(refusal)
    if organization_id != known.organization_id:
        message = f"The course belongs to organization {known.organization_id}; put a new one here instead."
        return Failure(unkeepable((Violation("ORGANIZATION", Place("organization_id"), message),)))
    return Success(known)


@final
@frozen
class GetCourse:
    """One course, whole or with all its rows."""

    _transactions: Transactions
    _guard: Guard = field(factory=Guard)
    _courses: Courses = field(factory=Courses)

    async def __call__(self, course_id: CourseId) -> Result[Found, Refusal]:
        """As it was put last, or as the platform has it now."""
        return await self._courses.find(self._transactions, self._guard, Action.SEE_COURSE, course_id)


@final
@frozen
class ListCourses:
    """An organization's courses: all of them for its admins and owners, their own for everybody else."""

    _transactions: Transactions
    _guard: Guard = field(factory=Guard)

    async def __call__(
        self, organization_id: OrganizationId, *, limit: int = 50, after: Standing | None = None
    ) -> Result[Page[CourseCard], Refusal]:
        """One page, the last changed first; `after` is where the last course of the page before stands."""
        async with self._transactions() as tx:
            refusal = await self._guard.organization(tx, Action.LIST_COURSES, organization_id)
            if refusal is not None:
                return Failure(refusal)
            sees_all = await self._guard.organization(tx, Action.SEE_COURSE, organization_id) is None
            owner_id = None if sees_all else self._guard.limited_to
            return Success(await tx.courses.list(organization_id, owner_id=owner_id, limit=limit, after=after))


@final
@frozen
class RemoveCourse:
    """Removes a course and its history from here; what an LMS has of it stays there."""

    _transactions: Transactions
    _guard: Guard = field(factory=Guard)

    async def __call__(self, course_id: CourseId) -> Result[None, RemoveFault]:
        """IMPORT_IN_PROGRESS while one of its jobs is active."""
        async with self._transactions() as tx:
            found = await find_card(tx, self._guard, Action.REMOVE_COURSE, course_id)
            if isinstance(found, Failure):
                return found
            deleted = await tx.courses.delete(course_id)
            if isinstance(deleted, Success):
                card = found.unwrap()
                facts = {"title": card.title}
                await tx.audit.note(self._guard.note(card.organization_id, Deed.COURSE_REMOVED, course_id, facts))
                await tx.commit()
            return deleted


def unkeepable(findings: tuple[Violation, ...]) -> ValidationFault:
    """What an author is told of a course that cannot be kept as it is."""
    return ValidationFault(
        code=FaultCode.INVALID_COURSE_INPUT,
        message="The course cannot be kept as it is.",
        help="Correct every finding, then put the course again.",
        violations=findings,
    )
