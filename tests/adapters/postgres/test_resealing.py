"""A new key, while others read and write: nothing is lost, and the old key can go."""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import final

import pytest
from attrs import evolve
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.transactions import PostgresTransactions
from adapters.queue.job_queue import PgQueuerJobQueue
from adapters.vault.keyring import Keyring, new_key_entry
from adapters.vault.keys_file import LiveKeyring, add_key
from adapters.vault.vault import DamagedSealError, UnknownKeyError, Vault
from application.rotating import RotateKeys, Rotation
from domain.identifiers import ConfigurationId
from domain.lms_configuration import Credentials, LmsConfiguration
from tests import builders
from tests.contracts.resealing import add_many, walk
from tests.contracts.transactions import Ground, lay_ground

OLD, NEW = new_key_entry(), new_key_entry()
OLD_ID, NEW_ID = (entry.partition(":")[0] for entry in (OLD, NEW))


def over(engine: AsyncEngine, *keys: str) -> PostgresTransactions:
    return PostgresTransactions(engine, Vault(Keyring.parse(",".join(keys))), PgQueuerJobQueue)


async def seals(engine: AsyncEngine) -> set[str]:
    """The ids of the keys that anything is sealed with."""
    query = text("SELECT client_id FROM lms_configurations UNION ALL SELECT client_secret FROM lms_configurations")
    async with engine.connect() as connection:
        return {str(sealed).split(".")[1] for sealed in await connection.scalars(query)}


async def all_of(
    transactions: PostgresTransactions, ids: Iterable[ConfigurationId]
) -> dict[ConfigurationId, LmsConfiguration | None]:
    async with transactions() as transaction:
        return {each: await transaction.configurations.get(each) for each in ids}


@pytest.fixture
async def ground(engine: AsyncEngine) -> Ground:
    return await lay_ground(over(engine, OLD))


async def test_after_a_rotation_the_old_key_can_go(engine: AsyncEngine, ground: Ground) -> None:
    kept = await add_many(over(engine, OLD), ground, 250)
    assert await seals(engine) == {OLD_ID}
    assert await RotateKeys(over(engine, NEW, OLD))() == Rotation(configurations=251, resealed=251, complete=True)
    assert await seals(engine) == {NEW_ID}
    assert await all_of(over(engine, NEW), kept) == kept


async def test_a_second_rotation_finds_nothing_to_do(engine: AsyncEngine, ground: Ground) -> None:
    assert (await RotateKeys(over(engine, NEW, OLD))()).resealed == 1
    assert await RotateKeys(over(engine, NEW, OLD))() == Rotation(configurations=1, resealed=0, complete=True)
    assert await all_of(over(engine, NEW), {ground.configuration.id: ground.configuration})


async def test_an_interrupted_one_goes_on_where_it_stopped(engine: AsyncEngine, ground: Ground) -> None:
    kept = await add_many(over(engine, OLD), ground, 9)
    rotating = over(engine, NEW, OLD)
    async with rotating() as transaction:
        first = await transaction.configurations.reseal(4)
        await transaction.commit()
    async with rotating() as transaction:
        await transaction.configurations.reseal(4, first.last)  # killed before its commit
    assert await seals(engine) == {OLD_ID, NEW_ID}
    assert (await RotateKeys(rotating)()).resealed == 6
    assert await all_of(over(engine, NEW), kept) == kept


async def test_a_change_of_the_same_instant_is_kept(engine: AsyncEngine, ground: Ground) -> None:
    """The change holds the row's lock while the rotation has read the old credentials already."""
    rotating, changed = over(engine, NEW, OLD), Credentials("changed", "meanwhile")
    async with over(engine, OLD)() as changing:
        configuration = ground.configuration.changed(ground.configuration.settings, changed, builders.at(9))
        await changing.configurations.update(configuration)
        turn = asyncio.create_task(walk(rotating, 100))
        await asyncio.sleep(0.2)
        assert not turn.done()
        await changing.commit()
    (page,) = await turn
    assert (page.looked_at, page.resealed, page.overtaken) == (1, 0, 1)
    assert await RotateKeys(rotating)() == Rotation(configurations=1, resealed=1, complete=True)
    assert await all_of(over(engine, NEW), {configuration.id: configuration}) == {configuration.id: configuration}


