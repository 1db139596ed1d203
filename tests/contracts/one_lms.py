"""What a PublicationStore promises of one LMS to which several configurations lead."""

import asyncio

import pytest
from attrs import evolve
from returns.result import Result, Success

from application.ports.stores import Holder, Transactions
from domain.course_key import CourseKey
from domain.faults import ConflictFault, FaultCode, MissingFault
from domain.identifiers import ConfigurationId, CourseId
from domain.identities import Identities
from domain.import_job import Pending
from tests import builders
from tests.contracts.jobs import keep, save
from tests.contracts.publications import GROWN, IDENTITIES, claim, claimed_by, published
from tests.contracts.transactions import Ground, StoreContract, add_course, lay_ground

ELSEWHERE = "https://other-studio.example.org"


async def through(transactions: Transactions, ground: Ground, name: str, studio: str = builders.STUDIO) -> Ground:
    """The same course, reached through one more configuration of its organization."""
    configuration = builders.make_configuration(ground.organization, name, studio=studio)
    async with transactions() as transaction:
        assert isinstance(await transaction.configurations.add(configuration), Success)
        await transaction.commit()
    return evolve(ground, configuration=configuration)


async def change_to(
    transactions: Transactions, ground: Ground, studio: str
) -> Result[None, ConflictFault | MissingFault]:
    """Gives the ground's configuration another address, committed where the store takes it."""
    settings = builders.make_settings(ground.configuration.settings.name, studio=studio)
    async with transactions() as transaction:
        changed = ground.configuration.changed(settings, None, builders.at(60))
        updated = await transaction.configurations.update(changed)
        if isinstance(updated, Success):
            await transaction.commit()
    return updated


async def lead_to(transactions: Transactions, ground: Ground, studio: str) -> None:
    """Gives the ground's configuration another address."""
    assert isinstance(await change_to(transactions, ground, studio), Success)


async def delete(transactions: Transactions, ground: Ground) -> None:
    """The ground's configuration is gone, with its jobs."""
    async with transactions() as transaction:
        assert isinstance(await transaction.configurations.delete(ground.configuration.id), Success)
        await transaction.commit()


async def begun(transactions: Transactions, ground: Ground, identities: Identities = IDENTITIES) -> Pending:
    """A job of the ground's course that has claimed its run, and has ended since."""
    job = ground.new_job()
    await keep(transactions, job, ground.stored.course)
    assert isinstance(await claim(transactions, ground, job, identities), Success)
    await save(transactions, builders.failed(job.order))
    return job


async def claim_run(transactions: Transactions, ground: Ground, key: CourseKey) -> Result[None, ConflictFault]:
    """A job of the ground's course tries to claim that run, and ends."""
    job = Pending.ordered(evolve(ground.new_job().order, course_key=key))
    await keep(transactions, job, ground.stored.course)
    claimed = await claim(transactions, ground, job)
    await save(transactions, builders.failed(job.order))
    return claimed


async def prove(transactions: Transactions, ground: Ground, job: Pending) -> None:
    """Notes that the job's course is in the LMS."""
    async with transactions() as transaction:
        await transaction.publications.prove(ground.configuration.id, job.order.course_key, job.id)
        await transaction.commit()


async def holder(transactions: Transactions, ground: Ground, key: CourseKey) -> Holder | None:
    """Whose the run is, as that ground's configuration is told."""
    async with transactions() as transaction:
        return await transaction.publications.holder(ground.configuration.id, key)


async def keys(transactions: Transactions, ground: Ground) -> list[CourseKey]:
    """The runs of the ground's course, through its configuration."""
    async with transactions() as transaction:
        return list(await transaction.publications.keys_of(ground.configuration.id, ground.stored.id))


