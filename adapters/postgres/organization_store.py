"""Organizations and their members."""

from typing import final

from sqlalchemy import delete, func, literal, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.postgres.paging import cut
from adapters.postgres.tables import organization_members, organizations
from application.ports.stores import Membership, Page
from domain.access import Role
from domain.identifiers import OrganizationId, UserId
from domain.organization import Organization


@final
class PostgresOrganizations:
    """The tenants."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, organization_id: OrganizationId) -> Organization | None:
        """The organization, or None."""
        query = select(organizations.c.name).where(organizations.c.id == organization_id)
        name = await self._connection.scalar(query)
        return None if name is None else Organization(organization_id, name)

    async def put(self, organization: Organization) -> None:
        """Keeps it under its id, instead of what was there."""
        row = insert(organizations).values(id=organization.id, name=organization.name)
        await self._connection.execute(
            row.on_conflict_do_update(index_elements=["id"], set_={"name": row.excluded.name})
        )

    async def list(self, *, limit: int, after: Organization | None = None) -> Page[Organization]:
        """All of them by name, then id, at most 200 at a time."""
        # Collation C: the order of code points, the same on every server and in every other store.
        table, standing = organizations.c, tuple_(organizations.c.name.collate("C"), organizations.c.id)
        query = select(table.id, table.name).order_by(*standing.clauses)
        if after is not None:
            query = query.where(standing > tuple_(literal(after.name), literal(after.id)))
        rows, more = await cut(self._connection, query, limit)
        items = tuple(Organization(OrganizationId(row["id"]), row["name"]) for row in rows)
        return Page(items, await self._connection.scalar(select(func.count(table.id))) or 0, more)

    async def role_of(self, organization_id: OrganizationId, user_id: UserId) -> Role | None:
        """What the user is there; None for a stranger."""
        query = select(organization_members.c.role).filter_by(organization_id=organization_id, user_id=user_id)
        role = await self._connection.scalar(query)
        return None if role is None else Role(role)

    async def put_member(self, membership: Membership) -> None:
        """Gives the user that role, instead of any other there; raises where there is no such organization."""
        row = insert(organization_members).values(
            organization_id=membership.organization_id, user_id=membership.user_id, role=membership.role.value
        )
        key = ["organization_id", "user_id"]
        await self._connection.execute(
            row.on_conflict_do_update(index_elements=key, set_={"role": row.excluded.role})
        )

    async def remove_member(self, organization_id: OrganizationId, user_id: UserId) -> bool:
        """Whether the user was a member; now they are none."""
        removal = delete(organization_members).filter_by(organization_id=organization_id, user_id=user_id)
        return (await self._connection.execute(removal)).rowcount == 1

    async def members(
        self, organization_id: OrganizationId, *, limit: int, after: UserId | None = None
    ) -> Page[Membership]:
        """The organization's members in the order of their ids, at most 200 at a time."""
        table = organization_members
        here = table.c.organization_id == organization_id
        query = select(table.c.user_id, table.c.role).where(here).order_by(table.c.user_id)
        rows, more = await cut(
            self._connection, query if after is None else query.where(table.c.user_id > after), limit
        )
        items = tuple(Membership(organization_id, UserId(row["user_id"]), Role(row["role"])) for row in rows)
        total = await self._connection.scalar(select(func.count()).select_from(table).where(here))
        return Page(items, total or 0, more)
