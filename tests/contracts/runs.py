"""What a RunStore promises: a fence, a count that outlives processes, and shared places that never leak."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from attrs import evolve
from returns.result import Success

from application.ports.runs import Place
from application.ports.stores import Transactions
from domain.faults import FaultCode, ImportFault
from domain.identifiers import JobId
from domain.import_job import Failed, ImportJob, Pending, Uploading
from domain.lms_configuration import Url
from domain.progress import Stage
from tests import builders
from tests.contracts.jobs import fetch, keep, save
from tests.contracts.transactions import Ground, Moment, StoreContract, add_course, lay_ground

LONG_AGO = timedelta(hours=1)
FAULT = ImportFault(code=FaultCode.IMPORT_ERROR, message="too often")


async def begin(transactions: Transactions, job_id: JobId) -> tuple[UUID, int | None]:
    """A new run's token, and how many have begun by then."""
    token = uuid4()
    async with transactions() as transaction:
        begun = await transaction.runs.begin(job_id, token)
        await transaction.commit()
    return token, begun


async def take(
    transactions: Transactions, run: tuple[JobId, UUID], limit: int | None, moment: Moment
) -> bool | None:
    """A place among those who import, in a transaction of its own."""
    async with transactions() as transaction:
        taken = await transaction.runs.take_place(*run, Place.IMPORTING, limit, moment() - LONG_AGO)
        await transaction.commit()
    return taken


async def several(transactions: Transactions, ground: Ground, count: int) -> Sequence[tuple[JobId, UUID]]:
    """So many jobs of the ground's LMS, each begun once."""
    runs = []
    for number in range(count):
        other = await add_course(transactions, ground, f"Run{number}")
        job = other.new_job()
        await keep(transactions, job, other.stored.course)
        runs.append((job.id, (await begin(transactions, job.id))[0]))
    return runs


