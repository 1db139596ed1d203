"""What a PublicationStore promises."""

import asyncio

from attrs import evolve
from returns.result import Result, Success

from application.ports.stores import Publication, Transactions
from domain.course import Course
from domain.course_key import CourseKey
from domain.faults import ConflictFault, FaultCode
from domain.identities import Identities
from domain.import_job import Pending
from tests import builders
from tests.contracts.jobs import keep, save
from tests.contracts.transactions import Ground, StoreContract, add_course


def in_order(identities: Identities) -> Identities:
    """The same names, alphabetically."""
    return Identities(tuple(sorted(identities.entries, key=lambda entry: entry.name)))


IDENTITIES = in_order(Identities().covering(builders.make_course()))
GROWN = in_order(IDENTITIES.covering(builders.make_course(chapters=2, sections=1, units=3)))


async def claim(
    transactions: Transactions, ground: Ground, job: Pending, identities: Identities = IDENTITIES
) -> Result[None, ConflictFault]:
    """Claims the job's run for its course, committed where the store takes it."""
    async with transactions() as transaction:
        claimed = await transaction.publications.claim(
            ground.configuration.id, job.order.course_key, ground.stored.id, identities, job.id
        )
        if isinstance(claimed, Success):
            await transaction.commit()
    return claimed


def claimed_by(job: Pending, ground: Ground, identities: Identities = IDENTITIES) -> Publication:
    """The job's run after its claim: nothing is proved yet."""
    return Publication(ground.stored.id, identities, claimed_by=job.id)


async def published(transactions: Transactions, ground: Ground, job: Pending) -> Publication | None:
    """What is known of the job's run; names in alphabetical order, as their order means nothing."""
    async with transactions() as transaction:
        found = await transaction.publications.get(ground.configuration.id, job.order.course_key)
    return found and evolve(found, identities=in_order(found.identities))


