"""What only a real database can show of the stores: bounds, what is kept once, what goes with what."""

import pytest
from attrs import evolve
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.transactions import PostgresTransactions
from application.ports.stores import JobQuery
from domain.identities import Identities
from domain.lms_configuration import ConnectionStatus, ConnectionTestRecord
from tests import builders
from tests.contracts.jobs import keep, save
from tests.contracts.transactions import Ground


async def test_an_unchanged_course_is_kept_once(
    transactions: PostgresTransactions, ground: Ground, engine: AsyncEngine
) -> None:
    for _ in range(3):
        job = ground.new_job()
        await keep(transactions, job, ground.stored.course)
        await save(transactions, builders.failed(job.order))
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM course_versions")) == 1


async def test_an_update_does_not_forget_a_test_that_ended_meanwhile(
    transactions: PostgresTransactions, ground: Ground
) -> None:
    record = ConnectionTestRecord(builders.at(60), ConnectionStatus.SUCCESS)
    async with transactions() as transaction:
        await transaction.configurations.note_test(ground.configuration.id, record)
        settings = evolve(ground.configuration.settings, name="Renamed")
        await transaction.configurations.update(ground.configuration.changed(settings, None, builders.at(61)))
        kept = await transaction.configurations.get(ground.configuration.id)
    assert kept is not None
    assert (kept.public.last_test, kept.settings.name) == (record, "Renamed")


@pytest.mark.parametrize("limit", [0, 201, -1])
async def test_lists_are_bounded(transactions: PostgresTransactions, ground: Ground, limit: int) -> None:
    async with transactions() as transaction:
        with pytest.raises(ValueError, match=r"list|page"):
            await transaction.jobs.list(JobQuery(limit=limit))
        with pytest.raises(ValueError, match=r"list|page"):
            await transaction.configurations.list(ground.organization.id, include_inactive=True, limit=limit)


async def test_a_status_that_no_job_can_have_finds_nothing(
    transactions: PostgresTransactions, ground: Ground
) -> None:
    await keep(transactions, ground.new_job(), ground.stored.course)
    async with transactions() as transaction:
        page = await transaction.jobs.list(JobQuery(status="'; DROP TABLE lms_import_jobs; --"))
    assert (page.items, page.total) == ((), 0)


async def test_everything_of_an_organization_goes_with_it(
    transactions: PostgresTransactions, ground: Ground, engine: AsyncEngine
) -> None:
    job, names = ground.new_job(), Identities().covering(ground.stored.course)
    await keep(transactions, job, ground.stored.course)
    async with transactions() as transaction:
        await transaction.publications.claim(
            ground.configuration.id, job.order.course_key, ground.stored.id, names, job.id
        )
        await transaction.publications.prove(ground.configuration.id, job.order.course_key, job.id)
        await transaction.commit()
    async with engine.begin() as connection:
        await connection.execute(text("DELETE FROM organizations"))
        for table in (
            "courses",
            "lms_configurations",
            "lms_import_jobs",
            "lms_publications",
            "lms_block_identities",
        ):
            assert await connection.scalar(text(f"SELECT count(*) FROM {table}")) == 0  # noqa: S608 - named above
