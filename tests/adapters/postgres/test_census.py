"""How much there is to do."""

from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.census import take_census
from adapters.postgres.transactions import PostgresTransactions
from tests import builders
from tests.contracts.jobs import keep, save
from tests.contracts.transactions import add_course, lay_ground


async def test_active_jobs_and_queued_rows(
    engine: AsyncEngine, postgres_transactions: PostgresTransactions
) -> None:
    empty = await take_census(engine)
    assert empty.jobs == {"pending": 0, "uploading": 0, "processing": 0}
    assert empty.queue == {"queued": 0, "picked": 0, "failed": 0}
    ground = await lay_ground(postgres_transactions)
    other = await add_course(postgres_transactions, ground, "Other")
    ended = await add_course(postgres_transactions, ground, "Ended")
    waiting, running, over = ground.new_job(), other.new_job(), ended.new_job()
    for job in (waiting, running, over):
        await keep(postgres_transactions, job, ground.stored.course)
    await save(postgres_transactions, builders.processing(running.order))
    await save(postgres_transactions, builders.succeeded(over.order))
    async with postgres_transactions() as tx:
        await tx.queue.enqueue(waiting.id)
        await tx.commit()
    census = await take_census(engine)
    assert census.jobs == {"pending": 1, "uploading": 0, "processing": 1}
    assert census.queue == {"queued": 1, "picked": 0, "failed": 0}
