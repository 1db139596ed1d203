"""Courses in the platform's own database: a card of each is kept here, and their rows say whose they are."""

from uuid import uuid4

import pytest

from application.guarding import Guard
from application.keeping_courses import GetCourse
from application.ports.stores import Kept
from application.publishing import PublishRequest
from domain.access import Role, User
from domain.faults import FaultCode
from domain.identifiers import UserId
from tests.application.rows_house import RowsHouse
from tests.builders import make_organization, make_rows


@pytest.fixture
async def house() -> RowsHouse:
    return await RowsHouse().open()


async def test_the_first_publish_keeps_a_card_of_a_platforms_course(house: RowsHouse) -> None:
    author = await house.person(Role.INSTRUCTOR)
    rows = make_rows(house.organization, user_id=author.id)
    house.platform.courses[rows.id] = rows
    get = GetCourse(house.database.transactions, Guard(author), house.courses)
    found = (await get(rows.id)).unwrap()
    assert (found.kept, found.content) == (None, rows)
    accepted = (await house.publisher(Guard(author))(PublishRequest(rows.id, house.configuration.id))).unwrap()
    async with house.database.transactions() as tx:
        card = await tx.courses.card(rows.id)
    assert card is not None
    assert (card.kept, card.owner_id, card.title) == (Kept.ELSEWHERE, author.id, rows.course.title)
    assert card.course_code == accepted.job.order.course_key.course
    assert (await get(rows.id)).unwrap().kept is Kept.ELSEWHERE
    del house.platform.courses[rows.id]
    assert (await get(rows.id)).failure().code is FaultCode.COURSE_NOT_FOUND


async def test_rights_to_a_platforms_course_are_those_of_its_row(house: RowsHouse) -> None:
    author, colleague = [await house.person(Role.INSTRUCTOR) for _ in range(2)]
    admin, stranger = await house.person(Role.ADMIN), User(UserId(uuid4()))
    rows = make_rows(house.organization, user_id=author.id)
    nobodys = make_rows()
    house.platform.courses |= {rows.id: rows, nobodys.id: nobodys}
    codes = [(await house.refusal(rows.id, Guard(user))).code for user in (colleague, admin, stranger)]
    assert codes == [FaultCode.COURSE_NOT_FOUND, FaultCode.INSUFFICIENT_ROLE, FaultCode.COURSE_NOT_FOUND]
    assert (await house.refusal(nobodys.id)).code is FaultCode.COURSE_NOT_FOUND
    elsewhere = make_rows(make_organization())
    house.platform.courses[elsewhere.id] = elsewhere
    assert (await house.refusal(elsewhere.id)).code is FaultCode.LMS_CONFIG_NOT_FOUND
