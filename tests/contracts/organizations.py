"""What an OrganizationStore promises."""

from uuid import uuid4

from attrs import evolve

from application.ports.stores import Transactions
from domain.identifiers import OrganizationId
from tests import builders
from tests.contracts.transactions import StoreContract


class OrganizationStoreContract(StoreContract):
    """The tenants."""

    async def test_keeps_an_organization(self, transactions: Transactions) -> None:
        organization = builders.make_organization("Ñandú «Школа» 学校")
        async with transactions() as transaction:
            await transaction.organizations.put(organization)
            await transaction.commit()
        async with transactions() as transaction:
            assert await transaction.organizations.get(organization.id) == organization

    async def test_keeps_the_newest(self, transactions: Transactions) -> None:
        organization = builders.make_organization()
        renamed = evolve(organization, name="Renamed")
        async with transactions() as transaction:
            await transaction.organizations.put(organization)
            await transaction.commit()
        async with transactions() as transaction:
            await transaction.organizations.put(renamed)
            await transaction.commit()
        async with transactions() as transaction:
            assert await transaction.organizations.get(organization.id) == renamed

    async def test_does_not_know_strangers(self, transactions: Transactions) -> None:
        async with transactions() as transaction:
            assert await transaction.organizations.get(OrganizationId(uuid4())) is None

    async def test_forgets_without_commit(self, transactions: Transactions) -> None:
        organization = builders.make_organization()
        async with transactions() as transaction:
            await transaction.organizations.put(organization)
        async with transactions() as transaction:
            assert await transaction.organizations.get(organization.id) is None
