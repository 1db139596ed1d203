"""Guard: asks `domain/access.py` whether the one who calls a use case may do what it does."""

from collections.abc import Mapping
from typing import Protocol, TypeAlias, final
from uuid import UUID

from attrs import field, frozen

from application.absence import (
    no_such_configuration,
    no_such_course,
    no_such_job,
    no_such_organization,
)
from application.ports.stores import CourseCard, SeenJob, Transaction
from domain.access import Action, Actor, Decision, Role, Service, System, User, decide
from domain.audit import AuditNote, Deed
from domain.faults import FaultCode, MissingFault, PermissionFault
from domain.identifiers import CourseId, JobId, OrganizationId, UserId
from domain.lms_configuration import PublicLmsConfiguration

Refusal: TypeAlias = MissingFault | PermissionFault
"""It is not there for them, or they may not do that to it."""


class Owned(Protocol):
    """A course, as far as it says whose it is."""

    @property
    def id(self) -> CourseId:
        """Its id."""
        ...

    @property
    def organization_id(self) -> OrganizationId:
        """The organization that it belongs to."""
        ...

    @property
    def owner_id(self) -> UserId | None:
        """Its owner, where it has one."""
        ...


@final
@frozen
class Guard:
    """Bound to one actor; each question reads the actor's role in the transaction that it is asked in.

    None means: go on. A use case asks as soon as it has found what it is about, and before it changes anything.
    """

    actor: Actor = field(factory=System)

    async def organization(
        self, tx: Transaction, action: Action, organization_id: OrganizationId
    ) -> Refusal | None:
        """Whether they may do that in the organization."""
        decision = await self._decide(tx, action, organization_id)
        return _refusal(decision, action, no_such_organization(organization_id))

    async def known_organization(
        self, tx: Transaction, action: Action, organization_id: OrganizationId
    ) -> Refusal | None:
        """The same, and whether the organization is there: who may do it anywhere may have mistaken the id."""
        refusal = await self.organization(tx, action, organization_id)
        if refusal is None and await tx.organizations.get(organization_id) is None:
            return no_such_organization(organization_id)
        return refusal

    def everywhere(self, action: Action) -> PermissionFault | None:
        """Whether they may do that in all organizations alike, whatever their roles."""
        if decide(self.actor, action, None) is Decision.ALLOWED:
            return None
        return _insufficient(action)

    async def configuration(self, tx: Transaction, action: Action, face: PublicLmsConfiguration) -> Refusal | None:
        """Whether they may do that with the LMS configuration."""
        decision = await self._decide(tx, action, face.organization_id)
        return _refusal(decision, action, no_such_configuration(face.id))

    async def course(self, tx: Transaction, action: Action, stored: Owned) -> Refusal | None:
        """Whether they may do that with the course."""
        decision = await self._decide(tx, action, stored.organization_id, stored.owner_id)
        return _refusal(decision, action, no_such_course(stored.id))

    async def job(
        self, tx: Transaction, action: Action, job_id: JobId, course: CourseCard | None
    ) -> Refusal | None:
        """Whether they may do that with the job of this course; None for a course that they cannot see at all."""
        if course is None:
            return None if isinstance(self.actor, System) else no_such_job(job_id)
        decision = await self._decide(tx, action, course.organization_id, course.owner_id)
        return _refusal(decision, action, no_such_job(job_id))

    def seen_job(self, action: Action, seen: SeenJob) -> Refusal | None:
        """The same of a job that was looked for with `limited_to`, without another look."""
        if seen.course is None:
            return None if isinstance(self.actor, System) else no_such_job(seen.job.id)
        decision = self._decision(action, seen.role, seen.course.owner_id)
        return _refusal(decision, action, no_such_job(seen.job.id))

    @property
    def user_id(self) -> UserId | None:
        """The person behind the call, where there is one."""
        return self.actor.id if isinstance(self.actor, User) else None

    @property
    def limited_to(self) -> UserId | None:
        """Whose view lists have to keep to; None for those who see everything."""
        match self.actor:
            case User(superadmin=False):
                return self.actor.id
            case User() | Service() | System():
                return None

    def note(
        self, organization_id: OrganizationId, deed: Deed, subject: UUID, facts: Mapping[str, str] | None = None
    ) -> AuditNote:
        """The deed, in this actor's name, for the audit trail."""
        return AuditNote(organization_id, self.actor, deed, subject, dict(facts or {}))

    async def _decide(
        self, tx: Transaction, action: Action, organization_id: OrganizationId, owner_id: UserId | None = None
    ) -> Decision:
        user_id = self.limited_to
        role = None if user_id is None else await tx.organizations.role_of(organization_id, user_id)
        return self._decision(action, role, owner_id)

    def _decision(self, action: Action, role: Role | None, owner_id: UserId | None) -> Decision:
        user_id = self.limited_to
        return decide(self.actor, action, role, owns=user_id is not None and owner_id == user_id)


def _refusal(decision: Decision, action: Action, hidden: MissingFault) -> Refusal | None:
    match decision:
        case Decision.ALLOWED:
            return None
        case Decision.HIDDEN:
            return hidden
        case Decision.FORBIDDEN:
            return _insufficient(action)


def _insufficient(action: Action) -> PermissionFault:
    return PermissionFault(
        code=FaultCode.INSUFFICIENT_ROLE,
        message=f"Your role in the organization does not let you {action.value}.",
        help="Ask an owner or admin of the organization.",
    )
