"""Who may look up organizations in general: nobody whose view ends at their own."""

from uuid import UUID

import pytest
from returns.result import Success

from application.guarding import Guard
from application.looking_up import GetOrganization, ListMembers, ListOrganizations
from application.ports.stores import Membership
from domain.access import Actor, Role, Service, System, User
from domain.faults import FaultCode
from domain.identifiers import UserId
from tests.application.house import InMemoryHouse
from tests.builders import make_organization

OWNER = User(UserId(UUID(int=1)))
ALLOWED: list[Actor] = [System(), Service(), User(OWNER.id, superadmin=True)]


@pytest.fixture
async def house() -> InMemoryHouse:
    house = await InMemoryHouse().open()
    async with house.database.transactions() as tx:
        await tx.organizations.put_member(Membership(house.organization.id, OWNER.id, Role.OWNER))
        await tx.commit()
    return house


@pytest.mark.parametrize("actor", ALLOWED, ids=repr)
async def test_all_organizations(house: InMemoryHouse, actor: Actor) -> None:
    found = (await ListOrganizations(house.database.transactions, Guard(actor))(limit=1)).unwrap()
    assert found.items == (house.organization,)
    rest = await ListOrganizations(house.database.transactions, Guard(actor))(after=house.organization)
    assert rest.unwrap().items == ()


async def test_an_owner_does_not_see_who_else_is_here(house: InMemoryHouse) -> None:
    refused = await ListOrganizations(house.database.transactions, Guard(OWNER))()
    assert refused.failure().code is FaultCode.INSUFFICIENT_ROLE


async def test_members(house: InMemoryHouse) -> None:
    page = (await ListMembers(house.database.transactions)(house.organization.id)).unwrap()
    assert page.items == (Membership(house.organization.id, OWNER.id, Role.OWNER),)


async def test_what_is_not_there(house: InMemoryHouse) -> None:
    tx, other = house.database.transactions, make_organization().id
    for asked in (GetOrganization(tx)(other), ListMembers(tx)(other)):
        assert (await asked).failure().code is FaultCode.ORGANIZATION_NOT_FOUND
    assert await GetOrganization(tx)(house.organization.id) == Success(house.organization)
