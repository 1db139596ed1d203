"""What only a real database can show: races, ciphertext at rest, bulk writes, bounds, undoing everything."""

import asyncio
import time
from uuid import uuid4

import pytest
from attrs import evolve
from returns.result import Success
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.engine import PoolSettings, asyncpg_url, create_engine
from adapters.postgres.transactions import PostgresTransactions
from adapters.queue.job_queue import PgQueuerJobQueue
from adapters.vault.keyring import Keyring, new_key_entry
from adapters.vault.vault import Vault, VaultError
from application.ports.stores import JobQuery
from domain.faults import FaultCode
from domain.identities import BlockIdentity, BlockKind, Identities
from domain.import_job import Pending
from domain.lms_configuration import ConnectionStatus, ConnectionTestRecord
from tests import builders
from tests.contracts.jobs import attempt, keep, save
from tests.contracts.transactions import Ground, add_course, lay_ground


@pytest.fixture
def transactions(postgres_transactions: PostgresTransactions) -> PostgresTransactions:
    return postgres_transactions


@pytest.fixture
async def ground(transactions: PostgresTransactions) -> Ground:
    return await lay_ground(transactions)


@pytest.mark.slow
async def test_two_who_publish_at_the_same_instant_50_times(
    transactions: PostgresTransactions, ground: Ground
) -> None:
    for _ in range(50):
        one, two = ground.new_job(), ground.new_job()
        results = await asyncio.gather(*(attempt(transactions, job, ground.stored.course) for job in (one, two)))
        [winner] = [job for job, result in zip((one, two), results, strict=True) if isinstance(result, Success)]
        [fault] = [result.failure() for result in results if not isinstance(result, Success)]
        assert (fault.code, fault.job_id) == (FaultCode.IMPORT_IN_PROGRESS, winner.id)
        await save(transactions, builders.failed(winner.order))


@pytest.mark.slow
async def test_a_job_that_ends_while_another_is_added_never_blocks_it(
    transactions: PostgresTransactions, ground: Ground
) -> None:
    for _ in range(25):
        running, new = ground.new_job(), ground.new_job()
        await keep(transactions, running, ground.stored.course)
        added, _ = await asyncio.gather(
            attempt(transactions, new, ground.stored.course), save(transactions, builders.failed(running.order))
        )
        if isinstance(added, Success):
            await save(transactions, builders.failed(new.order))
        else:
            assert added.failure().job_id == running.id


async def test_a_rival_that_is_undone_leaves_the_way_to_the_one_who_waited(
    transactions: PostgresTransactions, ground: Ground
) -> None:
    first, second = ground.new_job(), ground.new_job()
    async with transactions() as transaction:
        assert isinstance(await transaction.jobs.add(first, ground.stored.course), Success)
        waiting = asyncio.create_task(attempt(transactions, second, ground.stored.course))
        await asyncio.sleep(0.1)
        assert not waiting.done()
    assert isinstance(await waiting, Success)


async def test_a_new_job_and_the_deletion_of_its_lms_exclude_each_other(
    transactions: PostgresTransactions, ground: Ground
) -> None:
    async with transactions() as deleting:
        assert isinstance(await deleting.configurations.delete(ground.configuration.id), Success)
        waiting = asyncio.create_task(attempt(transactions, ground.new_job(), ground.stored.course))
        await asyncio.sleep(0.1)
        assert not waiting.done()
    assert isinstance(await waiting, Success)
    async with transactions() as transaction:
        refused = await transaction.configurations.delete(ground.configuration.id)
    assert refused.failure().code is FaultCode.IMPORT_IN_PROGRESS


async def test_an_unchanged_course_is_kept_once(
    transactions: PostgresTransactions, ground: Ground, engine: AsyncEngine
) -> None:
    for _ in range(3):
        job = ground.new_job()
        await keep(transactions, job, ground.stored.course)
        await save(transactions, builders.failed(job.order))
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM course_versions")) == 1


async def test_credentials_are_ciphertext_at_rest(
    transactions: PostgresTransactions, ground: Ground, engine: AsyncEngine
) -> None:
    async with engine.connect() as connection:
        query = text("SELECT to_jsonb(l)::text AS everything, client_id, client_secret FROM lms_configurations l")
        row = (await connection.execute(query)).one()
    assert builders.SECRET not in row.everything
    assert builders.CLIENT not in row.everything
    assert row.client_secret.startswith("v1.")
    assert ground.configuration.credentials.client_secret == builders.SECRET


