"""Following an import: what each answer of Studio's means, and its own words where it gave up."""

import json
from contextlib import closing

import pytest
from attrs import evolve

from adapters.openedx.import_words import gave_up
from adapters.simulator import Answer, Pace, Rule, Running, Settings, Simulator, serve
from application.ports.lms import ImportProgress, ImportTicket, LmsGateway
from domain.faults import FaultCode, ImportFault, NetworkFault, PermissionFault
from domain.identities import Identities
from domain.progress import Stage
from tests.adapters.openedx.site import BytesPackage, opened, repacked
from tests.builders import make_course, make_key
from tests.contracts.lms_steps import built, followed, unheard

KEY = make_key()
TICKET = ImportTicket(KEY, "a1.tar.gz", "some-task")
IMPORT = "/api/courses/v0/import"


def state(name: str) -> Answer:
    return Answer(200, json.dumps({"state": name}).encode(), "application/json")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Pending", ImportProgress(Stage.QUEUED_IN_LMS)),
        ("Retrying", ImportProgress(Stage.QUEUED_IN_LMS)),
        ("In Progress", ImportProgress(Stage.UNPACKING)),
        ("Unpacking", ImportProgress(Stage.UNPACKING)),
        ("Verifying", ImportProgress(Stage.CHECKING)),
        ("Updating", ImportProgress(Stage.UPDATING)),
        ("Succeeded", ImportProgress(Stage.UPDATING, done=True)),
        ("Something new", ImportProgress(Stage.QUEUED_IN_LMS)),
    ],
)
async def test_every_state(site: Running, gateway: LmsGateway, name: str, expected: ImportProgress) -> None:
    site.simulator.rudeness.append(Rule(state(name), IMPORT))
    assert (await gateway.progress(TICKET)).unwrap() == expected


async def test_a_500_before_a_worker_picks_it_up_is_no_failure() -> None:
    slow = Settings(pace=Pace(pick_up=60.0))
    async with serve(Simulator(slow)) as running, opened(running) as gateway:
        running.simulator.create_course(str(KEY))
        ticket = (await gateway.upload(KEY, BytesPackage(b"x"), "a1.tar.gz", unheard)).unwrap()
        assert (await gateway.progress(ticket)).unwrap() == ImportProgress(Stage.QUEUED_IN_LMS)
        assert (await gateway.find_import(KEY, "a1.tar.gz")).unwrap() is None
        lost = evolve(ticket, task_id=None)
        assert (await gateway.progress(lost)).unwrap() == ImportProgress(Stage.QUEUED_IN_LMS)


async def test_a_dead_worker_leaves_it_queued() -> None:
    async with serve(Simulator(Settings(worker_alive=False))) as running, opened(running) as gateway:
        running.simulator.create_course(str(KEY))
        ticket = (await gateway.upload(KEY, BytesPackage(b"x"), "a1.tar.gz", unheard)).unwrap()
        for _ in range(3):
            assert (await gateway.progress(ticket)).unwrap().stage is Stage.QUEUED_IN_LMS


async def test_a_500_page_is_trouble_and_not_a_queue(site: Running, gateway: LmsGateway) -> None:
    site.simulator.rudeness.append(Rule(Answer(500, b"<html>Server Error</html>"), IMPORT))
    fault = (await gateway.progress(TICKET)).failure()
    assert isinstance(fault, NetworkFault)
    assert fault.http_status == 500


async def test_following_without_the_right_to(site: Running) -> None:
    site.simulator.create_course(str(KEY))
    async with opened(site, "learner") as gateway:
        fault = (await gateway.progress(TICKET)).failure()
    assert isinstance(fault, PermissionFault)
    assert "Course Team" in fault.help


@pytest.mark.parametrize("with_task_id", [True, False])
async def test_a_failed_import_in_studios_words(site: Running, gateway: LmsGateway, with_task_id: bool) -> None:
    site.simulator.create_course(str(KEY))
    ticket = (await gateway.upload(KEY, BytesPackage(b"no archive"), "a1.tar.gz", unheard)).unwrap()
    await site.simulator.imports[0].ended.wait()
    asked = ticket if with_task_id else evolve(ticket, task_id=None)
    fault = (await gateway.progress(asked)).failure()
    assert isinstance(fault, ImportFault)
    assert (fault.code, fault.state) == (FaultCode.IMPORT_ERROR, "Failed")
    assert fault.task_id == asked.task_id
    assert fault.lms_words == "Unknown error while importing course."
    assert "could not open the archive" in fault.help
    assert "not undone" in fault.help


async def test_a_course_that_vanished_before_its_import(site: Running, gateway: LmsGateway) -> None:
    ticket = (await gateway.upload(KEY, BytesPackage(b"x"), "a1.tar.gz", unheard)).unwrap()
    await site.simulator.imports[0].ended.wait()
    fault = (await gateway.progress(ticket)).failure()
    assert isinstance(fault, ImportFault)
    assert fault.lms_words == "An Unknown error occurred during the unpacking step."
    assert "does not exist" in fault.help


