"""PutOrganization, PutMember, RemoveMember: platforms that keep their organizations elsewhere mirror them here."""

from typing import TypeAlias, final

from attrs import field, frozen
from returns.result import Failure, Result, Success

from application.guarding import Guard
from application.ports.stores import Membership, Transactions
from domain.access import Action
from domain.audit import Deed
from domain.faults import MissingFault, PermissionFault
from domain.identifiers import OrganizationId, UserId
from domain.organization import Organization

MirrorFault: TypeAlias = MissingFault | PermissionFault


@final
@frozen
class PutOrganization:
    """Makes an organization known here, or gives it another name. May be repeated freely."""

    _transactions: Transactions
    _guard: Guard = field(factory=Guard)

    async def __call__(self, organization: Organization) -> Result[Organization, MirrorFault]:
        """The organization as it is kept now."""
        async with self._transactions() as tx:
            refusal = await self._guard.organization(tx, Action.MIRROR_ORGANIZATIONS, organization.id)
            if refusal is not None:
                return Failure(refusal)
            await tx.organizations.put(organization)
            facts = {"name": organization.name}
            await tx.audit.note(self._guard.note(organization.id, Deed.ORGANIZATION_PUT, organization.id, facts))
            await tx.commit()
        return Success(organization)


@final
@frozen
class PutMember:
    """Gives a user a role in an organization, instead of the one before. May be repeated freely."""

    _transactions: Transactions
    _guard: Guard = field(factory=Guard)

    async def __call__(self, membership: Membership) -> Result[Membership, MirrorFault]:
        """ORGANIZATION_NOT_FOUND where the organization was not put before."""
        organization_id = membership.organization_id
        async with self._transactions() as tx:
            refusal = await self._guard.known_organization(tx, Action.MIRROR_ORGANIZATIONS, organization_id)
            if refusal is not None:
                return Failure(refusal)
            await tx.organizations.put_member(membership)
            facts = {"role": membership.role.value}
            await tx.audit.note(self._guard.note(organization_id, Deed.MEMBER_PUT, membership.user_id, facts))
            await tx.commit()
        return Success(membership)


@final
@frozen
class RemoveMember:
    """Takes all roles in an organization from a user. May be repeated freely."""

    _transactions: Transactions
    _guard: Guard = field(factory=Guard)

    async def __call__(self, organization_id: OrganizationId, user_id: UserId) -> Result[bool, MirrorFault]:
        """Whether the user was a member; ORGANIZATION_NOT_FOUND where there is no such organization."""
        async with self._transactions() as tx:
            refusal = await self._guard.known_organization(tx, Action.MIRROR_ORGANIZATIONS, organization_id)
            if refusal is not None:
                return Failure(refusal)
            removed = await tx.organizations.remove_member(organization_id, user_id)
            if removed:
                await tx.audit.note(self._guard.note(organization_id, Deed.MEMBER_REMOVED, user_id))
                await tx.commit()
        return Success(removed)
