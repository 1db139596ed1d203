"""The engine as it is wired, over PostgreSQL and the real queue; the LMS alone is one in memory."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from uuid import uuid4

import environ
import pytest
from attrs import evolve, frozen
from returns.result import Success
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.memory.gateway import MemoryGateways
from adapters.memory.lms import MemoryLms
from adapters.observing.metrics import Metrics
from adapters.postgres.database import Database
from adapters.postgres.transactions import PostgresTransactions
from application.following import CancelJob
from application.importing import LeaseLost
from application.publishing import PublishCourse, PublishRequest
from application.turns import TurnLimits, Turns
from domain.faults import FaultCode
from domain.identifiers import CourseId, JobId
from domain.import_job import Failed, ImportJob, Pending, Processing, Succeeded, Uploading
from domain.publication import PublishOptions
from entrypoints.engine import Engine, make_engine, now
from entrypoints.settings import Settings
from tests import builders
from tests.adapters.observing.scraped import figures
from tests.adapters.queue.workers import rows, until_true

pytestmark = pytest.mark.slow

QUICK = {
    "RETRY_FIRST": "0.1",
    "RETRY_LONGEST": "0.2",
    "DEQUEUE": "0.3",
    "HEARTBEAT": "2",
    "SWEEP": "0.3",
    "SWEEP_GRACE": "3",
    "CONCURRENCY": "50",
    "BATCH": "25",
}


@frozen
class Place:
    """One engine, one LMS, one course; `order` makes jobs of it."""

    engine: Engine
    lms: MemoryLms
    publish: PublishCourse
    request: PublishRequest

    async def order(self, run: str | None = None) -> JobId:
        options = PublishOptions() if run is None else PublishOptions(run_override=run)
        return (await self.publish(evolve(self.request, options=options))).unwrap().job.id

    async def job(self, job_id: JobId) -> ImportJob:
        async with self.engine.transactions() as tx:
            job = await tx.jobs.get(job_id)
        assert job is not None
        return job

    async def ended(self, job_id: JobId) -> Succeeded | Failed:
        async def look() -> Succeeded | Failed | None:
            job = await self.job(job_id)
            return None if isinstance(job, Pending | Uploading | Processing) else job

        found = await until_true(look)
        assert found is not None
        return found


@pytest.fixture
async def place(engine: AsyncEngine, database_url: str, postgres_transactions: PostgresTransactions) -> Place:
    lms, organization = MemoryLms(now), builders.make_organization()
    stored, configuration = builders.make_stored_course(organization), builders.make_configuration(organization)
    quick = evolve(configuration.settings, poll_interval_seconds=2)
    configuration = evolve(configuration, public=evolve(configuration.public, settings=quick))
    async with postgres_transactions() as tx:
        await tx.organizations.put(organization)
        await tx.courses.put(stored)
        (await tx.configurations.add(configuration)).unwrap()
        await tx.commit()
    lms.stages = ()
    settings: Settings = environ.to_config(
        Settings, environ={f"COURSEPORT_WORKER_{name}": value for name, value in QUICK.items()}
    )
    gateways, metrics = MemoryGateways(lms), Metrics()
    database = Database(database_url, engine)
    return Place(
        engine=make_engine(database, postgres_transactions, gateways, metrics, settings.worker),
        lms=lms,
        publish=PublishCourse(postgres_transactions, gateways, now, uuid4),
        request=PublishRequest(stored.id, configuration.id),
    )


@asynccontextmanager
async def working(engine: Engine) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(engine.work(stop))
    try:
        yield
    finally:
        stop.set()
        async with asyncio.timeout(20):
            await task


async def test_a_job_rests_and_is_run_again(place: Place, engine: AsyncEngine) -> None:
    place.lms.troubles.cut_uploads = 2
    place.lms.troubles.lost_verifications = 1
    async with working(place.engine):
        job = await place.ended(await place.order())
    assert isinstance(job, Succeeded)
    assert job.setbacks.faults == 3
    assert len(place.lms.imports) == 1
    assert await rows(engine) == []
    seen = figures(place.engine.metrics)
    assert seen["courseport_job_retries_total", "NETWORK_ERROR"] == 3
    assert seen["courseport_jobs_ended_total", "", "succeeded"] == 1


async def test_a_job_that_breaks_us_down_ends_and_is_not_swept_up_again(
    place: Place, engine: AsyncEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = 0

    async def explode(call: str) -> None:
        nonlocal runs
        runs += call == "prepare"
        if call == "prepare":
            raise ZeroDivisionError("internals")

    place.lms.watch = explode
    async with working(place.engine):
        job = await place.ended(await place.order())
        await asyncio.sleep(1)
    assert isinstance(job, Failed)
    assert job.fault.code is FaultCode.IMPORT_ERROR
    assert "internals" not in f"{job.fault}"
    assert runs == 3
    assert await rows(engine) == []
    logged = capsys.readouterr()
    run_id = job.fault.message.rstrip(".").rsplit(" ", 1)[-1]
    assert run_id in logged.out + logged.err
    assert "ZeroDivisionError" in logged.out + logged.err


async def test_breakdowns_are_counted_over_processes(place: Place) -> None:
    async def explode(call: str) -> None:
        if call == "prepare":
            raise ZeroDivisionError

    place.lms.watch = explode
    job_id = await place.order()
    for breakdowns in (1, 2):
        run_id = uuid4()
        with pytest.raises(ZeroDivisionError):
            await place.engine.run_import(job_id, run_id)
        await place.engine.note_breakdown(job_id, run_id)
        assert (await place.job(job_id)).setbacks.breakdowns == breakdowns
    async with working(place.engine):
        assert isinstance(await place.ended(job_id), Failed)


async def test_a_cancelled_job_never_becomes_succeeded(
    place: Place, postgres_transactions: PostgresTransactions
) -> None:
    """A hundred times, at a moment that chance chooses: later where it was too early, however fast the machine."""
    chance = random.Random(4)  # noqa: S311 - chooses moments
    cancel = CancelJob(postgres_transactions, now, uuid4, journal=place.engine.journal)
    answers = {True: 0, False: 0}
    latest = 0.05
    for number in range(100):
        job_id = await place.order(f"run{number}")
        run = asyncio.create_task(place.engine.run_import(job_id))
        await asyncio.sleep(chance.uniform(0, latest))
        cancelled = isinstance(await cancel(job_id), Success)
        outcome = await run
        job = await place.job(job_id)
        answers[cancelled] += 1
        latest *= 1.2 if cancelled else 0.8
        if cancelled:
            assert isinstance(job, Failed)
            assert job.fault.code is FaultCode.CANCELLED
            assert isinstance(outcome, LeaseLost | Failed)
        else:
            assert isinstance(job, Succeeded)
    assert min(answers.values()) > 5, answers
    seen = figures(place.engine.metrics)
    assert seen["courseport_jobs_ended_total", "CANCELLED", "failed"] == answers[True]
    assert seen["courseport_jobs_ended_total", "", "succeeded"] == answers[False]


async def test_of_two_workers_one_runs_each_job(place: Place, engine: AsyncEngine) -> None:
    async with working(place.engine), working(place.engine):
        ids = [await place.order("first")]
        jobs = [await place.ended(job_id) for job_id in ids]
    assert all(isinstance(job, Succeeded) for job in jobs)
    assert len(place.lms.imports) == 1
    assert await rows(engine) == []


async def test_a_worker_told_to_stop_hands_over_sixty_jobs_at_once(
    place: Place, engine: AsyncEngine, postgres_transactions: PostgresTransactions
) -> None:
    """All are in the LMS when the first worker goes; the next one brings each to its end and sends nothing."""
    everywhere = Turns(TurnLimits(uploads=60, imports=60, readings=60))
    settings = evolve(place.engine.settings, concurrency=120, batch=60, heartbeat_seconds=60)
    first, second = (
        evolve(place.engine, run_import=evolve(place.engine.run_import, turns=everywhere), settings=settings)
        for _ in range(2)
    )
    place.lms.troubles.never_picks_up = True
    orders = [await _another(place, postgres_transactions, f"N{number}") for number in range(60)]
    async with working(first):
        await until_true(partial(_all_are, place, orders, Processing), 60)
        leaving = time.perf_counter()
    assert time.perf_counter() - leaving < 5
    assert [status for _, status in await rows(engine)] == ["queued"] * 60
    place.lms.troubles.never_picks_up = False
    async with working(second):
        await until_true(partial(_all_are, place, orders, Succeeded), 60)
    assert len(place.lms.imports) == 60
    assert await rows(engine) == []


async def _another(place: Place, transactions: PostgresTransactions, name: str) -> JobId:
    async with transactions() as tx:
        known = await tx.courses.get(place.request.course_id)
        assert known is not None
        stored = evolve(known, id=CourseId(uuid4()), course=builders.make_course(name))
        await tx.courses.put(stored)
        await tx.commit()
    return (await place.publish(evolve(place.request, course_id=stored.id))).unwrap().job.id


async def _all_are(place: Place, job_ids: list[JobId], state: type[ImportJob]) -> bool:
    return all([isinstance(await place.job(job_id), state) for job_id in job_ids])
