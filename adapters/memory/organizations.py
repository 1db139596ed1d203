"""Organizations and their members in memory."""

from typing import final

from adapters.memory.session import Session
from application.ports.stores import Membership, Page
from domain.access import Role
from domain.identifiers import OrganizationId, UserId
from domain.organization import Organization


@final
class MemoryOrganizations:
    """The tenants."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, organization_id: OrganizationId) -> Organization | None:
        """The organization, or None."""
        return self._session.read().organizations.get(organization_id)

    async def put(self, organization: Organization) -> None:
        """Keeps it under its id, instead of what was there."""
        state = await self._session.write()
        state.organizations[organization.id] = organization

    async def list(self, *, limit: int, after: Organization | None = None) -> Page[Organization]:
        """All of them by name, then id."""
        found = sorted(self._session.read().organizations.values(), key=_standing)
        left = [each for each in found if after is None or _standing(each) > _standing(after)]
        return Page(tuple(left[:limit]), len(found), len(left) > limit)

    async def role_of(self, organization_id: OrganizationId, user_id: UserId) -> Role | None:
        """What the user is there; None for a stranger."""
        return self._session.read().members.get((organization_id, user_id))

    async def put_member(self, membership: Membership) -> None:
        """Gives the user that role; `LookupError` where there is no such organization."""
        state = await self._session.write()
        if membership.organization_id not in state.organizations:
            raise LookupError(f"there is no organization {membership.organization_id}")
        state.members[membership.organization_id, membership.user_id] = membership.role

    async def remove_member(self, organization_id: OrganizationId, user_id: UserId) -> bool:
        """Whether the user was a member; now they are none."""
        state = await self._session.write()
        return state.members.pop((organization_id, user_id), None) is not None

    async def members(
        self, organization_id: OrganizationId, *, limit: int, after: UserId | None = None
    ) -> Page[Membership]:
        """The organization's members in the order of their ids."""
        found = [
            Membership(organization, user, role)
            for (organization, user), role in self._session.read().members.items()
            if organization == organization_id
        ]
        found.sort(key=lambda membership: membership.user_id)
        left = [membership for membership in found if after is None or membership.user_id > after]
        return Page(tuple(left[:limit]), len(found), len(left) > limit)


def _standing(organization: Organization) -> tuple[str, OrganizationId]:
    return organization.name, organization.id
