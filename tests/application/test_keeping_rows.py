"""KeepRows: whose a course kept as rows is, and that it never changes hands."""

from typing import Any
from uuid import uuid4

import pytest
from attrs import evolve

from application.guarding import Guard
from application.keeping_courses import GetCourse, PutCourse
from application.keeping_rows import KeepRows
from application.ports.stores import Kept, Membership
from domain.access import Role, User
from domain.faults import FaultCode, ValidationFault
from domain.identifiers import UserId
from tests.application.rows_house import RowsHouse, retitled
from tests.builders import make_course, make_organization, make_rows


@pytest.fixture
async def house() -> RowsHouse:
    return await RowsHouse().open()


async def test_whoever_keeps_rows_first_owns_the_course(house: RowsHouse) -> None:
    author, admin = await house.person(Role.INSTRUCTOR), await house.person(Role.ADMIN)
    rows = make_rows()
    assert (await house.keep(rows, Guard(author))).rows.course.user_id == author.id
    again = await house.keep(retitled(rows, "Ropes"), Guard(admin))
    assert (again.created, again.rows.course.user_id) == (False, author.id)
    found = (await GetCourse(house.database.transactions, Guard(author), house.courses)(rows.id)).unwrap()
    assert (found.kept, found.content) == (Kept.ROWS, again.rows)


async def test_operators_let_the_row_name_the_owner(house: RowsHouse) -> None:
    owner = uuid4()
    assert (await house.keep(make_rows(user_id=owner))).rows.course.user_id == owner


@pytest.mark.parametrize("column", ["organization_id", "user_id"])
async def test_a_row_that_names_another_owner_or_organization_is_not_kept(house: RowsHouse, column: str) -> None:
    author = await house.person(Role.OWNER)
    before = house.database.committed
    keep = KeepRows(house.database.transactions, house.courses, Guard(author))
    changes: dict[str, Any] = {column: uuid4()}
    refused = (await keep(make_rows(None, **changes), house.organization.id)).failure()
    assert isinstance(refused, ValidationFault)
    assert [finding.path for finding in refused.violations] == [f"course.{column}"]
    assert house.database.committed is before


async def test_a_course_kept_as_rows_does_not_move_and_is_not_taken(house: RowsHouse) -> None:
    elsewhere = make_organization("Elsewhere")
    async with house.database.transactions() as tx:
        await tx.organizations.put(elsewhere)
        await tx.commit()
    rows = make_rows()
    author = await house.person(Role.INSTRUCTOR)
    await house.keep(rows, Guard(author))
    keep = KeepRows(house.database.transactions, house.courses)
    assert (await keep(rows, elsewhere.id)).failure().code is FaultCode.INVALID_COURSE_INPUT
    thief = User(UserId(uuid4()))
    async with house.database.transactions() as tx:
        await tx.organizations.put_member(Membership(elsewhere.id, thief.id, Role.OWNER))
        await tx.commit()
    taken = await KeepRows(house.database.transactions, house.courses, Guard(thief))(rows, elsewhere.id)
    assert taken.failure().code is FaultCode.COURSE_NOT_FOUND


async def test_a_whole_course_takes_the_place_of_rows_and_the_other_way_round(house: RowsHouse) -> None:
    rows = make_rows(id=house.stored.id, user_id=house.stored.owner_id)
    rows = evolve(rows, sections=(evolve(rows.sections[0], course_id=rows.id),))
    assert not (await house.keep(rows)).created
    get = GetCourse(house.database.transactions, Guard(), house.courses)
    assert (await get(rows.id)).unwrap().kept is Kept.ROWS
    course = make_course("AI102")
    put = await PutCourse(house.database.transactions)(rows.id, house.organization.id, course)
    assert (put.unwrap().created, put.unwrap().stored.owner_id) == (False, house.stored.owner_id)
    assert (await get(rows.id)).unwrap().content == course