class PublicationStoreContract(StoreContract):
    """Course runs that have been published to."""

    async def test_knows_nothing_of_a_new_run(self, transactions: Transactions, ground: Ground) -> None:
        assert await published(transactions, ground, ground.new_job()) is None

    async def test_a_claim_keeps_owner_and_names(self, transactions: Transactions, ground: Ground) -> None:
        job = await self._kept(transactions, ground)
        assert isinstance(await claim(transactions, ground, job), Success)
        assert await published(transactions, ground, job) == claimed_by(job, ground)

    async def test_finds_the_runs_of_a_course(self, transactions: Transactions, ground: Ground) -> None:
        first, second = [builders.make_key(name) for name in ("One", "Two")]
        job = await self._kept(transactions, ground)
        assert await self._keys(transactions, ground) == []
        for key in (first, second, first):
            async with transactions() as transaction:
                arguments = (ground.configuration.id, key, ground.stored.id, IDENTITIES, job.id)
                assert isinstance(await transaction.publications.claim(*arguments), Success)
                await transaction.commit()
        assert await self._keys(transactions, ground) == [second, first]
        other = await add_course(transactions, ground, "Other")
        assert await self._keys(transactions, other) == []

    async def _keys(self, transactions: Transactions, ground: Ground) -> list[CourseKey]:
        async with transactions() as transaction:
            return list(await transaction.publications.keys_of(ground.configuration.id, ground.stored.id))

    async def test_a_claim_may_be_repeated(self, transactions: Transactions, ground: Ground) -> None:
        job = await self._kept(transactions, ground)
        for _ in range(2):
            assert isinstance(await claim(transactions, ground, job), Success)
        assert await published(transactions, ground, job) == claimed_by(job, ground)

    async def test_a_later_claim_keeps_the_newer_names_and_the_retired(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        assert any(entry.retired for entry in GROWN.entries)
        job = await self._kept(transactions, ground)
        await claim(transactions, ground, job)
        assert isinstance(await claim(transactions, ground, job, GROWN), Success)
        assert await published(transactions, ground, job) == claimed_by(job, ground, GROWN)

    async def test_a_claim_is_undone_without_commit(self, transactions: Transactions, ground: Ground) -> None:
        job = await self._kept(transactions, ground)
        async with transactions() as transaction:
            await transaction.publications.claim(
                ground.configuration.id, job.order.course_key, ground.stored.id, IDENTITIES, job.id
            )
        assert await published(transactions, ground, job) is None

    async def test_a_run_belongs_to_its_first_course(self, transactions: Transactions, ground: Ground) -> None:
        first = await self._kept(transactions, ground)
        await claim(transactions, ground, first)
        await save(transactions, builders.failed(first.order))
        other = await add_course(transactions, ground, "Other")
        second = Pending.ordered(evolve(other.new_job().order, course_key=first.order.course_key))
        await keep(transactions, second, other.stored.course)
        refused = await claim(transactions, other, second, GROWN)
        assert refused.failure().code is FaultCode.COURSE_KEY_TAKEN
        assert await published(transactions, ground, first) == claimed_by(first, ground)

    async def test_of_many_who_claim_a_run_at_once_one_wins(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        run = builders.make_key("Wanted")
        grounds = [await add_course(transactions, ground, f"C{n}") for n in range(4)]
        jobs = [await self._kept(transactions, other) for other in grounds]

        async def attempt(other: Ground, job: Pending) -> bool:
            wanted = Pending.ordered(evolve(job.order, course_key=run))
            return isinstance(await claim(transactions, other, wanted), Success)

        wins = await asyncio.gather(*(attempt(o, j) for o, j in zip(grounds, jobs, strict=True)))
        assert sorted(wins) == [False, False, False, True]
        async with transactions() as transaction:
            kept = await transaction.publications.get(ground.configuration.id, run)
        assert kept is not None
        assert kept.course_id == grounds[wins.index(True)].stored.id

    async def test_runs_are_told_apart_by_key_and_by_lms(self, transactions: Transactions, ground: Ground) -> None:
        job = await self._kept(transactions, ground)
        await claim(transactions, ground, job)
        second = builders.make_configuration(
            ground.organization, "Second LMS", studio="https://second.example.org"
        )
        async with transactions() as transaction:
            await transaction.configurations.add(second)
            await transaction.commit()
        async with transactions() as transaction:
            publications = transaction.publications
            assert await publications.get(second.id, job.order.course_key) is None
            assert await publications.get(ground.configuration.id, builders.make_key("Else")) is None

    async def test_notes_the_course_that_was_proved(self, transactions: Transactions, ground: Ground) -> None:
        job = await self._kept(transactions, ground, evolve(ground.stored.course, title="As published"))
        await claim(transactions, ground, job)
        await self._prove(transactions, ground, job)
        proved = evolve(ground.stored.course, title="As published")
        kept = await published(transactions, ground, job)
        assert kept == Publication(ground.stored.id, IDENTITIES, proved, job.id, job.id)
        assert kept.settled

    async def test_the_proof_outlives_the_next_claim(self, transactions: Transactions, ground: Ground) -> None:
        first = await self._kept(transactions, ground)
        await claim(transactions, ground, first)
        await self._prove(transactions, ground, first)
        await save(transactions, builders.succeeded(first.order))
        second = await self._kept(transactions, ground, evolve(ground.stored.course, title="Second edition"))
        await claim(transactions, ground, second, GROWN)
        unsettled = await published(transactions, ground, second)
        assert unsettled == Publication(ground.stored.id, GROWN, ground.stored.course, first.id, second.id)
        assert not unsettled.settled
        await self._prove(transactions, ground, second)
        newest = await published(transactions, ground, second)
        assert newest is not None
        assert newest.proved_by == newest.claimed_by == second.id
        assert newest.proved == evolve(ground.stored.course, title="Second edition")

    async def test_a_proof_without_a_claim_of_its_own_settles_too(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        """A job that found nothing to do sends nothing, and proves what is there."""
        first = await self._kept(transactions, ground)
        await claim(transactions, ground, first)
        await self._prove(transactions, ground, first)
        await save(transactions, builders.succeeded(first.order))
        second = await self._kept(transactions, ground)
        await self._prove(transactions, ground, second)
        kept = await published(transactions, ground, second)
        assert kept is not None
        assert kept.settled
        assert kept.proved_by == second.id

    async def test_a_proof_is_undone_without_commit(self, transactions: Transactions, ground: Ground) -> None:
        job = await self._kept(transactions, ground)
        await claim(transactions, ground, job)
        async with transactions() as transaction:
            await transaction.publications.prove(ground.configuration.id, job.order.course_key, job.id)
        assert await published(transactions, ground, job) == claimed_by(job, ground)

    async def _kept(self, transactions: Transactions, ground: Ground, course: Course | None = None) -> Pending:
        job = ground.new_job()
        await keep(transactions, job, course or ground.stored.course)
        return job

    async def _prove(self, transactions: Transactions, ground: Ground, job: Pending) -> None:
        async with transactions() as transaction:
            await transaction.publications.prove(ground.configuration.id, job.order.course_key, job.id)
            await transaction.commit()
