"""What a JobStore promises of single jobs: one at a time, written by one holder, and never rewritten."""

import asyncio
from collections.abc import Callable
from uuid import uuid4

import pytest
from attrs import evolve
from returns.result import Result, Success

from application.ports.stores import Transactions
from domain.course import Course
from domain.faults import ConflictFault, FaultCode
from domain.identifiers import JobId
from domain.import_job import ImportJob, Pending
from domain.progress import Stage
from tests import builders
from tests.contracts.transactions import Ground, StoreContract, add_course
from tests.faults import every_fault

EVERY_STATE = builders.jobs_in_every_state()


async def attempt(transactions: Transactions, job: Pending, course: Course) -> Result[None, ConflictFault]:
    """Adds the job in a transaction of its own, committed where the store takes it."""
    async with transactions() as transaction:
        added = await transaction.jobs.add(job, course)
        if isinstance(added, Success):
            await transaction.commit()
    return added


async def keep(transactions: Transactions, job: Pending, course: Course) -> None:
    """Adds the job; it must be taken."""
    assert isinstance(await attempt(transactions, job, course), Success)


async def save(transactions: Transactions, job: ImportJob) -> None:
    """Takes a fresh lease and writes the job; it must be taken."""
    token = uuid4()
    async with transactions() as transaction:
        assert await transaction.jobs.lease(job.id, token) is not None
        assert await transaction.jobs.save(job, token)
        await transaction.commit()


async def fetch(transactions: Transactions, job_id: JobId) -> ImportJob | None:
    """The job as everybody sees it."""
    async with transactions() as transaction:
        return await transaction.jobs.get(job_id)


