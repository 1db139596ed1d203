"""What a CourseStore promises."""

from uuid import uuid4

import pytest
from attrs import evolve

from application.ports.stores import StoredCourse, Transactions
from domain.course import Chapter, Course
from domain.identifiers import CourseId
from domain.languages import Language
from tests import builders
from tests.contracts.transactions import Ground, StoreContract

BARE = Course("C-1_x", "Bare", "Acme", "r", ())
UNFINISHED = evolve(BARE, title="", chapters=(Chapter("c", "Empty", ()), Chapter("c", " ", ())))
EXACT = evolve(builders.make_course(chapters=2, units=3), title="  spaces  ", language=Language.ARABIC)


class CourseStoreContract(StoreContract):
    """The courses of all organizations."""

    @pytest.mark.parametrize("course", [BARE, UNFINISHED, EXACT], ids=["bare", "unfinished", "exact"])
    async def test_keeps_a_course_to_the_letter(
        self, transactions: Transactions, ground: Ground, course: Course
    ) -> None:
        stored = builders.make_stored_course(ground.organization, course)
        await self._put(transactions, stored)
        async with transactions() as transaction:
            assert await transaction.courses.get(stored.id) == stored

    async def test_keeps_a_course_without_owner(self, transactions: Transactions, ground: Ground) -> None:
        stored = evolve(builders.make_stored_course(ground.organization), owner_id=None)
        await self._put(transactions, stored)
        async with transactions() as transaction:
            assert await transaction.courses.get(stored.id) == stored

    async def test_keeps_the_newest(self, transactions: Transactions, ground: Ground) -> None:
        changed = evolve(ground.stored, course=evolve(EXACT, description=None, start=None))
        await self._put(transactions, changed)
        async with transactions() as transaction:
            assert await transaction.courses.get(changed.id) == changed

    async def test_does_not_know_strangers(self, transactions: Transactions) -> None:
        async with transactions() as transaction:
            assert await transaction.courses.get(CourseId(uuid4())) is None

    async def test_forgets_without_commit(self, transactions: Transactions, ground: Ground) -> None:
        async with transactions() as transaction:
            await transaction.courses.put(evolve(ground.stored, course=EXACT))
        async with transactions() as transaction:
            assert await transaction.courses.get(ground.stored.id) == ground.stored

    async def _put(self, transactions: Transactions, stored: StoredCourse) -> None:
        async with transactions() as transaction:
            await transaction.courses.put(stored)
            await transaction.commit()
