"""GetOrganization, ListOrganizations, ListMembers: for those who mirror organizations here, and the operator."""

from typing import final

from attrs import field, frozen
from returns.result import Failure, Result, Success

from application.absence import no_such_organization
from application.guarding import Guard
from application.organizing import MirrorFault
from application.ports.stores import Membership, Page, Transactions
from domain.access import Action
from domain.faults import PermissionFault
from domain.identifiers import OrganizationId, UserId
from domain.organization import Organization


@final
@frozen
class GetOrganization:
    """One organization."""

    _transactions: Transactions
    _guard: Guard = field(factory=Guard)

    async def __call__(self, organization_id: OrganizationId) -> Result[Organization, MirrorFault]:
        """ORGANIZATION_NOT_FOUND where it was not put before."""
        async with self._transactions() as tx:
            refusal = await self._guard.organization(tx, Action.MIRROR_ORGANIZATIONS, organization_id)
            if refusal is not None:
                return Failure(refusal)
            found = await tx.organizations.get(organization_id)
        return Failure(no_such_organization(organization_id)) if found is None else Success(found)


@final
@frozen
class ListOrganizations:
    """All organizations that are known here, by name; for nobody whose view ends at their own."""

    _transactions: Transactions
    _guard: Guard = field(factory=Guard)

    async def __call__(
        self, *, limit: int = 50, after: Organization | None = None
    ) -> Result[Page[Organization], PermissionFault]:
        """One page; `after` is the last one of the page before."""
        refusal = self._guard.everywhere(Action.MIRROR_ORGANIZATIONS)
        if refusal is not None:
            return Failure(refusal)
        async with self._transactions() as tx:
            return Success(await tx.organizations.list(limit=limit, after=after))


@final
@frozen
class ListMembers:
    """Who is what in an organization."""

    _transactions: Transactions
    _guard: Guard = field(factory=Guard)

    async def __call__(
        self, organization_id: OrganizationId, *, limit: int = 50, after: UserId | None = None
    ) -> Result[Page[Membership], MirrorFault]:
        """One page by user id; ORGANIZATION_NOT_FOUND where the organization was not put before."""
        async with self._transactions() as tx:
            refusal = await self._guard.known_organization(tx, Action.MIRROR_ORGANIZATIONS, organization_id)
            if refusal is not None:
                return Failure(refusal)
            return Success(await tx.organizations.members(organization_id, limit=limit, after=after))
