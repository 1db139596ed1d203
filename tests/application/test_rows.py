"""Platform courses: kept as rows, or in the platform's own database; mapped anew whenever they are asked for."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from attrs import evolve
from returns.result import Failure, Success

from adapters.catalogue.mapping import course_of
from adapters.memory.catalogue import MemoryCatalogue
from adapters.memory.gateway import MemoryGateways
from application.courses import Courses
from application.guarding import Guard
from application.keeping_courses import GetCourse, PutCourse
from application.keeping_rows import KeepRows, KeptRows
from application.planning import PlanPublish
from application.ports.catalogue import MapCourse, Placement
from application.ports.rows import LessonRow, PlatformCourse, SectionRow
from application.ports.stores import Kept, Membership
from application.publishing import PublishCourse, PublishRequest
from application.reviewing import PlanCourse, ValidateCourse
from application.row_rules import DEPTH_LIMIT, LARGEST_INDEX
from domain.access import Role, User
from domain.course import Course
from domain.course_rules import course_violations
from domain.faults import ConflictFault, Fault, FaultCode, NotReadyFault, ValidationFault
from domain.identifiers import CourseId, JobId, UserId
from domain.import_job import Succeeded
from domain.publication import PublishOptions
from tests.application.house import InMemoryHouse
from tests.builders import make_course, make_organization, make_rows


class RowsHouse(InMemoryHouse):
    """The house with a platform in it."""

    platform: MemoryCatalogue
    map_course: MapCourse

    @property
    def courses(self) -> Courses:
        return Courses(self.map_course, self.platform)

    def publisher(self, guard: Guard | None = None) -> PublishCourse:
        gateways = MemoryGateways(self.lms)
        transactions = self.database.transactions
        return PublishCourse(transactions, gateways, self.clock, self.new_id, guard or Guard(), self.courses)

    async def keep(self, rows: PlatformCourse, guard: Guard | None = None) -> KeptRows:
        kept = await KeepRows(self.database.transactions, self.courses, guard or Guard())(
            rows, self.organization.id
        )
        return kept.unwrap()

    async def order(self, course_id: CourseId, options: PublishOptions | None = None) -> JobId:
        request = PublishRequest(course_id, self.configuration.id, options or PublishOptions())
        return (await self.publisher()(request)).unwrap().job.id

    async def refusal(self, course_id: CourseId, guard: Guard | None = None) -> Fault:
        answer = await self.publisher(guard)(PublishRequest(course_id, self.configuration.id))
        assert isinstance(answer, Failure)
        fault: Fault = answer.failure()
        return fault

    async def ordered_course(self, job_id: JobId) -> Course:
        async with self.database.transactions() as tx:
            return await tx.jobs.course_of(job_id)

    async def person(self, role: Role) -> User:
        user = User(UserId(uuid4()))
        async with self.database.transactions() as tx:
            await tx.organizations.put_member(Membership(self.organization.id, user.id, role))
            await tx.commit()
        return user


@pytest.fixture
async def house() -> RowsHouse:
    house = RowsHouse()
    house.platform, house.map_course = MemoryCatalogue(), course_of
    await house.open()
    return house


def retitled(rows: PlatformCourse, title: str) -> PlatformCourse:
    """The same course with another title, and with its first lesson's title changed."""
    first, *others = rows.lessons
    return evolve(
        rows,
        course=evolve(rows.course, title=title),
        lessons=(evolve(first, title=f"{title}: {first.title}"), *others),
    )


async def test_kept_rows_are_published_as_the_course_that_they_make(house: RowsHouse) -> None:
    rows = make_rows(house.organization)
    kept = await house.keep(rows)
    assert (kept.created, kept.unfinished, kept.violations) == (True, (), ())
    job_id = await house.order(rows.id)
    settings = house.configuration.settings
    wanted = course_of(rows, Placement(org=settings.default_org, run=settings.default_run)).unwrap()
    assert await house.ordered_course(job_id) == wanted
    house.database.take()
    assert isinstance(await house.run_import(job_id), Succeeded)


async def test_overrides_of_a_publish_win_over_the_configurations_defaults(house: RowsHouse) -> None:
    rows = make_rows(house.organization)
    await house.keep(rows)
    job_id = await house.order(rows.id, PublishOptions(org_override="Other", run_override="r2"))
    course = await house.ordered_course(job_id)
    assert (course.org, course.run) == ("Other", "r2")
    assert str((await house.job(job_id)).order.course_key) == f"course-v1:Other+{course.course_id}+r2"


@pytest.mark.parametrize("where", ["rows", "elsewhere"])
async def test_a_new_title_keeps_key_and_names(house: RowsHouse, where: str) -> None:
    rows = make_rows(house.organization)

    async def keep(version: PlatformCourse) -> None:
        if where == "elsewhere":
            house.platform.courses[version.id] = version
        else:
            await house.keep(version)

    keys, names = [], []
    for version in (rows, retitled(rows, "Ropes")):
        await keep(version)
        job_id = await house.order(rows.id)
        house.database.take()
        assert isinstance(await house.run_import(job_id), Succeeded)
        key = (await house.job(job_id)).order.course_key
        async with house.database.transactions() as tx:
            published = await tx.publications.get(house.configuration.id, key)
        assert published is not None
        keys.append(key)
        names.append(published.identities)
        assert (await house.ordered_course(job_id)).title == version.course.title
    assert keys[0] == keys[1]
    assert names[0] == names[1]


