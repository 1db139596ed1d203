"""What a ConfigurationStore promises of a new key."""

from attrs import evolve
from returns.result import Success

from application.ports.stores import Resealing, Transactions
from domain.identifiers import ConfigurationId
from domain.lms_configuration import LmsConfiguration
from tests import builders
from tests.contracts.transactions import Ground, StoreContract


class ResealingContract(StoreContract):
    """Walking by all configurations; what is sealed with today's key already stays as it is."""

    async def test_walks_by_all_of_them_once(self, transactions: Transactions, ground: Ground) -> None:
        kept = await add_many(transactions, ground, 4)
        pages = await walk(transactions, 2)
        assert [page.looked_at for page in pages] == [2, 2, 1]
        assert [page.last for page in pages] == [sorted(kept)[1], sorted(kept)[3], None]
        assert {(page.resealed, page.overtaken) for page in pages} == {(0, 0)}

    async def test_a_last_page_that_is_full_is_followed_by_an_empty_one(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        pages = await walk(transactions, 1)
        assert [page.looked_at for page in pages] == [1, 0]
        assert pages[0].last == ground.configuration.id

    async def test_changes_nothing_that_anybody_can_see(self, transactions: Transactions, ground: Ground) -> None:
        kept = await add_many(transactions, ground, 3)
        await walk(transactions, 200)
        async with transactions() as transaction:
            assert {each: await transaction.configurations.get(each) for each in kept} == kept

    async def test_there_may_be_none(self, transactions: Transactions) -> None:
        assert await walk(transactions, 100) == [Resealing(looked_at=0)]


async def add_many(
    transactions: Transactions, ground: Ground, count: int
) -> dict[ConfigurationId, LmsConfiguration]:
    """Keeps that many more configurations; all there are then."""
    kept = {ground.configuration.id: ground.configuration}
    async with transactions() as transaction:
        for number in range(count):
            base = builders.make_configuration(ground.organization, f"Number {number}")
            credentials = evolve(base.credentials, client_secret=f"секрет {number}")
            kept[base.id] = evolve(base, credentials=credentials)
            assert isinstance(await transaction.configurations.add(kept[base.id]), Success)
        await transaction.commit()
    return kept


async def walk(transactions: Transactions, limit: int) -> list[Resealing]:
    """All pages, each in a transaction of its own."""
    pages: list[Resealing] = []
    while not pages or pages[-1].last is not None:
        async with transactions() as transaction:
            page = await transaction.configurations.reseal(limit, pages[-1].last if pages else None)
            await transaction.commit()
        pages.append(page)
    return pages