class OneLmsContract(StoreContract):
    """A course run is in an LMS, whichever configuration leads there."""

    @pytest.fixture
    async def second(self, transactions: Transactions, ground: Ground) -> Ground:
        """The same course through a second configuration, written with another scheme and the usual port."""
        return await through(transactions, ground, "Second", "http://Studio.example.org:80/")

    async def test_both_ways_lead_to_one_publication(
        self, transactions: Transactions, ground: Ground, second: Ground
    ) -> None:
        first = await begun(transactions, ground)
        assert await published(transactions, second, first) == claimed_by(first, ground)
        later = await begun(transactions, second, GROWN)
        await prove(transactions, second, later)
        for way in (ground, second):
            kept = await published(transactions, way, later)
            assert kept is not None
            assert (kept.identities, kept.claimed_by, kept.proved_by) == (GROWN, later.id, later.id)
            assert await keys(transactions, way) == [first.order.course_key]
            assert await holder(transactions, way, first.order.course_key) == Holder(ground.stored.id)

    async def test_configurations_are_found_by_their_lms(self, transactions: Transactions, ground: Ground) -> None:
        other = await through(transactions, ground, "Other", ELSEWHERE)
        stranger = await lay_ground(transactions, "Stranger")
        found: dict[ConfigurationId | None, Ground] = {}
        async with transactions() as transaction:
            for known in (ground, other, stranger):
                site = known.configuration.settings.site
                found[await transaction.configurations.leading_to(known.organization.id, site)] = known
            nobody = await transaction.configurations.leading_to(
                stranger.organization.id, other.configuration.settings.site
            )
        assert list(found) == [known.configuration.id for known in (ground, other, stranger)]
        assert nobody is None

    async def test_nobody_holds_a_run_that_nobody_published(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        assert await holder(transactions, ground, builders.make_key()) is None
        await begun(transactions, ground)
        assert await holder(transactions, ground, builders.make_key("Else")) is None

    async def test_another_course_of_the_organization_is_named(
        self, transactions: Transactions, ground: Ground, second: Ground
    ) -> None:
        job = await begun(transactions, ground)
        other = await add_course(transactions, second, "Other")
        assert await holder(transactions, other, job.order.course_key) == Holder(ground.stored.id)
        refused = await claim_run(transactions, other, job.order.course_key)
        assert refused.failure().code is FaultCode.COURSE_KEY_TAKEN

    async def test_another_organizations_course_is_not_named(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        job = await begun(transactions, ground)
        stranger = await lay_ground(transactions, "Stranger")
        assert await holder(transactions, stranger, job.order.course_key) == Holder(None)
        async with transactions() as transaction:
            seen = await transaction.publications.get(stranger.configuration.id, job.order.course_key)
        assert seen is None
        refused = await claim_run(transactions, stranger, job.order.course_key)
        assert refused.failure().code is FaultCode.COURSE_KEY_TAKEN
        assert await published(transactions, ground, job) == claimed_by(job, ground)

    async def test_another_courses_run_is_not_proved(self, transactions: Transactions, ground: Ground) -> None:
        job = await begun(transactions, ground)
        stranger = await lay_ground(transactions, "Stranger")
        foreign = Pending.ordered(evolve(stranger.new_job().order, course_key=job.order.course_key))
        await keep(transactions, foreign, stranger.stored.course)
        with pytest.raises(LookupError):
            await prove(transactions, stranger, foreign)
        assert await published(transactions, ground, job) == claimed_by(job, ground)

    async def test_another_organizations_run_is_not_adopted(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        job = await begun(transactions, ground)
        stranger = await lay_ground(transactions, "Stranger")
        async with transactions() as transaction:
            refused = await transaction.publications.adopt(
                stranger.configuration.id, job.order.course_key, stranger.stored.id, IDENTITIES
            )
        assert refused.failure().code is FaultCode.COURSE_KEY_TAKEN

    async def test_of_many_organizations_that_claim_a_run_at_once_one_wins(
        self, transactions: Transactions
    ) -> None:
        run = builders.make_key("Wanted")
        grounds = [await lay_ground(transactions, f"C{n}") for n in range(4)]
        claimed = await asyncio.gather(*(claim_run(transactions, each, run) for each in grounds))
        assert sorted(isinstance(each, Success) for each in claimed) == [False, False, False, True]
        (winner,) = [g for g, each in zip(grounds, claimed, strict=True) if isinstance(each, Success)]
        held: list[CourseId | None] = []
        for each in grounds:
            told = await holder(transactions, each, run)
            assert told is not None
            held.append(told.course_id)
        assert held == [each.stored.id if each is winner else None for each in grounds]