async def test_a_deletion_of_the_same_instant_is_one(engine: AsyncEngine, ground: Ground) -> None:
    async with over(engine, OLD)() as deleting:
        await deleting.configurations.delete(ground.configuration.id)
        turn = asyncio.create_task(RotateKeys(over(engine, NEW, OLD))())
        await asyncio.sleep(0.2)
        await deleting.commit()
    assert await turn == Rotation(configurations=0, resealed=0, complete=True)


@final
class Writer:
    """Reads and changes credentials over and over; the one whose work must not be lost."""

    def __init__(self, transactions: PostgresTransactions, kept: dict[ConfigurationId, LmsConfiguration]) -> None:
        self.transactions = transactions
        self.kept = kept
        self.enough = asyncio.Event()

    async def run(self) -> int:
        rounds = 0
        while not self.enough.is_set() or rounds < 2:
            rounds += 1
            for each in tuple(self.kept):
                before = self.kept[each]
                self.kept[each] = evolve(before, credentials=Credentials(f"client {rounds}", f"secret {rounds}"))
                async with self.transactions() as transaction:
                    assert await transaction.configurations.get(each) == before
                    await transaction.configurations.update(self.kept[each])
                    assert await transaction.configurations.get(each) == self.kept[each]
                    await transaction.commit()
        return rounds


async def test_while_a_process_serves_from_the_same_keys_file(engine: AsyncEngine, tmp_path: Path) -> None:
    """It takes up the new key by itself, loses none of its changes, and needs the old key no longer."""
    serving = PostgresTransactions(engine, Vault(LiveKeyring({}, tmp_path)), PgQueuerJobQueue)
    kept = await add_many(serving, await lay_ground(serving), 8)
    before = current = Keyring.load({}, tmp_path)
    writer = Writer(serving, kept)
    writing = asyncio.create_task(writer.run())
    for _ in range(3):
        await asyncio.sleep(0.02)
        current = add_key(tmp_path)
        rotating = PostgresTransactions(engine, Vault(current), PgQueuerJobQueue)
        assert (await RotateKeys(rotating)()).complete
        assert not writing.done()
    writer.enough.set()
    assert await writing >= 2
    # What was encrypted before the last key came may be committed after the rotation has passed by.
    assert (await RotateKeys(PostgresTransactions(engine, Vault(current), PgQueuerJobQueue))()).complete
    assert await seals(engine) == {current.current} != {before.current}
    alone = Keyring(current.current, {current.current: current.keys[current.current]})
    assert await all_of(PostgresTransactions(engine, Vault(alone), PgQueuerJobQueue), kept) == kept


async def test_a_missing_key_is_named_and_nothing_changes(engine: AsyncEngine, ground: Ground) -> None:
    before = await seals(engine)
    with pytest.raises(UnknownKeyError, match=f"row {ground.configuration.id}.*'{OLD_ID}'"):
        await RotateKeys(over(engine, NEW))()
    assert await seals(engine) == before


async def test_a_seal_that_was_moved_to_another_row_stops_it_and_nothing_changes(
    engine: AsyncEngine, ground: Ground
) -> None:
    kept = await add_many(over(engine, OLD), ground, 3)
    thief, victim = max(kept), min(kept)
    move = text(
        "UPDATE lms_configurations SET client_secret = "
        "(SELECT client_secret FROM lms_configurations WHERE id = :victim) WHERE id = :thief"
    )
    async with engine.begin() as connection:
        await connection.execute(move, {"thief": thief, "victim": victim})
    with pytest.raises(DamagedSealError, match=f"client_secret of row {thief} was changed, or was moved"):
        await RotateKeys(over(engine, NEW, OLD))()
    assert await seals(engine) == {OLD_ID}
    with pytest.raises(DamagedSealError):
        await all_of(over(engine, NEW, OLD), {thief: kept[thief]})


async def test_a_rotation_leaves_the_rest_of_a_row_alone(engine: AsyncEngine, ground: Ground) -> None:
    query = text("SELECT to_jsonb(l) - 'client_id' - 'client_secret' FROM lms_configurations l")
    async with engine.connect() as connection:
        before = await connection.scalar(query)
    await RotateKeys(over(engine, NEW, OLD))()
    async with engine.connect() as connection:
        assert await connection.scalar(query) == before


@pytest.mark.parametrize("limit", [0, 201])
async def test_pages_are_bounded(engine: AsyncEngine, ground: Ground, limit: int) -> None:
    async with over(engine, OLD)() as transaction:
        with pytest.raises(ValueError, match="page"):
            await transaction.configurations.reseal(limit)