async def test_without_words_the_fault_says_so(site: Running, gateway: LmsGateway) -> None:
    site.simulator.rudeness.append(Rule(state("Failed"), IMPORT))
    fault = (await gateway.progress(TICKET)).failure()
    assert isinstance(fault, ImportFault)
    assert fault.lms_words is None
    assert "does not say why" in fault.message
    assert "log of the CMS worker" in fault.help


async def test_cancelled_in_studio(site: Running, gateway: LmsGateway) -> None:
    site.simulator.rudeness.append(Rule(state("Canceled"), IMPORT))
    fault = (await gateway.progress(TICKET)).failure()
    assert isinstance(fault, ImportFault)
    assert fault.state == "Canceled"
    assert "cancelled" in fault.message


@pytest.mark.parametrize(
    "words",
    [
        "An Unknown error occurred during the unpacking step.",
        "Could not find the course.xml file in the package.",
        "Unsafe archive file. Aborting import.",
        "Unknown error while importing course.",
        "Failed to import block: Урок at location: i4x://Org/Num/vertical/x",
        "Course olx validation failed. Please check your email.",
        "We only support uploading a .tar.gz file.",
        "Uploaded Tar file not found. Try again.",
        "Permission denied. You do not have write access to this course.",
        "User permission denied.",
        "Aborting import because a course with this id: course-v1:A+B+C already exists.",
    ],
)
def test_every_known_text_is_explained(words: str) -> None:
    """The texts are those of platform-facts 1.6."""
    known, unknown = gave_up("Failed", "t", words), gave_up("Failed", "t", "Ein Fehler ist aufgetreten.")
    assert known.help != unknown.help
    assert known.lms_words == words
    assert words in known.message


def test_the_findings_of_studios_own_check_are_kept() -> None:
    fault = gave_up("Failed", "t", "Course olx validation failed.", '{"errors": ["ERROR MissingFile"]}')
    assert fault.lms_words == 'Course olx validation failed. {"errors": ["ERROR MissingFile"]}'


async def test_an_import_is_found_on_a_later_page(site: Running, gateway: LmsGateway) -> None:
    site.simulator.create_course(str(KEY))
    for number in range(105):
        await gateway.upload(KEY, BytesPackage(b"x"), f"n{number}.tar.gz", unheard)
    await site.simulator.imports[-1].ended.wait()
    found = (await gateway.find_import(KEY, "n0.tar.gz")).unwrap()
    assert found == ImportTicket(KEY, "n0.tar.gz", None)


async def test_only_a_whole_package_gets_through(site: Running, gateway: LmsGateway) -> None:
    """A package without its course.xml: the stages, then Studio's refusal."""
    course = make_course()
    names = Identities().covering(course)
    await gateway.prepare(course, KEY)
    package = await built(gateway, course, KEY, names)
    broken = repacked(package, lambda name, content: None if name.endswith("course.xml") else content)
    good = (await gateway.upload(KEY, package, "a1.tar.gz", unheard)).unwrap()
    package.close()
    assert await followed(gateway, good)
    bad = (await gateway.upload(KEY, broken, "a2.tar.gz", unheard)).unwrap()
    await site.simulator.imports[-1].ended.wait()
    fault = (await gateway.progress(bad)).failure()
    assert isinstance(fault, ImportFault)
    assert fault.lms_words == "Could not find the course.xml file in the package."


async def test_while_an_import_waits_unseen_nothing_comes_through_the_worker() -> None:
    course, identities = make_course(), Identities().covering(make_course())
    slow = Settings(pace=Pace(pick_up=0.3))
    async with serve(Simulator(slow)) as site, opened(site) as gateway:
        assert await gateway.works_off() is True
        site.simulator.create_course(str(KEY))
        with closing(await built(gateway, course, KEY, identities)) as package:
            ticket = (await gateway.upload(KEY, package, "a1.tar.gz", unheard)).unwrap()
        assert await gateway.works_off() is False
        assert (await gateway.find_import(KEY, "a1.tar.gz")).unwrap() is None
        await followed(gateway, ticket)
        assert await gateway.works_off() is True
        assert (await gateway.find_import(KEY, "a1.tar.gz")).unwrap() is not None


@pytest.mark.parametrize(
    "told", [Answer(200, b'{"sql": {"status": true}}', "application/json"), Answer(404), Answer(502)]
)
async def test_a_site_that_does_not_tell_of_its_worker(site: Running, gateway: LmsGateway, told: Answer) -> None:
    site.simulator.rudeness.append(Rule(told, "/heartbeat", host="studio", times=99))
    assert await gateway.works_off() is None


async def test_a_dead_worker_works_nothing_off() -> None:
    async with serve(Simulator(Settings(worker_alive=False))) as site, opened(site) as gateway:
        assert await gateway.works_off() is False
