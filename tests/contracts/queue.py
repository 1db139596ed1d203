"""What a JobQueue promises."""

from application.ports.stores import Transactions
from domain.import_job import Pending
from tests.contracts.transactions import Ground, Queued, StoreContract


class JobQueueContract(StoreContract):
    """Work to be done by whoever is free."""

    async def test_work_is_there_after_the_commit_and_not_before(
        self, transactions: Transactions, ground: Ground, queued: Queued
    ) -> None:
        job = await self._kept(transactions, ground)
        async with transactions() as transaction:
            await transaction.queue.enqueue(job.id)
            assert await queued() == []
            await transaction.commit()
        assert await queued() == [job.id]

    async def test_forgets_without_commit(
        self, transactions: Transactions, ground: Ground, queued: Queued
    ) -> None:
        job = await self._kept(transactions, ground)
        async with transactions() as transaction:
            await transaction.queue.enqueue(job.id)
        assert await queued() == []

    async def test_asking_again_has_no_effect(
        self, transactions: Transactions, ground: Ground, queued: Queued
    ) -> None:
        job = await self._kept(transactions, ground)
        for _ in range(2):
            async with transactions() as transaction:
                await transaction.queue.enqueue(job.id)
                await transaction.queue.enqueue(job.id)
                await transaction.commit()
        assert await queued() == [job.id]

    async def _kept(self, transactions: Transactions, ground: Ground) -> Pending:
        job = ground.new_job()
        async with transactions() as transaction:
            await transaction.jobs.add(job, ground.stored.course)
            await transaction.commit()
        return job
