"""What a JobStore promises of many jobs: the history, and the jobs that nobody works on."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from attrs import evolve

from application.ports.stores import JobQuery, Membership, Standing, Transactions
from domain.access import Role
from domain.identifiers import JobId
from tests import builders
from tests.contracts.jobs import keep, save
from tests.contracts.transactions import Ground, Moment, StoreContract, add_course, lay_ground


class JobHistoryContract(StoreContract):
    """Lists of jobs: newest first, filtered, page by page."""

    async def test_newest_first_page_by_page(self, transactions: Transactions, ground: Ground) -> None:
        ids = await self._ended_at(transactions, ground, [30, 10, 50, 20, 40])
        newest_first = [ids[2], ids[4], ids[0], ids[3], ids[1]]
        async with transactions() as transaction:
            everything = await transaction.jobs.list(JobQuery())
            middle = await transaction.jobs.list(JobQuery(limit=2, after=everything.items[1].standing))
            last = await transaction.jobs.list(JobQuery(limit=2, after=everything.items[3].standing))
            beyond = await transaction.jobs.list(JobQuery(limit=2, after=everything.items[4].standing))
        assert [listed.job.id for listed in everything.items] == newest_first
        assert (everything.total, everything.has_more) == (5, False)
        assert [listed.job.id for listed in middle.items] == newest_first[2:4]
        assert (middle.total, middle.has_more) == (5, True)
        assert [listed.job.id for listed in last.items] == newest_first[4:]
        assert (last.total, last.has_more) == (5, False)
        assert (beyond.items, beyond.total, beyond.has_more) == ((), 5, False)

    async def test_jobs_of_one_instant_each_stand_on_one_page(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        ids = await self._ended_at(transactions, ground, [0] * 5)
        assert sorted(await self._walk(transactions, JobQuery(limit=1))) == sorted(ids)

    async def test_what_arrives_while_one_walks_moves_nothing(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        ids = await self._ended_at(transactions, ground, [10, 20, 30, 40, 50])

        async def disturb() -> None:
            await self._ended_at(transactions, ground, [60, 70])

        assert await self._walk(transactions, JobQuery(limit=2), disturb) == ids[::-1]

    async def test_a_page_begins_between_jobs_too(self, transactions: Transactions, ground: Ground) -> None:
        ids = await self._ended_at(transactions, ground, [10, 20, 30])
        async with transactions() as transaction:
            older = await transaction.jobs.list(JobQuery(after=Standing(builders.at(20), JobId(UUID(int=0)))))
            younger = await transaction.jobs.list(JobQuery(after=Standing(builders.at(99), ids[0])))
        assert [listed.job.id for listed in older.items] == ids[:1]
        assert [listed.job.id for listed in younger.items] == ids[::-1]

    async def test_filters_by_course_and_by_organization(self, transactions: Transactions, ground: Ground) -> None:
        sibling = await add_course(transactions, ground, "Sibling")
        stranger = await lay_ground(transactions, "Stranger")
        mine, siblings, strangers = ground.new_job(), sibling.new_job(), stranger.new_job()
        await keep(transactions, mine, ground.stored.course)
        await keep(transactions, siblings, sibling.stored.course)
        await keep(transactions, strangers, stranger.stored.course)
        organization = ground.organization.id
        assert await self._ids(transactions, JobQuery(course_id=ground.stored.id)) == {mine.id}
        assert await self._ids(transactions, JobQuery(organization_id=organization)) == {mine.id, siblings.id}
        both = JobQuery(organization_id=organization, course_id=stranger.stored.id)
        assert await self._ids(transactions, both) == set()

    async def test_filters_by_who_may_see_them(self, transactions: Transactions, ground: Ground) -> None:
        sibling = await add_course(transactions, ground, "Sibling")
        stranger = await lay_ground(transactions, "Stranger")
        jobs = {}
        for each in (ground, sibling, stranger):
            jobs[each.stored.id] = each.new_job()
            await keep(transactions, jobs[each.stored.id], each.stored.course)
        own, both = {jobs[ground.stored.id].id}, {jobs[ground.stored.id].id, jobs[sibling.stored.id].id}
        owner = ground.stored.owner_id
        assert owner is not None
        seen = [await self._ids(transactions, JobQuery(seen_by=owner))]  # left, or never came
        for role in (Role.MEMBER, Role.INSTRUCTOR, Role.ADMIN, Role.OWNER):
            async with transactions() as transaction:
                await transaction.organizations.put_member(Membership(ground.organization.id, owner, role))
                await transaction.commit()
            seen.append(await self._ids(transactions, JobQuery(seen_by=owner)))
        assert seen == [set(), own, own, both, both]
        elsewhere = JobQuery(seen_by=owner, organization_id=stranger.organization.id)
        assert await self._ids(transactions, elsewhere) == set()

    @pytest.mark.parametrize("status", ["pending", "uploading", "processing", "succeeded", "failed"])
    async def test_filters_by_status(self, transactions: Transactions, ground: Ground, status: str) -> None:
        wanted: set[JobId] = set()
        for n, made_state in enumerate(builders.jobs_in_every_state()[1:8]):
            other = await add_course(transactions, ground, f"C{n}")
            job = other.new_job()
            await keep(transactions, job, other.stored.course)
            made = evolve(made_state, order=job.order)
            await save(transactions, made)
            if made.status == status:
                wanted.add(job.id)
        assert wanted
        assert await self._ids(transactions, JobQuery(status=status)) == wanted

    async def test_shows_whole_jobs_under_the_names_of_today(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        job = ground.new_job()
        await keep(transactions, job, ground.stored.course)
        await save(transactions, builders.succeeded(job.order))
        course = evolve(ground.stored.course, title="Title of today")
        settings = evolve(ground.configuration.settings, name="Name of today")
        async with transactions() as transaction:
            await transaction.courses.put(evolve(ground.stored, course=course))
            await transaction.configurations.update(ground.configuration.changed(settings, None, builders.at(9)))
            await transaction.commit()
        async with transactions() as transaction:
            [listed] = (await transaction.jobs.list(JobQuery())).items
        assert listed.job == builders.succeeded(job.order)
        assert (listed.course_title, listed.lms_name) == ("Title of today", "Name of today")

    async def _walk(
        self, transactions: Transactions, query: JobQuery, between: Callable[[], Awaitable[None]] | None = None
    ) -> list[JobId]:
        seen: list[JobId] = []
        while True:
            async with transactions() as transaction:
                page = await transaction.jobs.list(query)
            seen += [listed.job.id for listed in page.items]
            if not page.has_more:
                return seen
            query = evolve(query, after=page.items[-1].standing)
            if between is not None:
                await between()

    async def _ended_at(self, transactions: Transactions, ground: Ground, seconds: list[int]) -> list[JobId]:
        ids = []
        for second in seconds:
            job = ground.new_job(created_at=builders.at(second))
            await keep(transactions, job, ground.stored.course)
            await save(transactions, builders.failed(job.order))
            ids.append(job.id)
        return ids

    async def _ids(self, transactions: Transactions, query: JobQuery) -> set[JobId]:
        async with transactions() as transaction:
            page = await transaction.jobs.list(query)
        assert page.total == len(page.items)
        return {listed.job.id for listed in page.items}


class IdleJobsContract(StoreContract):
    """Jobs whose worker is gone, or never was."""

    async def test_a_job_is_idle_since_its_last_write(
        self, transactions: Transactions, ground: Ground, moment: Moment
    ) -> None:
        before = moment()
        job, token = ground.new_job(), uuid4()
        await keep(transactions, job, ground.stored.course)
        async with transactions() as transaction:
            await transaction.jobs.lease(job.id, token)
            await transaction.commit()
        after_lease = moment()
        async with transactions() as transaction:
            assert await transaction.jobs.save(builders.uploading(job.order), token)
            await transaction.commit()
        after_save = moment()
        async with transactions() as transaction:
            assert list(await transaction.jobs.idle_since(before, 10)) == []
            assert list(await transaction.jobs.idle_since(after_lease, 10)) == []
            assert list(await transaction.jobs.idle_since(after_save, 10)) == [job.id]

    async def test_a_refused_write_is_no_write(
        self, transactions: Transactions, ground: Ground, moment: Moment
    ) -> None:
        job = ground.new_job()
        await keep(transactions, job, ground.stored.course)
        after_add = moment()
        async with transactions() as transaction:
            assert await transaction.jobs.save(builders.uploading(job.order), job.id) is False
            await transaction.commit()
        async with transactions() as transaction:
            assert list(await transaction.jobs.idle_since(after_add, 10)) == [job.id]

    async def test_every_active_state_may_be_idle_and_no_ended_one(
        self, transactions: Transactions, ground: Ground, moment: Moment
    ) -> None:
        active: set[JobId] = set()
        for n, job in enumerate(builders.jobs_in_every_state()[:8]):
            other = await add_course(transactions, ground, f"C{n}")
            new = other.new_job()
            await keep(transactions, new, other.stored.course)
            await save(transactions, evolve(job, order=new.order))
            if job.status in ("pending", "uploading", "processing"):
                active.add(new.id)
        async with transactions() as transaction:
            assert set(await transaction.jobs.idle_since(moment(), 10)) == active
            assert len(await transaction.jobs.idle_since(moment() + timedelta(hours=1), 2)) == 2
