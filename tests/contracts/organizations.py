"""What an OrganizationStore promises."""

from uuid import uuid4

from attrs import evolve

from application.ports.stores import Transactions
from domain.identifiers import OrganizationId
from domain.organization import Organization
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

    async def test_lists_by_name_then_id_page_by_page(self, transactions: Transactions) -> None:
        names = ("Zoo", "acme", "Ж", "Acme", "Acme", "é")
        put = [builders.make_organization(name) for name in names]
        async with transactions() as transaction:
            for organization in put:
                await transaction.organizations.put(organization)
            await transaction.commit()
        found: list[Organization] = []
        after, pages = None, 0
        async with transactions() as transaction:
            while True:
                page = await transaction.organizations.list(limit=2, after=after)
                found += page.items
                pages += 1
                assert page.total == len(names)
                if not page.has_more:
                    break
                after = page.items[-1]
        assert pages == 3
        assert found == sorted(put, key=lambda each: (each.name, each.id))

    async def test_a_list_without_anything(self, transactions: Transactions) -> None:
        async with transactions() as transaction:
            page = await transaction.organizations.list(limit=200)
        assert (page.items, page.total, page.has_more) == ((), 0, False)