async def test_ciphertext_moved_to_another_row_does_not_open(
    transactions: PostgresTransactions, ground: Ground, engine: AsyncEngine
) -> None:
    other = builders.make_configuration(ground.organization, "Thief's own")
    async with transactions() as transaction:
        await transaction.configurations.add(other)
        await transaction.commit()
    async with engine.begin() as connection:
        move = text(
            "UPDATE lms_configurations SET client_secret = "
            "(SELECT client_secret FROM lms_configurations WHERE id = :f) WHERE id = :t"
        )
        await connection.execute(move, {"f": ground.configuration.id, "t": other.id})
    async with transactions() as transaction:
        with pytest.raises(VaultError, match="was moved there"):
            await transaction.configurations.get(other.id)


async def test_lists_do_not_need_the_keys(engine: AsyncEngine, ground: Ground) -> None:
    stranger = PostgresTransactions(engine, Vault(Keyring.parse(new_key_entry())), PgQueuerJobQueue)
    async with stranger() as transaction:
        page = await transaction.configurations.list(ground.organization.id, include_inactive=True, limit=1)
        assert page.items == (ground.configuration.public,)
        with pytest.raises(VaultError):
            await transaction.configurations.get(ground.configuration.id)


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


async def test_everything_of_an_organization_goes_with_it(
    transactions: PostgresTransactions, ground: Ground, engine: AsyncEngine
) -> None:
    job = ground.new_job()
    await keep(transactions, job, ground.stored.course)
    async with transactions() as transaction:
        await transaction.publications.claim(
            ground.configuration.id, job.order.course_key, ground.stored.id, _many(3), job.id
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
            assert await connection.scalar(text(f"SELECT count(*) FROM {table}")) == 0  # noqa: S608 - as above


async def test_a_cancelled_transaction_is_undone_and_gives_its_connection_back(
    transactions: PostgresTransactions, ground: Ground, engine: AsyncEngine
) -> None:
    organization = builders.make_organization("Never kept")

    async def hang() -> None:
        async with transactions() as transaction:
            await transaction.organizations.put(organization)
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with transactions() as transaction:
        assert await transaction.organizations.get(organization.id) is None
    assert engine.pool.status().endswith("Current Checked out connections: 0")


async def test_nothing_waits_for_ever(database_url: str, vault: Vault) -> None:
    impatient = PoolSettings(size=1, overflow=1, wait_seconds=0.2, lock_seconds=0.2, statement_seconds=0.5)
    engine = create_engine(database_url, impatient)
    transactions = PostgresTransactions(engine, vault, PgQueuerJobQueue)
    organization = builders.make_organization()
    try:
        async with transactions() as mine, transactions() as theirs:
            await mine.organizations.put(organization)
            with pytest.raises(DBAPIError, match="lock timeout"):
                await theirs.organizations.put(organization)
            with pytest.raises(PoolTimeoutError):
                async with engine.connect():
                    pytest.fail("a third connection of two")
        async with engine.connect() as connection:
            with pytest.raises(DBAPIError, match="statement timeout"):
                await connection.execute(text("SELECT pg_sleep(5)"))
    finally:
        await engine.dispose()


async def test_connections_say_who_they_are(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT current_setting('application_name')")) == "courseport"
        assert await connection.scalar(text("SELECT current_setting('timezone')")) == "UTC"


@pytest.mark.parametrize("url", ["postgres://u@h/d", "postgresql://u@h/d", "postgresql+psycopg://u@h/d"])
def test_any_url_of_postgresql_will_do(url: str) -> None:
    assert asyncpg_url(url).render_as_string() == "postgresql+asyncpg://u@h/d"


def test_no_other_database_will_do() -> None:
    with pytest.raises(ValueError, match="must be PostgreSQL, not sqlite"):
        asyncpg_url("sqlite:///x")


async def test_an_error_does_not_quote_values(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        with pytest.raises(DBAPIError) as caught:
            await connection.execute(
                text("SELECT 1 / CAST(:secret AS int)"), {"secret": 0, "other": builders.SECRET}
            )
    assert builders.SECRET not in str(caught.value)


async def test_a_second_course_may_be_published_beside_a_running_one(
    transactions: PostgresTransactions, ground: Ground
) -> None:
    other = await add_course(transactions, ground, "Other")
    await keep(transactions, ground.new_job(), ground.stored.course)
    await keep(transactions, Pending.ordered(evolve(other.new_job().order)), other.stored.course)
    async with transactions() as transaction:
        assert (await transaction.jobs.list(JobQuery())).total == 2
        assert await transaction.jobs.save(other.new_job(), uuid4()) is False
