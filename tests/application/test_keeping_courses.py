"""The courses that an organization keeps: put, read, listed, removed."""

from uuid import uuid4

import pytest
from attrs import evolve

from adapters.memory.transactions import MemoryDatabase
from application.guarding import Guard
from application.keeping_courses import GetCourse, KeptCourse, ListCourses, PutCourse, RemoveCourse
from application.ports.stores import Kept, Membership
from domain.access import Role, User
from domain.course import Chapter, Course
from domain.faults import FaultCode, ValidationFault
from domain.identifiers import CourseId, UserId
from domain.organization import Organization
from tests import builders

COURSE = builders.make_course()


@pytest.fixture
def database() -> MemoryDatabase:
    return MemoryDatabase()


@pytest.fixture
async def organization(database: MemoryDatabase) -> Organization:
    organization = builders.make_organization()
    async with database.transactions() as tx:
        await tx.organizations.put(organization)
        await tx.commit()
    return organization


async def person(database: MemoryDatabase, organization: Organization, role: Role) -> User:
    user = User(UserId(uuid4()))
    async with database.transactions() as tx:
        await tx.organizations.put_member(Membership(organization.id, user.id, role))
        await tx.commit()
    return user


async def put(
    database: MemoryDatabase, organization: Organization, user: User, course: Course = COURSE
) -> KeptCourse:
    kept = await PutCourse(database.transactions, Guard(user))(CourseId(uuid4()), organization.id, course)
    return kept.unwrap()


async def test_whoever_puts_a_course_first_owns_it(database: MemoryDatabase, organization: Organization) -> None:
    author = await person(database, organization, Role.INSTRUCTOR)
    kept = await put(database, organization, author)
    assert (kept.created, kept.stored.owner_id, kept.violations) == (True, author.id, ())
    found = (await GetCourse(database.transactions, Guard(author))(kept.stored.id)).unwrap()
    assert (found.content, found.owner_id, found.kept) == (kept.stored.course, author.id, Kept.WHOLE)


async def test_the_next_version_leaves_owner_and_organization_alone(
    database: MemoryDatabase, organization: Organization
) -> None:
    kept = await put(database, organization, await person(database, organization, Role.INSTRUCTOR))
    admin = await person(database, organization, Role.ADMIN)
    newer = builders.make_course(title="Newer")
    again = (await PutCourse(database.transactions, Guard(admin))(kept.stored.id, organization.id, newer)).unwrap()
    assert (again.created, again.stored) == (False, evolve(kept.stored, course=newer))


async def test_people_cannot_make_others_owners_and_operators_can(
    database: MemoryDatabase, organization: Organization
) -> None:
    author, other = [await person(database, organization, Role.INSTRUCTOR) for _ in range(2)]
    owners = []
    for guard in (Guard(author), Guard(), Guard(User(UserId(uuid4()), superadmin=True))):
        use_case = PutCourse(database.transactions, guard)
        owners.append(
            (await use_case(CourseId(uuid4()), organization.id, COURSE, other.id)).unwrap().stored.owner_id
        )
    assert owners == [author.id, other.id, other.id]


async def test_a_course_does_not_move_to_another_organization(
    database: MemoryDatabase, organization: Organization
) -> None:
    elsewhere = builders.make_organization("Elsewhere")
    kept = await put(database, organization, author := await person(database, organization, Role.OWNER))
    moved = await PutCourse(database.transactions, Guard(author))(kept.stored.id, elsewhere.id, COURSE)
    fault = moved.failure()
    assert isinstance(fault, ValidationFault)
    assert [finding.path for finding in fault.violations] == ["organization_id"]


async def test_mistakes_are_named_and_kept(database: MemoryDatabase, organization: Organization) -> None:
    author = await person(database, organization, Role.INSTRUCTOR)
    unfinished = evolve(COURSE, chapters=(Chapter("c", "Empty", ()),))
    kept = await put(database, organization, author, unfinished)
    assert [finding.rule for finding in kept.violations] == ["MIN_ONE_SEQUENTIAL"]


async def test_text_that_cannot_be_kept_is_not(database: MemoryDatabase, organization: Organization) -> None:
    author = await person(database, organization, Role.INSTRUCTOR)
    broken = evolve(COURSE, title="nul \0")
    before = database.committed
    refused = await PutCourse(database.transactions, Guard(author))(CourseId(uuid4()), organization.id, broken)
    assert refused.failure().code is FaultCode.INVALID_COURSE_INPUT
    assert database.committed is before


async def test_what_one_may_not_see_is_put_like_what_is_not_there(
    database: MemoryDatabase, organization: Organization
) -> None:
    hidden = await put(database, organization, await person(database, organization, Role.INSTRUCTOR))
    member = await person(database, organization, Role.MEMBER)
    use_case = PutCourse(database.transactions, Guard(member))
    there = (await use_case(hidden.stored.id, organization.id, COURSE)).failure()
    absent = (await use_case(CourseId(uuid4()), organization.id, COURSE)).failure()
    assert there == absent


async def test_nobody_takes_a_course_over_by_its_id(database: MemoryDatabase, organization: Organization) -> None:
    hidden = await put(database, organization, await person(database, organization, Role.INSTRUCTOR))
    other = builders.make_organization("Other")
    async with database.transactions() as tx:
        await tx.organizations.put(other)
        await tx.commit()
    thief = await person(database, other, Role.OWNER)
    taken = await PutCourse(database.transactions, Guard(thief))(hidden.stored.id, other.id, COURSE)
    assert taken.failure().code is FaultCode.COURSE_NOT_FOUND
    async with database.transactions() as tx:
        assert await tx.courses.get(hidden.stored.id) == hidden.stored


async def test_there_must_be_an_organization(database: MemoryDatabase) -> None:
    nowhere = builders.make_organization()
    fault = (await PutCourse(database.transactions)(CourseId(uuid4()), nowhere.id, COURSE)).failure()
    assert fault.code is FaultCode.ORGANIZATION_NOT_FOUND


async def test_lists_are_ones_own_or_all(database: MemoryDatabase, organization: Organization) -> None:
    seen = {}
    for role in Role:
        somebody = await person(database, organization, role)
        if role is not Role.MEMBER:
            await put(database, organization, somebody)
    for role in Role:
        somebody = await person(database, organization, role)
        seen[role] = (await ListCourses(database.transactions, Guard(somebody))(organization.id)).unwrap().total
    assert seen == {Role.OWNER: 3, Role.ADMIN: 3, Role.INSTRUCTOR: 0, Role.MEMBER: 0}


async def test_a_removed_course_is_gone(database: MemoryDatabase, organization: Organization) -> None:
    author = await person(database, organization, Role.INSTRUCTOR)
    kept = await put(database, organization, author)
    remove = RemoveCourse(database.transactions, Guard(author))
    assert (await remove(kept.stored.id)).unwrap() is None
    assert (await remove(kept.stored.id)).failure().code is FaultCode.COURSE_NOT_FOUND
