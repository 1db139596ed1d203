"""What an OrganizationStore promises of members."""

from uuid import uuid4

import pytest

from application.ports.stores import Membership, Transactions
from domain.access import Role
from domain.identifiers import OrganizationId, UserId
from tests.contracts.transactions import Ground, StoreContract


def somebody() -> UserId:
    return UserId(uuid4())


class MembershipContract(StoreContract):
    """Who is what in which organization."""

    @pytest.mark.parametrize("role", Role)
    async def test_keeps_a_role(self, transactions: Transactions, ground: Ground, role: Role) -> None:
        user = await self._put(transactions, ground, role)
        async with transactions() as transaction:
            assert await transaction.organizations.role_of(ground.organization.id, user) is role

    async def test_keeps_the_newest_role(self, transactions: Transactions, ground: Ground) -> None:
        user = await self._put(transactions, ground, Role.OWNER)
        await self._put(transactions, ground, Role.MEMBER, user)
        async with transactions() as transaction:
            assert await transaction.organizations.role_of(ground.organization.id, user) is Role.MEMBER
            page = await transaction.organizations.members(ground.organization.id, limit=10)
        assert page.total == 1

    async def test_a_stranger_has_no_role(self, transactions: Transactions, ground: Ground) -> None:
        user = await self._put(transactions, ground, Role.OWNER)
        async with transactions() as transaction:
            assert await transaction.organizations.role_of(ground.organization.id, somebody()) is None
            assert await transaction.organizations.role_of(OrganizationId(uuid4()), user) is None

    async def test_removes_a_member_once(self, transactions: Transactions, ground: Ground) -> None:
        user = await self._put(transactions, ground, Role.ADMIN)
        removed = []
        for _ in range(2):
            async with transactions() as transaction:
                removed.append(await transaction.organizations.remove_member(ground.organization.id, user))
                await transaction.commit()
        assert removed == [True, False]
        async with transactions() as transaction:
            assert await transaction.organizations.role_of(ground.organization.id, user) is None

    async def test_lists_by_id_page_by_page(self, transactions: Transactions, ground: Ground) -> None:
        users = sorted([await self._put(transactions, ground, Role.INSTRUCTOR) for _ in range(3)])
        async with transactions() as transaction:
            first = await transaction.organizations.members(ground.organization.id, limit=2)
            last = first.items[-1].user_id
            rest = await transaction.organizations.members(ground.organization.id, limit=2, after=last)
            none = await transaction.organizations.members(OrganizationId(uuid4()), limit=2)
        everybody = [Membership(ground.organization.id, user, Role.INSTRUCTOR) for user in users]
        assert [*first.items, *rest.items] == everybody
        assert (first.total, first.has_more, rest.has_more, none.total) == (3, True, False, 0)

    async def test_forgets_without_commit(self, transactions: Transactions, ground: Ground) -> None:
        user = somebody()
        async with transactions() as transaction:
            await transaction.organizations.put_member(Membership(ground.organization.id, user, Role.OWNER))
        async with transactions() as transaction:
            assert await transaction.organizations.role_of(ground.organization.id, user) is None

    async def _put(
        self, transactions: Transactions, ground: Ground, role: Role, user: UserId | None = None
    ) -> UserId:
        user = user or somebody()
        async with transactions() as transaction:
            await transaction.organizations.put_member(Membership(ground.organization.id, user, role))
            await transaction.commit()
        return user
