"""Any job in any state becomes a row and comes back equal."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import uuid4

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.engine import create_engine
from adapters.postgres.transactions import PostgresTransactions
from adapters.queue.job_queue import PgQueuerJobQueue
from adapters.vault.vault import Vault
from domain.faults import FaultCode, ImportFault
from domain.import_job import ImportJob, ImportOrder, Pending, Processing, Uploading
from domain.lms_configuration import Url
from domain.progress import Stage
from domain.publication import CourseLinks, PackageFacts, PublishOptions, Verification, VerificationScope
from tests import builders
from tests.contracts.jobs import fetch, keep, save
from tests.contracts.transactions import Ground, lay_ground
from tests.faults import every_fault

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=20)
SLUG = st.text("aZ9_-", min_size=1, max_size=50)
FIRST, LAST = datetime(2000, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001 - hypothesis adds the zone
MOMENTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
OPTIONS = st.builds(
    PublishOptions,
    overwrite_existing=st.booleans(),
    force=st.booleans(),
    org_override=st.none() | SLUG,
    course_code_override=st.none() | SLUG,
    run_override=st.none() | SLUG,
    verification=st.sampled_from(VerificationScope),
)
FACTS = st.builds(
    PackageFacts, st.text("0123456789abcdef", min_size=64, max_size=64), st.integers(0), st.integers(0)
)
COUNT = st.integers(0, 10_000)
PROOFS = st.builds(
    lambda scope, units, blocks, texts, unexpected: Verification(
        scope=scope,
        units_expected=units,
        units_in_place=units,
        blocks_expected=blocks,
        blocks_in_place=blocks,
        texts_compared=texts,
        unexpected=tuple(unexpected),
    ),
    st.sampled_from(VerificationScope),
    COUNT,
    COUNT,
    COUNT,
    st.lists(TEXT, max_size=2),
)
LINKS = st.builds(
    CourseLinks, st.just(Url("https://l.example/c")), st.none() | st.just(Url("https://s.example/c"))
)


Active = TypeVar("Active", Pending, Uploading, Processing)


@st.composite
def lives(draw: st.DrawFn, order: ImportOrder) -> ImportJob:
    """A job that has come as far as chance let it, by the domain's own steps."""
    now = draw(MOMENTS)

    def later() -> datetime:
        nonlocal now
        now += timedelta(microseconds=draw(st.integers(-1_000_000, 10**12)))
        return now

    def onwards(job: Active) -> Active:
        for _ in range(draw(st.integers(0, 3))):
            job = job.reached(draw(st.sampled_from(Stage)), draw(st.integers(-5, 120)), later())
        return job

    def here(job: Pending | Uploading | Processing) -> ImportJob:
        return job.fail(draw(st.sampled_from(every_fault())), later()) if draw(st.booleans()) else job

    way = draw(st.sampled_from(["pending", "uploading", "processing", "succeeded", "unchanged"]))
    pending = onwards(Pending.ordered(evolve(order, created_at=now, options=draw(OPTIONS))))
    if way == "pending":
        return here(pending)
    uploading = onwards(pending.start(draw(FACTS), draw(TEXT), later()))
    if way == "uploading":
        return here(uploading)
    processing = onwards(uploading.accepted(draw(st.none() | TEXT), later()))
    if way == "processing":
        return here(processing)
    succeeded = processing.verified(draw(PROOFS), draw(LINKS), later())
    return here(onwards(pending.unchanged(succeeded, later()))) if way == "unchanged" else succeeded


@pytest.mark.slow
@given(data=st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_job_comes_back_equal(data: st.DataObject, database_url: str, vault: Vault) -> None:
    asyncio.run(_round_trip(data, database_url, vault))


async def _round_trip(data: st.DataObject, database_url: str, vault: Vault) -> None:
    engine = create_engine(database_url)
    try:
        transactions = PostgresTransactions(engine, vault, PgQueuerJobQueue)
        ground = await lay_ground(transactions, f"C{uuid4().hex}")
        job = data.draw(lives(ground.new_job().order))
        await keep(transactions, Pending.ordered(job.order), ground.stored.course)
        await save(transactions, job)
        assert await fetch(transactions, job.id) == job
    finally:
        await engine.dispose()


async def test_the_words_of_an_lms_are_kept_as_far_as_postgresql_can(
    postgres_transactions: PostgresTransactions, ground: Ground
) -> None:
    job = ground.new_job()
    await keep(postgres_transactions, job, ground.stored.course)
    fault = ImportFault(
        code=FaultCode.IMPORT_ERROR, message="bad\x00", lms_words="a\x00b \ud800 é", missing=("\x00",)
    )
    await save(postgres_transactions, job.fail(fault, builders.at(3)))
    kept = await fetch(postgres_transactions, job.id)
    readable = evolve(fault, message="bad\ufffd", lms_words="a\ufffdb \ufffd é", missing=("\ufffd",))
    assert kept == job.fail(readable, builders.at(3))


async def test_columns_say_what_the_data_model_says(
    postgres_transactions: PostgresTransactions, ground: Ground, engine: AsyncEngine
) -> None:
    job = ground.new_job()
    await keep(postgres_transactions, job, ground.stored.course)
    await save(postgres_transactions, builders.succeeded(job.order))
    async with engine.connect() as connection:
        row = (await connection.execute(text("SELECT * FROM lms_import_jobs"))).mappings().one()
    assert row["edx_course_key"] == "course-v1:Acme+AI101+self_paced"
    assert (row["status"], row["progress_percent"], row["edx_task_id"]) == ("succeeded", 100, "task-7")
    assert (row["duration_ms"], row["error_code"], row["error_details"]) == (7000, None, None)
    assert row["course_url"] == builders.LINKS.course_url.text
    assert row["metadata"]["package"]["sha256"] == builders.FACTS.sha256


async def test_a_failure_stands_in_its_columns_too(
    postgres_transactions: PostgresTransactions, ground: Ground, engine: AsyncEngine
) -> None:
    job = ground.new_job()
    await keep(postgres_transactions, job, ground.stored.course)
    fault = every_fault()[0]
    await save(postgres_transactions, job.fail(fault, builders.at(3)))
    async with engine.connect() as connection:
        row = (await connection.execute(text("SELECT * FROM lms_import_jobs"))).mappings().one()
    assert (row["error_code"], row["error_message"]) == ("OLX_VALIDATION_ERROR", "2 findings")
    assert row["error_details"]["metadata"]["violations"][0]["path"] == "chapters[0].title"
    assert (row["started_at"], row["duration_ms"]) == (None, None)
