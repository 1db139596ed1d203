"""What a RowStore promises: nothing of a platform's rows is lost, and the ids are those of all courses."""

from typing import Any
from uuid import uuid4

import pytest
from attrs import evolve

from application.ports.rows import PlatformCourse
from application.ports.stores import Kept, Transactions
from domain.identifiers import CourseId
from domain.organization import Organization
from tests import builders
from tests.contracts.catalogue import platform_course, same
from tests.contracts.jobs import keep
from tests.contracts.transactions import Ground, Moment, StoreContract


class RowStoreContract(StoreContract):
    """Courses kept as rows."""

    async def test_keeps_rows_to_the_letter(self, transactions: Transactions, ground: Ground) -> None:
        rows = platform_course(ground.organization.id)
        async with transactions() as tx:
            assert await tx.rows.add(rows)
            assert await tx.rows.add(platform_course(ground.organization.id))
            await tx.commit()
        async with transactions() as tx:
            assert same(await tx.rows.rows(rows.id), rows)
            assert await tx.courses.get(rows.id) is None
            assert await tx.rows.rows(CourseId(uuid4())) is None

    @pytest.mark.parametrize("changes", [{"language": None}, {"status": "", "title": "", "description": None}])
    async def test_keeps_what_is_wrong(
        self, transactions: Transactions, ground: Ground, changes: dict[str, Any]
    ) -> None:
        rows = PlatformCourse(course=platform_course(ground.organization.id, user_id=None, **changes).course)
        await put_new(transactions, rows)
        async with transactions() as tx:
            assert await tx.rows.rows(rows.id) == rows

    async def test_keeps_rows_under_ids_of_all_courses(self, transactions: Transactions, ground: Ground) -> None:
        rows = platform_course(ground.organization.id, id=ground.stored.id)
        async with transactions() as tx:
            assert not await tx.rows.add(rows)
            assert not await tx.rows.refer(rows.course)
            await tx.commit()
        async with transactions() as tx:
            assert await tx.courses.get(ground.stored.id) == ground.stored
            assert await tx.rows.rows(rows.id) is None

    async def test_two_courses_may_have_rows_of_the_same_ids(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        rows = platform_course(ground.organization.id)
        copy = PlatformCourse(
            course=evolve(rows.course, id=uuid4(), title="Copy"), sections=(), lessons=rows.lessons[4:]
        )
        copy = evolve(copy, sections=tuple(evolve(each, course_id=copy.id) for each in rows.sections))
        for each in (rows, copy):
            await put_new(transactions, each)
        async with transactions() as tx:
            assert same(await tx.rows.rows(rows.id), rows)
            assert same(await tx.rows.rows(copy.id), copy)

    async def test_put_leaves_nothing_of_before_but_whose_it_is(
        self, transactions: Transactions, ground: Ground, organization: Organization
    ) -> None:
        rows = platform_course(ground.organization.id)
        await put_new(transactions, rows)
        newer = evolve(
            platform_course(organization.id, id=rows.id, title="Newer", user_id=uuid4()),
            sections=rows.sections[:1],
            lessons=(evolve(rows.lessons[0], content="newest"),),
        )
        async with transactions() as tx:
            await tx.rows.put(newer)
            await tx.commit()
        owned = evolve(newer.course, organization_id=rows.course.organization_id, user_id=rows.course.user_id)
        async with transactions() as tx:
            assert same(await tx.rows.rows(rows.id), evolve(newer, course=owned))

    async def test_rows_take_the_place_of_a_whole_course_and_the_other_way_round(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        stored = ground.stored
        rows = platform_course(ground.organization.id, id=stored.id, user_id=stored.owner_id)
        rows = evolve(rows, sections=(), lessons=())
        async with transactions() as tx:
            await tx.rows.put(rows)
            await tx.commit()
        async with transactions() as tx:
            assert await tx.courses.get(stored.id) is None
            assert await tx.rows.rows(stored.id) == rows
            await tx.courses.put(stored)
            await tx.commit()
        async with transactions() as tx:
            assert await tx.courses.get(stored.id) == stored
            assert await tx.rows.rows(stored.id) is None

    async def test_a_card_says_how_a_course_is_kept(
        self, transactions: Transactions, ground: Ground, moment: Moment
    ) -> None:
        rows, elsewhere = (platform_course(ground.organization.id, language=each) for each in (None, "de"))
        await put_new(transactions, rows)
        async with transactions() as tx:
            assert await tx.rows.refer(elsewhere.course)
            await tx.commit()
        moment()
        async with transactions() as tx:
            cards = [await tx.courses.card(CourseId(each)) for each in (ground.stored.id, rows.id, elsewhere.id)]
            assert await tx.rows.rows(elsewhere.id) is None
            listed = await tx.courses.list(ground.organization.id, limit=9)
        assert [each and each.kept for each in cards] == [Kept.WHOLE, Kept.ROWS, Kept.ELSEWHERE]
        assert [each and each.language for each in cards[1:]] == ["", "de"]
        assert {each.id: each for each in listed.items} == {each.id: each for each in cards if each}

    async def test_a_card_of_a_course_elsewhere_is_brought_up_to_date(
        self, transactions: Transactions, ground: Ground, organization: Organization
    ) -> None:
        row = platform_course(ground.organization.id).course
        later = evolve(row, title="Later", language="fr", organization_id=organization.id, user_id=None)
        for each in (row, later):
            async with transactions() as tx:
                assert await tx.rows.refer(each)
                await tx.commit()
        async with transactions() as tx:
            card = await tx.courses.card(CourseId(row.id))
        assert card is not None
        assert (card.title, card.language, card.kept) == ("Later", "fr", Kept.ELSEWHERE)
        assert (card.organization_id, card.owner_id) == (ground.organization.id, row.user_id)

    async def test_the_code_settled_first_stays(self, transactions: Transactions, ground: Ground) -> None:
        rows = platform_course(ground.organization.id)
        await put_new(transactions, rows)
        for code in ("first", "second"):
            async with transactions() as tx:
                assert await tx.rows.settle_code(rows.id, code) == "first"
                await tx.commit()
        async with transactions() as tx:
            await tx.rows.put(evolve(rows, course=evolve(rows.course, title="Other")))
            await tx.commit()
        async with transactions() as tx:
            card = await tx.courses.card(rows.id)
        assert card is not None
        assert card.course_code == "first"

    async def test_jobs_and_deletion_know_no_difference(self, transactions: Transactions, ground: Ground) -> None:
        rows = platform_course(ground.organization.id)
        await put_new(transactions, rows)
        order = builders.make_order(course_id=rows.id, configuration_id=ground.configuration.id)
        await keep(transactions, builders.pending(order), ground.stored.course)
        async with transactions() as tx:
            assert (await tx.courses.delete(rows.id)).failure().message
            assert same(await tx.rows.rows(rows.id), rows)
        other = platform_course(ground.organization.id)
        await put_new(transactions, other)
        async with transactions() as tx:
            (await tx.courses.delete(other.id)).unwrap()
            await tx.commit()
        async with transactions() as tx:
            assert await tx.rows.rows(other.id) is None

    @pytest.fixture
    async def organization(self, transactions: Transactions) -> Organization:
        """Another one."""
        other = builders.make_organization("Elsewhere")
        async with transactions() as tx:
            await tx.organizations.put(other)
            await tx.commit()
        return other


async def put_new(transactions: Transactions, rows: PlatformCourse) -> None:
    """Keeps them for good."""
    async with transactions() as tx:
        assert await tx.rows.add(rows)
        await tx.commit()