class RunStoreContract(StoreContract):
    """Beginning, counting, giving up."""

    async def test_counts_the_runs_and_fences_the_earlier_out(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        job = ground.new_job()
        await keep(transactions, job, ground.stored.course)
        first, one = await begin(transactions, job.id)
        second, two = await begin(transactions, job.id)
        assert (one, two) == (1, 2)
        async with transactions() as transaction:
            assert not await transaction.jobs.save(job, first)
            assert await transaction.jobs.save(job, second)

    async def test_an_excused_run_does_not_count(self, transactions: Transactions, ground: Ground) -> None:
        job = ground.new_job()
        await keep(transactions, job, ground.stored.course)
        for _ in range(2):
            token, begun = await begin(transactions, job.id)
            assert begun == 1
            async with transactions() as transaction:
                await transaction.runs.excuse(job.id, uuid4())
                await transaction.runs.excuse(job.id, token)
                await transaction.commit()

    async def test_nothing_begins_that_has_ended_or_is_not_there(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        job = ground.new_job()
        await keep(transactions, job, ground.stored.course)
        await save(transactions, job.fail(FAULT, builders.at(1)))
        assert (await begin(transactions, job.id))[1] is None
        assert (await begin(transactions, JobId(uuid4())))[1] is None

    async def test_gives_up_what_nobody_read(self, transactions: Transactions, ground: Ground) -> None:
        for number, job in enumerate(_active(ground)):
            other = await add_course(transactions, ground, f"Lost{number}")
            order = evolve(other.new_job().order, id=JobId(uuid4()))
            await keep(transactions, Pending.ordered(order), other.stored.course)
            await save(transactions, evolve(job, order=order))
            token, _ = await begin(transactions, order.id)
            async with transactions() as transaction:
                assert not await transaction.runs.give_up(order.id, uuid4(), FAULT, builders.at(9))
                assert await transaction.runs.give_up(order.id, token, FAULT, builders.at(9))
                await transaction.commit()
            ended = await fetch(transactions, order.id)
            assert isinstance(ended, Failed)
            assert (ended.fault, ended.completed_at) == (FAULT, builders.at(9))
            assert ended.progress.stage is Stage.ENDED
            assert ended.started_at == (job.started_at if isinstance(job, Uploading) else ended.started_at)
            async with transactions() as transaction:
                assert not await transaction.runs.give_up(order.id, token, FAULT, builders.at(9))


def _active(ground: Ground) -> list[ImportJob]:
    order = ground.new_job().order
    return [job for job in builders.jobs_in_every_state(order) if job.status not in ("succeeded", "failed")]


class PlacesContract(StoreContract):
    """Places at an LMS."""

    async def test_there_are_so_many(self, transactions: Transactions, ground: Ground, moment: Moment) -> None:
        runs = await several(transactions, ground, 4)
        assert [await take(transactions, run, 3, moment) for run in runs] == [True, True, True, False]
        assert await take(transactions, runs[0], 3, moment), "who has one keeps it"
        async with transactions() as transaction:
            await transaction.runs.leave_place(*runs[1], Place.READING)
            await transaction.runs.leave_place(*runs[1], Place.IMPORTING)
            await transaction.commit()
        assert await take(transactions, runs[3], 3, moment)
        assert not await take(transactions, runs[1], 3, moment)

    async def test_however_many_ask_at_once(
        self, transactions: Transactions, ground: Ground, moment: Moment
    ) -> None:
        runs = await several(transactions, ground, 8)
        taken = await asyncio.gather(*(take(transactions, run, 3, moment) for run in runs))
        assert sorted(taken, key=bool) == [False] * 5 + [True] * 3

    async def test_an_lms_is_its_studio_whoever_configured_it(
        self, transactions: Transactions, ground: Ground, moment: Moment
    ) -> None:
        elsewhere = await lay_ground(transactions, "Elsewhere")
        far = await lay_ground(transactions, "Far")
        known = far.configuration
        moved = evolve(known.settings, studio_url=Url("https://studio.example.net"))
        async with transactions() as transaction:
            changed = known.changed(moved, known.credentials, builders.at(1))
            assert isinstance(await transaction.configurations.update(changed), Success)
            await transaction.commit()
        [one] = await several(transactions, ground, 1)
        [two] = await several(transactions, elsewhere, 1)
        [three] = await several(transactions, far, 1)
        assert await take(transactions, one, 1, moment)
        assert not await take(transactions, two, 1, moment)
        assert await take(transactions, three, 1, moment)

    async def test_each_kind_has_its_own(self, transactions: Transactions, ground: Ground, moment: Moment) -> None:
        [one, two] = await several(transactions, ground, 2)
        assert await take(transactions, one, 1, moment)
        async with transactions() as transaction:
            since = moment() - LONG_AGO
            assert await transaction.runs.take_place(*two, Place.READING, 1, since)
            assert not await transaction.runs.take_place(*two, Place.IMPORTING, 1, since)
            await transaction.commit()

    async def test_without_a_limit_it_is_taken_and_counted(
        self, transactions: Transactions, ground: Ground, moment: Moment
    ) -> None:
        [one, two, three] = await several(transactions, ground, 3)
        assert await take(transactions, one, 1, moment)
        assert await take(transactions, two, None, moment)
        assert not await take(transactions, three, 2, moment)

    async def test_whoever_is_gone_has_none(
        self, transactions: Transactions, ground: Ground, moment: Moment
    ) -> None:
        """Taken over, ended, cancelled, or not written for too long."""
        runs = await several(transactions, ground, 5)
        job_ids = [job_id for job_id, _ in runs]
        for run in runs[:4]:
            assert await take(transactions, run, 4, moment)
        await begin(transactions, job_ids[0])
        assert await take(transactions, runs[0], 4, moment) is None, "the run is not the job's any more"
        assert await take(transactions, runs[4], 4, moment)
        ended = await fetch(transactions, job_ids[1])
        assert isinstance(ended, Pending)
        await save(transactions, ended.fail(FAULT, builders.at(1)))
        assert await take(transactions, runs[1], 4, moment) is None, "the job has ended"
        assert await take(transactions, (job_ids[0], (await begin(transactions, job_ids[0]))[0]), 4, moment)
        async with transactions() as transaction:
            taken = await transaction.runs.take_place(*runs[2], Place.IMPORTING, 1, moment() + LONG_AGO)
            assert taken, "the others are silent"
