"""Allowances, kept answers and news of jobs on PostgreSQL: the contracts, and what only several processes show."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from typing_extensions import override

from adapters.postgres.engine import create_engine
from adapters.postgres.idempotency_store import PostgresIdempotency
from adapters.postgres.job_events import open_job_events
from adapters.postgres.rate_limits import PostgresRateLimits
from adapters.postgres.transactions import PostgresTransactions
from application.ports.serving import Allowance, IdempotencyStore, JobEvents, RateLimits
from domain.identifiers import JobId
from tests import builders
from tests.contracts.serving import IdempotencyContract, JobEventsContract, PassTime, RateLimitsContract, Write


def _passing(engine: AsyncEngine) -> PassTime:
    """Moves what was noted into the past: the server's own clock is nobody's to move."""

    async def go(seconds: float) -> None:
        async with engine.begin() as connection:
            facts = {"seconds": seconds}
            await connection.execute(
                text("UPDATE rate_limits SET at = at - make_interval(secs => :seconds)"), facts
            )
            await connection.execute(
                text("UPDATE idempotency_keys SET claimed_at = claimed_at - make_interval(secs => :seconds)"),
                facts,
            )

    return go


class TestRateLimits(RateLimitsContract):
    @pytest.fixture
    @override
    def limits(self, engine: AsyncEngine) -> RateLimits:
        return PostgresRateLimits(engine)

    @pytest.fixture
    @override
    def pass_time(self, engine: AsyncEngine) -> PassTime:
        return _passing(engine)

    async def test_two_processes_share_one_bucket(self, engine: AsyncEngine, database_url: str) -> None:
        other = create_engine(database_url)
        bucket = uuid4().hex
        both = [PostgresRateLimits(engine), PostgresRateLimits(other)] * 10
        waits = await asyncio.gather(*(each.take(bucket, Allowance(7, 60)) for each in both))
        await other.dispose()
        assert sum(wait == 0 for wait in waits) == 7


class TestIdempotency(IdempotencyContract):
    @pytest.fixture
    @override
    def store(self, engine: AsyncEngine) -> IdempotencyStore:
        return PostgresIdempotency(engine)

    @pytest.fixture
    @override
    def pass_time(self, engine: AsyncEngine) -> PassTime:
        return _passing(engine)


class TestJobEvents(JobEventsContract):
    @pytest.fixture
    @override
    async def events(self, database_url: str) -> AsyncIterator[JobEvents]:
        async with open_job_events(database_url) as events:
            yield events

    @pytest.fixture
    @override
    async def job_ids(self, postgres_transactions: PostgresTransactions) -> tuple[JobId, JobId]:
        organization = builders.make_organization()
        configuration = builders.make_configuration(organization)
        ids: list[JobId] = []
        async with postgres_transactions() as tx:
            await tx.organizations.put(organization)
            (await tx.configurations.add(configuration)).unwrap()
            for name in ("AI101", "AI102"):
                stored = builders.make_stored_course(organization, builders.make_course(name))
                assert await tx.courses.add(stored)
                order = builders.make_order(
                    course_id=stored.id, configuration_id=configuration.id, course_key=builders.make_key(name)
                )
                (await tx.jobs.add(builders.pending(order), stored.course)).unwrap()
                ids.append(order.id)
            await tx.commit()
        return ids[0], ids[1]

    @pytest.fixture
    @override
    def write(self, engine: AsyncEngine) -> Write:
        async def change(job_id: JobId) -> None:
            async with engine.begin() as connection:
                await connection.execute(
                    text("UPDATE lms_import_jobs SET progress_percent = progress_percent + 1 WHERE id = :id"),
                    {"id": job_id},
                )

        return change

    async def test_an_outage_is_survived_and_everybody_looks_afterwards(
        self, database_url: str, engine: AsyncEngine, write: Write, job_ids: tuple[JobId, JobId]
    ) -> None:
        async with open_job_events(database_url) as events, events.subscribe(job_ids[0]) as changes:
            async with engine.begin() as connection:
                await connection.execute(
                    text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
                )
            await write(job_ids[0])
            assert await changes.wait(30)

    async def test_what_is_undone_is_not_told(
        self, events: JobEvents, engine: AsyncEngine, job_ids: tuple[JobId, JobId]
    ) -> None:
        async with events.subscribe(job_ids[0]) as changes:
            async with engine.connect() as connection:
                await connection.execute(text("UPDATE lms_import_jobs SET progress_percent = 50"))
                await connection.rollback()
            assert not await changes.wait(0.2)
