"""Ground of all store contracts, and what a transaction promises: everything together, or nothing at all.

An implementation's tests inherit these classes and give the fixtures that raise here:

    class TestJobs(JobStoreContract):
        @pytest.fixture
        @override
        def transactions(self) -> Transactions: ...
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeAlias

import pytest
from attrs import frozen
from returns.result import Success

from application.ports.stores import StoredCourse, Transactions
from domain.identifiers import JobId
from domain.import_job import Pending
from domain.lms_configuration import LmsConfiguration
from domain.organization import Organization
from tests import builders

Queued: TypeAlias = Callable[[], Awaitable[list[JobId]]]
Moment: TypeAlias = Callable[[], datetime]


@frozen
class Ground:
    """What every job stands on: an organization, its course, its LMS. All of it is committed."""

    organization: Organization
    stored: StoredCourse
    configuration: LmsConfiguration

    def new_job(self, *, created_at: datetime = builders.NOON) -> Pending:
        """A job, not kept yet, that publishes this course to this LMS."""
        order = builders.make_order(
            course_id=self.stored.id,
            configuration_id=self.configuration.id,
            course_key=builders.make_key(self.stored.course.course_id),
            created_at=created_at,
        )
        return Pending.ordered(order)


class StoreContract:
    """What every store's contract class needs from the implementation under test."""

    @pytest.fixture
    def transactions(self) -> Transactions:
        """Transactions over an empty store; the same store all through one test."""
        raise NotImplementedError

    @pytest.fixture
    def queued(self) -> Queued:
        """Reads the ids of the jobs that wait in the queue, as a worker would find them."""
        raise NotImplementedError

    @pytest.fixture
    def moment(self) -> Moment:
        """The store's present: later than every write so far, earlier than every write to come."""
        return lambda: datetime.now(UTC)

    @pytest.fixture
    async def ground(self, transactions: Transactions) -> Ground:
        """An organization with a course and an LMS."""
        return await lay_ground(transactions)


async def lay_ground(transactions: Transactions, name: str = "AI101") -> Ground:
    """Keeps a new organization with one course and one LMS configuration."""
    organization = builders.make_organization(f"Organization of {name}")
    ground = Ground(
        organization,
        builders.make_stored_course(organization, builders.make_course(name, title=f"Курс {name}")),
        builders.make_configuration(organization, f"LMS of {name}"),
    )
    async with transactions() as transaction:
        await transaction.organizations.put(organization)
        await transaction.courses.put(ground.stored)
        added = await transaction.configurations.add(ground.configuration)
        assert isinstance(added, Success)
        await transaction.commit()
    return ground


async def add_course(transactions: Transactions, ground: Ground, name: str) -> Ground:
    """The same ground with one more course of the organization, kept."""
    stored = builders.make_stored_course(ground.organization, builders.make_course(name, title=f"Курс {name}"))
    async with transactions() as transaction:
        await transaction.courses.put(stored)
        await transaction.commit()
    return Ground(ground.organization, stored, ground.configuration)


class TransactionsContract(StoreContract):
    """A transaction over several stores."""

    async def test_commits_all_stores_together(
        self, transactions: Transactions, ground: Ground, queued: Queued
    ) -> None:
        job = ground.new_job()
        other = builders.make_organization("Other")
        async with transactions() as transaction:
            await transaction.organizations.put(other)
            await transaction.jobs.add(job, ground.stored.course)
            await transaction.queue.enqueue(job.id)
            await transaction.commit()
        async with transactions() as transaction:
            assert await transaction.organizations.get(other.id) == other
            assert await transaction.jobs.get(job.id) == job
        assert await queued() == [job.id]

    async def test_an_exception_undoes_all_stores(
        self, transactions: Transactions, ground: Ground, queued: Queued
    ) -> None:
        job = ground.new_job()
        other = builders.make_organization("Other")

        async def fail_halfway() -> None:
            async with transactions() as transaction:
                await transaction.organizations.put(other)
                await transaction.jobs.add(job, ground.stored.course)
                await transaction.queue.enqueue(job.id)
                raise RuntimeError("power cut")

        with pytest.raises(RuntimeError, match="power cut"):
            await fail_halfway()
        async with transactions() as transaction:
            assert await transaction.organizations.get(other.id) is None
            assert await transaction.jobs.get(job.id) is None
        assert await queued() == []

    async def test_sees_its_own_changes_before_anybody_else(self, transactions: Transactions) -> None:
        organization = builders.make_organization()
        async with transactions() as mine, transactions() as theirs:
            await mine.organizations.put(organization)
            assert await mine.organizations.get(organization.id) == organization
            assert await theirs.organizations.get(organization.id) is None
            await mine.commit()

    async def test_an_undone_transaction_leaves_the_way_free(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        first, second = ground.new_job(), ground.new_job()
        async with transactions() as transaction:
            assert isinstance(await transaction.jobs.add(first, ground.stored.course), Success)
        async with transactions() as transaction:
            assert isinstance(await transaction.jobs.add(second, ground.stored.course), Success)
            await transaction.commit()