class JobStoreContract(StoreContract):
    """New jobs, and the course as it was."""

    async def test_keeps_a_new_job(self, transactions: Transactions, ground: Ground) -> None:
        job = ground.new_job()
        await keep(transactions, job, ground.stored.course)
        assert await fetch(transactions, job.id) == job

    async def test_forgets_without_commit(self, transactions: Transactions, ground: Ground) -> None:
        job = ground.new_job()
        async with transactions() as transaction:
            assert isinstance(await transaction.jobs.add(job, ground.stored.course), Success)
        assert await fetch(transactions, job.id) is None

    async def test_does_not_know_strangers(self, transactions: Transactions) -> None:
        stranger = JobId(uuid4())
        async with transactions() as transaction:
            assert await transaction.jobs.get(stranger) is None
            assert await transaction.jobs.lease(stranger, uuid4()) is None
            with pytest.raises(LookupError):
                await transaction.jobs.course_of(stranger)

    @pytest.mark.parametrize("state", range(len(EVERY_STATE)))
    async def test_every_state_comes_back_equal(
        self, transactions: Transactions, ground: Ground, state: int
    ) -> None:
        job = ground.new_job()
        await keep(transactions, job, ground.stored.course)
        wanted = evolve(EVERY_STATE[state], order=job.order)
        await save(transactions, wanted)
        assert await fetch(transactions, job.id) == wanted

    async def test_the_course_stays_as_it_was_when_the_job_was_added(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        job = ground.new_job()
        await keep(transactions, job, ground.stored.course)
        async with transactions() as transaction:
            await transaction.courses.put(evolve(ground.stored, course=builders.make_course("Later")))
            await transaction.commit()
        async with transactions() as transaction:
            assert await transaction.jobs.course_of(job.id) == ground.stored.course

    async def test_the_course_is_the_one_handed_in(self, transactions: Transactions, ground: Ground) -> None:
        job = ground.new_job()
        handed_in = evolve(ground.stored.course, title="Handed in")
        await keep(transactions, job, handed_in)
        async with transactions() as transaction:
            assert await transaction.jobs.course_of(job.id) == handed_in

    @pytest.mark.parametrize("state", ["pending", "uploading", "processing"])
    async def test_one_active_job_a_course(self, transactions: Transactions, ground: Ground, state: str) -> None:
        running = ground.new_job()
        await keep(transactions, running, ground.stored.course)
        await save(transactions, next(j for j in builders.jobs_in_every_state(running.order) if j.status == state))
        order = evolve(ground.new_job().order, course_key=builders.make_key("Elsewhere"))
        refused = await attempt(transactions, Pending.ordered(order), ground.stored.course)
        assert refused.failure().code is FaultCode.IMPORT_IN_PROGRESS
        assert refused.failure().job_id == running.id
        assert await fetch(transactions, order.id) is None

    async def test_one_active_job_a_course_key_in_an_lms(self, transactions: Transactions, ground: Ground) -> None:
        running = ground.new_job()
        await keep(transactions, running, ground.stored.course)
        other = await add_course(transactions, ground, "Other")
        order = evolve(other.new_job().order, course_key=running.order.course_key)
        refused = await attempt(transactions, Pending.ordered(order), other.stored.course)
        assert refused.failure().code is FaultCode.IMPORT_IN_PROGRESS
        assert refused.failure().job_id == running.id

    async def test_the_same_key_in_another_lms_is_free(self, transactions: Transactions, ground: Ground) -> None:
        running = ground.new_job()
        await keep(transactions, running, ground.stored.course)
        other = await add_course(transactions, ground, "Other")
        second = builders.make_configuration(ground.organization, "Second LMS")
        async with transactions() as transaction:
            await transaction.configurations.add(second)
            await transaction.commit()
        order = evolve(other.new_job().order, course_key=running.order.course_key, configuration_id=second.id)
        await keep(transactions, Pending.ordered(order), other.stored.course)

    @pytest.mark.parametrize("end", [builders.succeeded, builders.failed], ids=["succeeded", "failed"])
    async def test_the_way_is_free_once_the_job_ended(
        self, transactions: Transactions, ground: Ground, end: Callable[..., ImportJob]
    ) -> None:
        first, second = ground.new_job(), ground.new_job()
        await keep(transactions, first, ground.stored.course)
        await save(transactions, end(order=first.order))
        await keep(transactions, second, ground.stored.course)
        assert await fetch(transactions, second.id) == second

    async def test_of_many_who_publish_a_course_at_once_one_wins(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        jobs = [
            Pending.ordered(evolve(ground.new_job().order, course_key=builders.make_key(f"K{n}")))
            for n in range(6)
        ]
        await self._one_wins(transactions, jobs, ground.stored.course)

    async def test_of_many_who_publish_to_a_key_at_once_one_wins(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        others = [await add_course(transactions, ground, f"C{n}") for n in range(6)]
        jobs = [
            Pending.ordered(evolve(other.new_job().order, course_key=builders.make_key("Same")))
            for other in others
        ]
        await self._one_wins(transactions, jobs, ground.stored.course)

    async def _one_wins(self, transactions: Transactions, jobs: list[Pending], course: Course) -> None:
        results = await asyncio.gather(*(attempt(transactions, job, course) for job in jobs))
        [winner] = [job for job, result in zip(jobs, results, strict=True) if isinstance(result, Success)]
        faults = [result.failure() for result in results if not isinstance(result, Success)]
        assert {(fault.code, fault.job_id) for fault in faults} == {(FaultCode.IMPORT_IN_PROGRESS, winner.id)}
        kept = [job for job in jobs if await fetch(transactions, job.id) is not None]
        assert kept == [winner]


class JobLeaseContract(StoreContract):
    """Who may write a job."""

    async def test_the_holder_of_the_lease_writes(self, transactions: Transactions, ground: Ground) -> None:
        job, token = await self._kept(transactions, ground), uuid4()
        async with transactions() as transaction:
            assert await transaction.jobs.lease(job.id, token) == job
            await transaction.commit()
        further = job.reached(Stage.BUILDING, 50, builders.at(1))
        async with transactions() as transaction:
            assert await transaction.jobs.save(further, token) is True
            await transaction.commit()
        assert await fetch(transactions, job.id) == further

    async def test_a_later_lease_fences_out_the_earlier(self, transactions: Transactions, ground: Ground) -> None:
        early, late = uuid4(), uuid4()
        job = await self._kept(transactions, ground)
        for token in (early, late):
            async with transactions() as transaction:
                await transaction.jobs.lease(job.id, token)
                await transaction.commit()
        further = job.reached(Stage.BUILDING, 50, builders.at(1))
        async with transactions() as transaction:
            assert await transaction.jobs.save(further, early) is False
            await transaction.commit()
        assert await fetch(transactions, job.id) == job
        async with transactions() as transaction:
            assert await transaction.jobs.save(further, late) is True

    async def test_nobody_writes_without_a_lease(self, transactions: Transactions, ground: Ground) -> None:
        job = await self._kept(transactions, ground)
        async with transactions() as transaction:
            assert await transaction.jobs.save(job.reached(Stage.BUILDING, 9, builders.at(1)), uuid4()) is False
            assert await transaction.jobs.save(builders.uploading(), uuid4()) is False
            await transaction.commit()
        assert await fetch(transactions, job.id) == job

    async def test_a_lease_that_is_undone_fences_nobody(self, transactions: Transactions, ground: Ground) -> None:
        token = uuid4()
        job = await self._kept(transactions, ground)
        async with transactions() as transaction:
            await transaction.jobs.lease(job.id, token)
            await transaction.commit()
        async with transactions() as transaction:
            await transaction.jobs.lease(job.id, uuid4())
        async with transactions() as transaction:
            assert await transaction.jobs.save(builders.uploading(job.order), token) is True

    async def test_a_write_is_undone_without_commit(self, transactions: Transactions, ground: Ground) -> None:
        token = uuid4()
        job = await self._kept(transactions, ground)
        async with transactions() as transaction:
            await transaction.jobs.lease(job.id, token)
            assert await transaction.jobs.save(builders.uploading(job.order), token) is True
        assert await fetch(transactions, job.id) == job

    @pytest.mark.parametrize("end", [builders.succeeded, builders.failed], ids=["succeeded", "failed"])
    async def test_an_ended_job_is_never_overwritten(
        self, transactions: Transactions, ground: Ground, end: Callable[..., ImportJob]
    ) -> None:
        job, first, second = await self._kept(transactions, ground), uuid4(), uuid4()
        ended = end(order=job.order)
        async with transactions() as transaction:
            await transaction.jobs.lease(job.id, first)
            await transaction.jobs.save(ended, first)
            await transaction.commit()
        for other in (builders.processing(job.order), builders.failed(job.order, every_fault()[0])):
            async with transactions() as transaction:
                assert await transaction.jobs.save(other, first) is False
                assert await transaction.jobs.lease(job.id, second) == ended
                assert await transaction.jobs.save(other, second) is False
                await transaction.commit()
        assert await fetch(transactions, job.id) == ended

    async def _kept(self, transactions: Transactions, ground: Ground) -> Pending:
        job = ground.new_job()
        await keep(transactions, job, ground.stored.course)
        return job
