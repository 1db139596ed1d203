"""What a CourseStore promises of lists, of new courses, and of deletion."""

from uuid import uuid4

from attrs import evolve
from returns.result import Success

from application.ports.stores import StoredCourse, Transactions
from domain.faults import FaultCode
from domain.identifiers import CourseId, UserId
from domain.identities import Identities
from tests import builders
from tests.contracts.jobs import fetch, keep, save
from tests.contracts.transactions import Ground, Moment, StoreContract, add_course, lay_ground


class CourseListContract(StoreContract):
    """Courses as lists show them, and how they come and go."""

    async def test_a_card_is_the_course_without_its_content(
        self, transactions: Transactions, ground: Ground, moment: Moment
    ) -> None:
        before = moment()
        changed = evolve(ground.stored, course=evolve(ground.stored.course, title="Changed"))
        async with transactions() as transaction:
            await transaction.courses.put(changed)
            await transaction.commit()
        async with transactions() as transaction:
            card = await transaction.courses.card(ground.stored.id)
            assert await transaction.courses.card(CourseId(uuid4())) is None
        assert card is not None
        stored = ground.stored
        assert (card.id, card.organization_id, card.owner_id) == (
            stored.id,
            stored.organization_id,
            stored.owner_id,
        )
        assert (card.title, card.language) == ("Changed", stored.course.language.value)
        assert card.created_at < before < card.updated_at

    async def test_adds_a_course_once(self, transactions: Transactions, ground: Ground) -> None:
        stored = builders.make_stored_course(ground.organization)
        other = evolve(stored, course=builders.make_course("Other"))
        added = []
        for each in (stored, other):
            async with transactions() as transaction:
                added.append(await transaction.courses.add(each))
                await transaction.commit()
        assert added == [True, False]
        async with transactions() as transaction:
            assert await transaction.courses.get(stored.id) == stored

    async def test_lists_the_last_changed_first(
        self, transactions: Transactions, ground: Ground, moment: Moment
    ) -> None:
        moment()
        second = await add_course(transactions, ground, "Second")
        moment()
        third = await add_course(transactions, ground, "Third")
        moment()
        await lay_ground(transactions, "Elsewhere")
        await self._put(transactions, ground.stored)
        here = ground.organization.id
        async with transactions() as transaction:
            first = await transaction.courses.list(here, limit=2)
            rest = await transaction.courses.list(here, limit=2, after=first.items[-1].standing)
        assert [card.id for card in first.items] == [ground.stored.id, third.stored.id]
        assert [card.id for card in rest.items] == [second.stored.id]
        assert (first.total, first.has_more, rest.total, rest.has_more) == (3, True, 3, False)

    async def test_lists_the_courses_of_one_owner(self, transactions: Transactions, ground: Ground) -> None:
        await add_course(transactions, ground, "Second")
        here, owner = ground.organization.id, ground.stored.owner_id
        async with transactions() as transaction:
            own = await transaction.courses.list(here, owner_id=owner, limit=9)
            nobodys = await transaction.courses.list(here, owner_id=UserId(uuid4()), limit=9)
        assert [card.id for card in own.items] == [ground.stored.id]
        assert (own.total, nobodys.items, nobodys.total) == (1, (), 0)

    async def test_a_course_leaves_with_its_history(self, transactions: Transactions, ground: Ground) -> None:
        job = ground.new_job()
        await keep(transactions, job, ground.stored.course)
        await save(transactions, builders.succeeded(job.order))
        key = job.order.course_key
        async with transactions() as transaction:
            await transaction.publications.claim(
                ground.configuration.id, key, ground.stored.id, Identities(), job.id
            )
            await transaction.commit()
        async with transactions() as transaction:
            assert isinstance(await transaction.courses.delete(ground.stored.id), Success)
            await transaction.commit()
        assert await fetch(transactions, job.id) is None
        async with transactions() as transaction:
            assert await transaction.courses.get(ground.stored.id) is None
            assert await transaction.publications.get(ground.configuration.id, key) is None

    async def test_a_course_stays_while_a_job_is_active(self, transactions: Transactions, ground: Ground) -> None:
        job = ground.new_job()
        await keep(transactions, job, ground.stored.course)
        async with transactions() as transaction:
            fault = (await transaction.courses.delete(ground.stored.id)).failure()
        assert (fault.code, getattr(fault, "job_id", None)) == (FaultCode.IMPORT_IN_PROGRESS, job.id)
        async with transactions() as transaction:
            assert await transaction.courses.get(ground.stored.id) == ground.stored

    async def test_nothing_is_deleted_where_nothing_is(self, transactions: Transactions) -> None:
        async with transactions() as transaction:
            fault = (await transaction.courses.delete(CourseId(uuid4()))).failure()
        assert fault.code is FaultCode.COURSE_NOT_FOUND

    async def _put(self, transactions: Transactions, stored: StoredCourse) -> None:
        async with transactions() as transaction:
            await transaction.courses.put(stored)
            await transaction.commit()
