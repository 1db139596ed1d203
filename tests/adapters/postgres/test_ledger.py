"""The ledger of block names: large ones are written fast, and no name is ever deleted."""

import time

from returns.result import Success
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.transactions import PostgresTransactions
from domain.identities import BlockIdentity, BlockKind, Identities
from tests.contracts.transactions import Ground


def _many(count: int, *, retired: int = 0) -> Identities:
    return Identities(
        tuple(
            BlockIdentity(BlockKind.UNIT, (f"c{n // 100}", "s", f"u{n}"), f"unit_{n}", n < retired)
            for n in range(count)
        )
    )


async def test_the_ledger_of_10000_blocks_is_written_in_well_under_a_second(
    transactions: PostgresTransactions, ground: Ground
) -> None:
    job = ground.new_job()
    for identities in (_many(10_000), _many(10_000), _many(10_000, retired=5_000)):
        async with transactions() as transaction:
            began = time.perf_counter()
            claimed = await transaction.publications.claim(
                ground.configuration.id, job.order.course_key, ground.stored.id, identities, job.id
            )
            await transaction.commit()
            took = time.perf_counter() - began
            assert isinstance(claimed, Success)
            known = await transaction.publications.get(ground.configuration.id, job.order.course_key)
        assert known is not None
        assert known.identities == identities
        assert took < 1.5, f"{took:.2f} s"


async def test_a_name_is_never_deleted_and_keeps_when_it_was_retired(
    transactions: PostgresTransactions, ground: Ground, engine: AsyncEngine
) -> None:
    job = ground.new_job()
    for identities in (_many(3), _many(3, retired=1), _many(3, retired=1), _many(2)):
        async with transactions() as transaction:
            await transaction.publications.claim(
                ground.configuration.id, job.order.course_key, ground.stored.id, identities, job.id
            )
            await transaction.commit()
    async with transactions() as transaction:
        known = await transaction.publications.get(ground.configuration.id, job.order.course_key)
    assert known is not None
    assert {entry.name: entry.retired for entry in known.identities.entries} == {
        "unit_0": False,
        "unit_1": False,
        "unit_2": True,
    }
