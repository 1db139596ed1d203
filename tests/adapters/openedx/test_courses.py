"""Making sure that a course run exists and is ours to write, and asking what the LMS says of it."""

from datetime import UTC, datetime

import pytest
from attrs import evolve

from adapters.simulator import Answer, CutResponse, Rule, Running, Settings, Simulator, serve
from application.ports.lms import CourseShell, LmsGateway
from domain.faults import FaultCode, ImportFault, NetworkFault, PermissionFault
from domain.lms_configuration import ConnectionSettings
from tests.adapters.openedx.site import opened
from tests.builders import make_course, make_key

KEY = make_key()
COURSE = make_course()
RUNS = "/api/v1/course_runs"


def creating_nothing(settings: ConnectionSettings) -> ConnectionSettings:
    return evolve(settings, auto_create_course=False)


async def test_a_new_run_is_self_paced_and_titled(site: Running, gateway: LmsGateway) -> None:
    assert (await gateway.prepare(COURSE, KEY)).unwrap() == CourseShell(KEY, created=True)
    made = site.simulator.course(str(KEY))
    assert made.root.shown_name == COURSE.title
    assert made.settings["self_paced"] is True


async def test_where_creating_is_switched_off(site: Running) -> None:
    async with opened(site, change=creating_nothing) as gateway:
        fault = (await gateway.prepare(COURSE, KEY)).failure()
        site.simulator.create_course(str(KEY))
        assert (await gateway.prepare(COURSE, KEY)).unwrap() == CourseShell(KEY, created=False)
    assert isinstance(fault, ImportFault)
    assert fault.code is FaultCode.IMPORT_REJECTED
    assert "create" in fault.help


@pytest.mark.parametrize("lost", [Answer(500), Answer(504), CutResponse(0)])
async def test_a_course_that_appeared_meanwhile(
    site: Running, gateway: LmsGateway, lost: Answer | CutResponse
) -> None:
    """Creating what exists gives a 500 page; a lost answer may have been a 201. So it is looked for again."""
    site.simulator.rudeness.append(Rule(Answer(404, b'{"detail": "Not found."}', "application/json"), RUNS))
    site.simulator.rudeness.append(Rule(lost, RUNS, method="POST"))
    site.simulator.create_course(str(KEY))
    assert (await gateway.prepare(COURSE, KEY)).unwrap() == CourseShell(KEY, created=False)


async def test_a_refused_creation_says_what_may_be_wrong(site: Running, gateway: LmsGateway) -> None:
    words = '{"org": ["Organization «Acme» does not exist."]}'
    site.simulator.rudeness.append(Rule(Answer(400, words.encode(), "application/json"), RUNS, method="POST"))
    fault = (await gateway.prepare(COURSE, KEY)).failure()
    assert isinstance(fault, ImportFault)
    assert (fault.code, fault.lms_words) == (FaultCode.IMPORT_REJECTED, words)
    assert "organization" in fault.help


async def test_where_organizations_are_not_made_on_the_fly() -> None:
    strict = Settings(organizations_autocreate=False)
    async with serve(Simulator(strict)) as running, opened(running) as gateway:
        fault = (await gateway.prepare(COURSE, KEY)).failure()
    assert isinstance(fault, ImportFault)
    assert fault.code is FaultCode.IMPORT_REJECTED


async def test_creation_that_the_network_lost_is_a_network_fault(site: Running, gateway: LmsGateway) -> None:
    site.simulator.rudeness.append(Rule(Answer(502), RUNS, method="POST", times=9))
    fault = (await gateway.prepare(COURSE, KEY)).failure()
    assert isinstance(fault, NetworkFault)
    assert fault.http_status == 502
    assert site.simulator.rudeness[0].used == 1


@pytest.mark.parametrize("role", ["staff", "instructor"])
@pytest.mark.parametrize("place", [str(KEY), KEY.org])
async def test_an_author_without_staff_rights_may_import_into_a_course(
    site: Running, role: str, place: str
) -> None:
    site.simulator.create_course(str(KEY))
    site.simulator.grant("author", role, place)
    async with opened(site, "author") as gateway:
        assert (await gateway.prepare(COURSE, KEY)).unwrap() == CourseShell(KEY, created=False)


async def test_nobodys_author_may_not(site: Running) -> None:
    site.simulator.create_course(str(KEY))
    site.simulator.grant("author", "limited_staff", str(KEY))
    async with opened(site, "author") as gateway:
        fault = (await gateway.prepare(COURSE, KEY)).failure()
    assert isinstance(fault, PermissionFault)
    assert fault.code is FaultCode.PERMISSION_ERROR
    assert "Course Team" in fault.help


async def test_creating_takes_staff(site: Running) -> None:
    site.simulator.grant("author", "instructor", KEY.org)
    async with opened(site, "author") as gateway:
        fault = (await gateway.prepare(COURSE, KEY)).failure()
    assert isinstance(fault, PermissionFault)
    assert fault.code is FaultCode.INSUFFICIENT_ROLE
    assert "Staff status" in fault.help


async def test_status_counts_learners_and_knows_the_last_change(site: Running, gateway: LmsGateway) -> None:
    course = site.simulator.create_course(str(KEY))
    course.edited_on = datetime(2026, 11, 2, 9, 5, tzinfo=UTC)
    for number in range(230):
        course.enrolled[f"learner{number}"] = course.created_on
    status = (await gateway.status(KEY)).unwrap()
    assert status.enrollment_count == 231
    assert status.last_modified == datetime(2026, 11, 2, 9, 5, tzinfo=UTC)
    assert status.exists
    assert status.published
    assert str(status.lms_url).endswith(f"/courses/{KEY}/course")
    assert str(status.studio_url).endswith(f"/course/{KEY}")


async def test_status_leaves_out_what_we_may_not_know(site: Running) -> None:
    site.simulator.create_course(str(KEY))
    async with opened(site, "learner") as gateway:
        status = (await gateway.status(KEY)).unwrap()
    assert status.exists
    assert status.enrollment_count is None
    assert status.last_modified is None


async def test_a_run_that_only_studio_knows_is_not_published(site: Running, gateway: LmsGateway) -> None:
    site.simulator.create_course(str(KEY))
    nothing = Answer(404, b'{"developer_message": "Course not found."}', "application/json")
    site.simulator.rudeness.append(Rule(nothing, "/api/courses/v1/courses", host="lms"))
    status = (await gateway.status(KEY)).unwrap()
    assert status.exists
    assert not status.published
    assert status.enrollment_count is None


async def test_status_of_an_lms_in_trouble_is_a_fault(site: Running, gateway: LmsGateway) -> None:
    site.simulator.rudeness.append(Rule(Answer(500), "/api/courses/v1/courses", host="lms"))
    assert isinstance((await gateway.status(KEY)).failure(), NetworkFault)


async def test_deleting_names_the_operators_way(gateway: LmsGateway) -> None:
    fault = (await gateway.delete(KEY)).failure()
    assert f"manage.py cms delete_course {KEY}" in fault.help
