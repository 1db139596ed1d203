"""PutCourse, GetCourse, ListCourses, RemoveCourse: the courses that an organization keeps here."""

import asyncio
from typing import TypeAlias, final

from attrs import evolve, field, frozen
from returns.result import Failure, Result, Success

from application.absence import no_such_course, no_such_organization
from application.guarding import Guard, Refusal
from application.ports.stores import CourseCard, Page, StoredCourse, Transaction, Transactions
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
            return Failure(_refusal(unstorable))
        async with self._transactions() as tx:
            known = await self._known(tx, course_id)
            if known is None:
                owner = self._guard.limited_to or owner_id or self._guard.user_id
                stored = StoredCourse(id=course_id, organization_id=organization_id, owner_id=owner, course=course)
                fault: PutFault | None = await self._add(tx, stored)
            else:
                stored = evolve(known, course=course)
                fault = await self._replace(tx, known, stored, organization_id)
            if fault is not None:
                return Failure(fault)
            facts = {"title": course.title}
            await tx.audit.note(self._guard.note(stored.organization_id, Deed.COURSE_PUT, course_id, facts))
            await tx.commit()
        return Success(KeptCourse(stored, known is None, violations))

    async def _known(self, tx: Transaction, course_id: CourseId) -> StoredCourse | None:
        """What they may not see is put, and refused, as a new course would be: the answers do not differ."""
        known = await tx.courses.get(course_id)
        if known is None or await self._guard.course(tx, Action.SEE_COURSE, known) is not None:
            return None
        return known

    async def _add(self, tx: Transaction, stored: StoredCourse) -> Refusal | None:
        refusal = await self._guard.organization(tx, Action.ADD_COURSE, stored.organization_id)
        if refusal is None and await tx.organizations.get(stored.organization_id) is None:
            refusal = no_such_organization(stored.organization_id)
        if refusal is None and not await tx.courses.add(stored):
            return no_such_course(stored.id)  # taken, by somebody of whom they may not know
        return refusal

    async def _replace(
        self, tx: Transaction, known: StoredCourse, stored: StoredCourse, organization_id: OrganizationId
    ) -> PutFault | None:
        refusal = await self._guard.course(tx, Action.CHANGE_COURSE, known)
        if refusal is not None:
            return refusal
        if organization_id != known.organization_id:
            message = f"The course belongs to organization {known.organization_id}; put a new one here instead."
            return _refusal((Violation("ORGANIZATION", Place("organization_id"), message),))
        await tx.courses.put(stored)
        return None


@final
@frozen
class GetCourse:
    """One course, whole."""

    _transactions: Transactions
    _guard: Guard = field(factory=Guard)

    async def __call__(self, course_id: CourseId) -> Result[StoredCourse, Refusal]:
        """As it was put last."""
        async with self._transactions() as tx:
            stored = await tx.courses.get(course_id)
            if stored is None:
                return Failure(no_such_course(course_id))
            refusal = await self._guard.course(tx, Action.SEE_COURSE, stored)
        return Success(stored) if refusal is None else Failure(refusal)


@final
@frozen
class ListCourses:
    """An organization's courses: all of them for its admins and owners, their own for everybody else."""

    _transactions: Transactions
    _guard: Guard = field(factory=Guard)

    async def __call__(
        self, organization_id: OrganizationId, *, limit: int = 50, offset: int = 0
    ) -> Result[Page[CourseCard], Refusal]:
        """One page, the last changed first."""
        async with self._transactions() as tx:
            refusal = await self._guard.organization(tx, Action.LIST_COURSES, organization_id)
            if refusal is not None:
                return Failure(refusal)
            sees_all = await self._guard.organization(tx, Action.SEE_COURSE, organization_id) is None
            owner_id = None if sees_all else self._guard.limited_to
            return Success(await tx.courses.list(organization_id, owner_id=owner_id, limit=limit, offset=offset))


@final
@frozen
class RemoveCourse:
    """Removes a course and its history from here; what an LMS has of it stays there."""

    _transactions: Transactions
    _guard: Guard = field(factory=Guard)

    async def __call__(self, course_id: CourseId) -> Result[None, RemoveFault]:
        """IMPORT_IN_PROGRESS while one of its jobs is active."""
        async with self._transactions() as tx:
            card = await tx.courses.card(course_id)
            if card is None:
                return Failure(no_such_course(course_id))
            refusal = await self._guard.course(tx, Action.REMOVE_COURSE, card)
            if refusal is not None:
                return Failure(refusal)
            deleted = await tx.courses.delete(course_id)
            if isinstance(deleted, Success):
                facts = {"title": card.title}
                await tx.audit.note(self._guard.note(card.organization_id, Deed.COURSE_REMOVED, course_id, facts))
                await tx.commit()
            return deleted


def _refusal(findings: tuple[Violation, ...]) -> ValidationFault:
    return ValidationFault(
        code=FaultCode.INVALID_COURSE_INPUT,
        message="The course cannot be kept as it is.",
        help="Correct every finding, then put the course again.",
        violations=findings,
    )