async def test_an_unfinished_course_is_kept_and_told_and_not_published(house: RowsHouse) -> None:
    rows = make_rows(house.organization)
    lessons = tuple(evolve(lesson, status="generating") for lesson in rows.lessons)
    kept = await house.keep(evolve(rows, lessons=lessons))
    assert len(kept.unfinished) == 2
    fault = await house.refusal(rows.id)
    assert isinstance(fault, NotReadyFault)
    assert fault.unfinished == kept.unfinished
    assert house.database.queued() == []
    validate = ValidateCourse(house.database.transactions, course_violations, Guard(), house.courses)
    assert (await validate(rows.id)).failure().code is FaultCode.COURSE_NOT_READY


async def test_mistakes_of_content_are_told_when_kept_validated_planned_and_published(house: RowsHouse) -> None:
    rows = make_rows(house.organization)
    kept = await house.keep(evolve(rows, lessons=(evolve(rows.lessons[0], content=7),)))
    assert [finding.rule for finding in kept.violations] == ["CONTENT_SHAPE_UNKNOWN"]
    fault = await house.refusal(rows.id)
    assert isinstance(fault, ValidationFault)
    assert (fault.code, fault.violations) == (FaultCode.INVALID_COURSE_INPUT, kept.violations)
    transactions = house.database.transactions
    validate = ValidateCourse(transactions, course_violations, Guard(), house.courses)
    assert (await validate(rows.id)).unwrap() == kept.violations
    plan = PlanCourse(transactions, PlanPublish(transactions, MemoryGateways(house.lms)), Guard(), house.courses)
    planned = await plan(rows.id, house.configuration.id)
    assert planned.failure().code is FaultCode.INVALID_COURSE_INPUT
    await house.keep(rows)
    assert (await plan(rows.id, house.configuration.id)).unwrap().plan.first


async def test_of_many_who_publish_rows_at_once_one_is_accepted(house: RowsHouse) -> None:
    rows = make_rows(house.organization)
    await house.keep(rows)
    request = PublishRequest(rows.id, house.configuration.id)
    answers = await asyncio.gather(*(house.publisher()(request) for _ in range(9)))
    assert sum(isinstance(answer, Success) for answer in answers) == 1
    assert {answer.failure().code for answer in answers if isinstance(answer, Failure)} == {
        FaultCode.IMPORT_IN_PROGRESS
    }


async def test_a_code_settled_meanwhile_is_not_gone_past(house: RowsHouse) -> None:
    rows = make_rows(house.organization)
    await house.keep(rows)

    def overtaken(rows: PlatformCourse, placement: Placement) -> Any:
        """Somebody else settles the code between the look and the write."""
        row = house.database.committed.courses[rows.id]
        house.database.committed.courses[rows.id] = evolve(row, course_code="older_title")
        return course_of(rows, placement)

    house.map_course = overtaken
    fault = await house.refusal(rows.id)
    assert isinstance(fault, ConflictFault)
    assert house.database.queued() == []
    house.map_course = course_of
    job = await house.job(await house.order(rows.id))
    assert job.order.course_key.course == "older_title"


# --- whose they are


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


def broken(rows: PlatformCourse, **changes: Any) -> PlatformCourse:
    return evolve(rows, lessons=(evolve(rows.lessons[0], **changes),))


def deep(levels: int) -> object:
    value: object = "x"
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"title": "nul \0"}, "title"),
        ({"content_text": "\ud800"}, "content_text"),
        ({"content": {"body": ["\udfff"]}}, "content"),
        ({"content": {"nul \0": 1}}, "content"),
        ({"content": [float("nan")]}, "content"),
        ({"content": float("inf")}, "content"),
        ({"content": deep(DEPTH_LIMIT + 1)}, "content"),
        ({"content": deep(100_000)}, "content"),
        ({"order_index": LARGEST_INDEX + 1}, "order_index"),
        ({"updated_at": datetime.max.replace(tzinfo=UTC)}, ""),
        ({"updated_at": datetime.fromisoformat("0001-01-01T00:00:00+14:00")}, "updated_at"),
    ],
)
async def test_what_no_table_keeps_is_named_with_its_place(
    house: RowsHouse, changes: dict[str, Any], path: str
) -> None:
    rows = broken(make_rows(), **changes)
    before = house.database.committed
    kept = await KeepRows(house.database.transactions, house.courses)(rows, house.organization.id)
    if not path:
        assert isinstance(kept, Success)
        return
    fault = kept.failure()
    assert isinstance(fault, ValidationFault)
    assert [finding.path for finding in fault.violations] == [f"lessons[{rows.lessons[0].id}].{path}"]
    assert house.database.committed is before


async def test_rows_that_hang_together_wrongly_are_named(house: RowsHouse) -> None:
    rows = make_rows()
    section: SectionRow = rows.sections[0]
    lesson: LessonRow = rows.lessons[0]
    strange = evolve(
        rows,
        course=evolve(rows.course, title="\0", status="\0", language="\0", description="\0"),
        sections=(section, section, evolve(section, id=UUID(int=7), course_id=UUID(int=8), title="\ud900")),
        lessons=(evolve(lesson, section_id=UUID(int=9)),),
    )
    fault = (await KeepRows(house.database.transactions, house.courses)(strange, house.organization.id)).failure()
    assert isinstance(fault, ValidationFault)
    assert [finding.rule for finding in fault.violations] == [
        *["VALID_UTF8"] * 4,
        "DUPLICATE_ROW",
        "VALID_UTF8",
        "ROW_WITHOUT_PARENT",
        "ROW_WITHOUT_PARENT",
    ]


# --- in the platform's own database


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
