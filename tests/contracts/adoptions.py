"""What a PublicationStore promises of runs that something else published before."""

import asyncio

from attrs import evolve
from returns.result import Result, Success

from application.ports.stores import Publication, Transactions
from domain.faults import ConflictFault, FaultCode
from domain.identities import BlockIdentity, BlockKind, Identities
from domain.import_job import Pending
from tests import builders
from tests.contracts.jobs import attempt, keep, save
from tests.contracts.publications import claim, in_order, published
from tests.contracts.transactions import Ground, StoreContract, add_course

KEY = builders.make_key()
NAMES = in_order(
    Identities(
        (
            BlockIdentity(BlockKind.CHAPTER, ("c0",), "9f3c"),
            BlockIdentity(BlockKind.UNIT, ("c0", "s0", "u0"), "A-1"),
            BlockIdentity(BlockKind.UNIT, ("",), "gone", retired=True),
            BlockIdentity(BlockKind.COMPONENT, ("",), "gone_2", retired=True),
        )
    )
)


async def adopt(
    transactions: Transactions, ground: Ground, names: Identities = NAMES
) -> Result[None, ConflictFault]:
    """Adopts the ground's run for its course, committed where the store takes it."""
    async with transactions() as transaction:
        adopted = await transaction.publications.adopt(ground.configuration.id, KEY, ground.stored.id, names)
        if isinstance(adopted, Success):
            await transaction.commit()
    return adopted


class AdoptionContract(StoreContract):
    """Course runs whose names were given elsewhere."""

    async def test_keeps_owner_and_names_and_proves_nothing(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        assert isinstance(await adopt(transactions, ground), Success)
        kept = await published(transactions, ground, ground.new_job())
        assert kept == Publication(ground.stored.id, NAMES)
        assert not kept.settled

    async def test_is_undone_without_commit(self, transactions: Transactions, ground: Ground) -> None:
        async with transactions() as transaction:
            await transaction.publications.adopt(ground.configuration.id, KEY, ground.stored.id, NAMES)
        assert await published(transactions, ground, ground.new_job()) is None

    async def test_the_next_claim_carries_the_names_on(self, transactions: Transactions, ground: Ground) -> None:
        await adopt(transactions, ground)
        job = ground.new_job()
        await keep(transactions, job, ground.stored.course)
        covering = in_order(NAMES.covering(ground.stored.course))
        assert isinstance(await claim(transactions, ground, job, covering), Success)
        kept = await published(transactions, ground, job)
        assert kept is not None
        assert kept.identities == covering
        assert kept.claimed_by == job.id

    async def test_happens_once(self, transactions: Transactions, ground: Ground) -> None:
        await adopt(transactions, ground)
        again = await adopt(transactions, ground, in_order(Identities().covering(ground.stored.course)))
        assert again.failure().code is FaultCode.COURSE_KEY_TAKEN
        assert await published(transactions, ground, ground.new_job()) == Publication(ground.stored.id, NAMES)

    async def test_a_run_that_was_published_is_not_adopted(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        job = ground.new_job()
        await keep(transactions, job, ground.stored.course)
        await claim(transactions, ground, job)
        await save(transactions, builders.failed(job.order))
        before = await published(transactions, ground, job)
        assert (await adopt(transactions, ground)).failure().code is FaultCode.COURSE_KEY_TAKEN
        assert await published(transactions, ground, job) == before

    async def test_another_courses_run_is_not_adopted(self, transactions: Transactions, ground: Ground) -> None:
        other = await add_course(transactions, ground, "Other")
        assert isinstance(await adopt(transactions, other), Success)
        assert (await adopt(transactions, ground)).failure().code is FaultCode.COURSE_KEY_TAKEN

    async def test_waits_for_no_job_of_the_course(self, transactions: Transactions, ground: Ground) -> None:
        job = Pending.ordered(evolve(ground.new_job().order, course_key=builders.make_key("Elsewhere")))
        await keep(transactions, job, ground.stored.course)
        fault = (await adopt(transactions, ground)).failure()
        assert (fault.code, fault.job_id) == (FaultCode.IMPORT_IN_PROGRESS, job.id)
        await save(transactions, builders.failed(job.order))
        assert isinstance(await adopt(transactions, ground), Success)

    async def test_waits_for_no_job_of_the_run(self, transactions: Transactions, ground: Ground) -> None:
        other = await add_course(transactions, ground, "Other")
        job = Pending.ordered(evolve(other.new_job().order, course_key=KEY))
        await keep(transactions, job, other.stored.course)
        fault = (await adopt(transactions, ground)).failure()
        assert (fault.code, fault.job_id) == (FaultCode.IMPORT_IN_PROGRESS, job.id)

    async def test_a_job_added_at_the_same_instant_sees_the_names_or_stops_the_adoption(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        async def publish(job: Pending) -> Publication | None:
            assert isinstance(await attempt(transactions, job, ground.stored.course), Success)
            return await published(transactions, ground, job)

        for _ in range(5):
            job = ground.new_job()
            seen, adopted = await asyncio.gather(publish(job), adopt(transactions, ground))
            await save(transactions, builders.failed(job.order))
            if isinstance(adopted, Success):
                assert seen == Publication(ground.stored.id, NAMES)
                return
            assert adopted.failure().code is FaultCode.IMPORT_IN_PROGRESS
