"""KeepRows: a platform's course is kept here as its rows, to be mapped whenever it is asked for."""

import asyncio
from typing import final

from attrs import evolve, field, frozen
from returns.result import Failure, Result, Success

from application.absence import no_such_course
from application.courses import Courses
from application.guarding import Guard
from application.keeping_courses import PutFault, admit, unkeepable
from application.ports.rows import PlatformCourse
from application.ports.stores import CourseCard, Kept, Transaction, Transactions
from application.row_rules import row_violations
from domain.audit import Deed
from domain.faults import NotReadyFault
from domain.identifiers import OrganizationId
from domain.violations import Place, Violation


@frozen
class KeptRows:
    """What is kept now, whether the course is new, and what stands against a publish of it today."""

    rows: PlatformCourse
    created: bool
    unfinished: tuple[str, ...] = ()
    violations: tuple[Violation, ...] = ()


@final
@frozen
class KeepRows:
    """Keeps all rows of a course under its id, instead of what was there, be it rows or a whole course.

    Whoever puts a course first owns it; for operators and superadmins its row may name the owner. Owner and
    organization of a course never change: where the row names others, nothing is kept.
    """

    _transactions: Transactions
    _courses: Courses
    _guard: Guard = field(factory=Guard)

    async def __call__(self, rows: PlatformCourse, organization_id: OrganizationId) -> Result[KeptRows, PutFault]:
        """What is kept; INVALID_COURSE_INPUT, with every place, for rows that cannot be."""
        violations = await asyncio.to_thread(row_violations, rows)  # a large course takes a while
        if violations:
            return Failure(unkeepable(violations))
        async with self._transactions() as tx:
            admitted = await admit(tx, self._guard, rows.id, organization_id)
            if isinstance(admitted, Failure):
                return admitted
            known = admitted.unwrap()
            owned = self._owned(rows, organization_id, known)
            strange = _strange(rows, owned)
            if strange:
                return Failure(unkeepable(strange))
            if not await _keep(tx, owned, known):
                return Failure(no_such_course(rows.id))  # taken, by somebody of whom they may not know
            facts = {"title": rows.course.title, "kept": Kept.ROWS.value}
            note = self._guard.note(
                known.organization_id if known else organization_id, Deed.COURSE_PUT, rows.id, facts
            )
            await tx.audit.note(note)
            await tx.commit()
        return Success(await self._told(owned, known))

    def _owned(
        self, rows: PlatformCourse, organization_id: OrganizationId, known: CourseCard | None
    ) -> PlatformCourse:
        owner = known.owner_id if known else self._guard.limited_to or rows.course.user_id or self._guard.user_id
        return evolve(rows, course=evolve(rows.course, organization_id=organization_id, user_id=owner))

    async def _told(self, rows: PlatformCourse, known: CourseCard | None) -> KeptRows:
        """Mistakes stop only a publish, but their author should hear of them now."""
        mapped = await self._courses.course_anywhere(rows, known.course_code if known else None)
        if isinstance(mapped, Success):
            return KeptRows(rows, known is None)
        fault = mapped.failure()
        if isinstance(fault, NotReadyFault):
            return KeptRows(rows, known is None, unfinished=fault.unfinished)
        return KeptRows(rows, known is None, violations=fault.violations)


async def _keep(tx: Transaction, rows: PlatformCourse, known: CourseCard | None) -> bool:
    if known is None:
        return await tx.rows.add(rows)
    await tx.rows.put(rows)
    return True


def _strange(rows: PlatformCourse, owned: PlatformCourse) -> tuple[Violation, ...]:
    """Where the row says something else about whose the course is. A row that says nothing says nothing else."""
    pairs = [
        ("organization_id", rows.course.organization_id, owned.course.organization_id),
        ("user_id", rows.course.user_id, owned.course.user_id),
    ]
    return tuple(
        Violation(
            "OWNERSHIP",
            Place(f"course.{name}", rows.course.title),
            f"the row says {said}, but the course has {true or 'none'}; leave the column out, or correct it",
        )
        for name, said, true in pairs
        if said is not None and said != true
    )
