"""Courses kept as rows are mapped anew for each publish: what they make, what stands against it, what stays."""

import asyncio
from typing import Any

import pytest
from attrs import evolve
from returns.result import Failure, Success

from adapters.catalogue.mapping import course_of
from adapters.memory.gateway import MemoryGateways
from application.guarding import Guard
from application.planning import PlanPublish
from application.ports.catalogue import Placement
from application.ports.rows import PlatformCourse
from application.publishing import PublishRequest
from application.reviewing import PlanCourse, ValidateCourse
from domain.course_rules import course_violations
from domain.faults import ConflictFault, FaultCode, NotReadyFault, ValidationFault
from domain.import_job import Succeeded
from domain.publication import PublishOptions
from tests.application.rows_house import RowsHouse, retitled
from tests.builders import make_rows


@pytest.fixture
async def house() -> RowsHouse:
    return await RowsHouse().open()


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
