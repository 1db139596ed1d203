"""Every trouble that the LMS in memory can make does what its name says."""

import pytest
from attrs import evolve
from returns.result import Failure, Success

from adapters.memory.clock import ManualClock
from adapters.memory.gateway import MemoryGateway
from adapters.memory.lms import STAGES, MemoryLms
from adapters.memory.package import Block
from application.ports.lms import Capability, ImportProgress, ImportTicket
from domain.course import Course
from domain.faults import AuthFault, FaultCode, ImportFault, LmsFault, MissingFault, NetworkFault
from domain.identities import BlockKind, Identities
from domain.lms_configuration import Credentials
from domain.progress import Stage
from domain.publication import Verification, VerificationScope
from tests.builders import NOON, make_course, make_key, make_settings

KEY = make_key()
COURSE = make_course()
NAMES = Identities().covering(COURSE)


@pytest.fixture
def lms() -> MemoryLms:
    return MemoryLms(ManualClock(NOON))


@pytest.fixture
def gateway(lms: MemoryLms) -> MemoryGateway:
    return MemoryGateway(lms, make_settings(), Credentials("client", "secret"))


async def unheard(_sent: int, _total: int) -> None: ...


async def upload(gateway: MemoryGateway, name: str = "a", course: Course = COURSE) -> ImportTicket | LmsFault:
    package = (await gateway.package(course, KEY, NAMES.covering(course))).unwrap()
    sent = await gateway.upload(KEY, package, name, unheard)
    return sent.unwrap() if isinstance(sent, Success) else sent.failure()


async def publish(gateway: MemoryGateway, course: Course = COURSE) -> LmsFault | None:
    """Until the LMS says it is done, or gives up."""
    ticket = await upload(gateway, course=course)
    assert isinstance(ticket, ImportTicket)
    while True:
        answer = await gateway.progress(ticket)
        if isinstance(answer, Failure):
            fault: LmsFault = answer.failure()
            return fault
        if answer.unwrap().done:
            return None


async def read_back(
    gateway: MemoryGateway,
    course: Course = COURSE,
    scope: VerificationScope = VerificationScope.AUTO,
    previous: Course | None = None,
) -> Verification:
    async def unread(_percent: int) -> None: ...

    return (await gateway.verify(course, KEY, NAMES.covering(course), scope, previous, unread)).unwrap()


async def test_an_lms_out_of_reach_answers_nothing(lms: MemoryLms, gateway: MemoryGateway) -> None:
    lms.troubles.unreachable = True
    assert isinstance((await gateway.probe()).failure(), NetworkFault)
    assert isinstance((await gateway.prepare(COURSE, KEY)).failure(), NetworkFault)
    assert isinstance(await upload(gateway), NetworkFault)
    assert isinstance((await gateway.status(KEY)).failure(), NetworkFault)
    assert [probe.outcome for probe in await gateway.examine()] == ["failed", "skipped"]
    assert lms.imports == {}


async def test_an_lms_that_does_not_know_us(lms: MemoryLms, gateway: MemoryGateway) -> None:
    lms.troubles.unknown_credentials = True
    assert isinstance((await gateway.probe()).failure(), AuthFault)
    assert [probe.outcome for probe in await gateway.examine()] == ["ok", "failed"]


async def test_a_refused_upload_does_not_arrive(lms: MemoryLms, gateway: MemoryGateway) -> None:
    lms.troubles.refuses_upload = "too ugly"
    fault = await upload(gateway)
    assert isinstance(fault, ImportFault)
    assert (fault.code, fault.lms_words) == (FaultCode.IMPORT_REJECTED, "too ugly")
    assert lms.imports == {}


async def test_a_file_name_may_be_used_once(gateway: MemoryGateway) -> None:
    assert isinstance(await upload(gateway, "same"), ImportTicket)
    assert isinstance(await upload(gateway, "same"), ImportFault)


async def test_a_lost_upload_does_not_arrive_and_a_lost_answer_hides_that_it_did(
    lms: MemoryLms, gateway: MemoryGateway
) -> None:
    lms.troubles.lost_uploads = lms.troubles.lost_answers = 1
    assert isinstance(await upload(gateway, "first"), NetworkFault)
    assert isinstance(await upload(gateway, "second"), NetworkFault)
    assert (await gateway.find_import(KEY, "first")).unwrap() is None
    assert (await gateway.find_import(KEY, "second")).unwrap() == ImportTicket(KEY, "second", "task-1")
    assert isinstance(await upload(gateway, "third"), ImportTicket)


async def test_an_import_that_nobody_picks_up(lms: MemoryLms, gateway: MemoryGateway) -> None:
    lms.troubles.never_picks_up = True
    ticket = await upload(gateway)
    assert isinstance(ticket, ImportTicket)
    assert (await gateway.find_import(KEY, "a")).unwrap() is None
    for _ in range(9):
        assert (await gateway.progress(ticket)).unwrap() == ImportProgress(Stage.QUEUED_IN_LMS)


async def test_one_stage_each_time_it_is_asked(lms: MemoryLms, gateway: MemoryGateway) -> None:
    ticket = await upload(gateway)
    assert isinstance(ticket, ImportTicket)
    lms.troubles.lost_progress = 1
    assert isinstance((await gateway.progress(ticket)).failure(), NetworkFault)
    for stage in STAGES:
        assert (await gateway.progress(ticket)).unwrap() == ImportProgress(stage)
        assert KEY not in lms.courses
    for _ in range(2):
        assert (await gateway.progress(ticket)).unwrap().done
    assert len(lms.courses[KEY].blocks) == 11


async def test_an_import_that_fails_leaves_the_course_as_it_was(lms: MemoryLms, gateway: MemoryGateway) -> None:
    assert isinstance(await gateway.prepare(COURSE, KEY), Success)
    lms.troubles.fails_import = "There was an error"
    fault = await publish(gateway)
    assert isinstance(fault, ImportFault)
    assert (fault.code, fault.lms_words, fault.task_id) == (FaultCode.IMPORT_ERROR, "There was an error", "task-1")
    assert lms.courses[KEY].blocks == {}


async def test_dropped_blocks_take_along_what_is_in_them(lms: MemoryLms, gateway: MemoryGateway) -> None:
    lms.troubles.drops.add(NAMES.name_of(BlockKind.SECTION, ("c0", "s1")))
    assert await publish(gateway) is None
    proof = await read_back(gateway)
    assert (proof.units_in_place, proof.blocks_in_place, proof.changed) == (2, 6, ())
    assert [place.split(" ")[0] for place in proof.missing] == [
        "chapters[0].sections[1]",
        "chapters[0].sections[1].units[0]",
        "chapters[0].sections[1].units[1]",
    ]


async def test_a_unit_without_its_component_is_not_in_place(lms: MemoryLms, gateway: MemoryGateway) -> None:
    lms.troubles.drops.add(NAMES.name_of(BlockKind.COMPONENT, ("c0", "s0", "u0")))
    assert await publish(gateway) is None
    proof = await read_back(gateway)
    assert (proof.units_in_place, proof.blocks_in_place) == (3, 10)
    assert proof.missing == ("chapters[0].sections[0].units[0] «Unit 0.0.0»",)


async def test_a_mangled_text_is_found_by_reading_it(lms: MemoryLms, gateway: MemoryGateway) -> None:
    lms.troubles.mangles.add(NAMES.name_of(BlockKind.COMPONENT, ("c0", "s0", "u1")))
    assert await publish(gateway) is None
    assert (await read_back(gateway, scope=VerificationScope.OUTLINE)).complete
    proof = await read_back(gateway)
    assert proof.changed == ("chapters[0].sections[0].units[1] «Unit 0.0.1»",)
    assert proof.units_in_place == 3


async def test_a_unit_that_stands_in_another_section_is_not_in_place(gateway: MemoryGateway) -> None:
    chapter = COURSE.chapters[0]
    first, second = chapter.sections
    roaming = evolve(first.units[0], id="roaming")
    here = evolve(first, units=(roaming, *first.units)), second
    there = first, evolve(second, units=(*second.units, roaming))
    assert await publish(gateway, evolve(COURSE, chapters=(evolve(chapter, sections=here),))) is None
    proof = await read_back(gateway, evolve(COURSE, chapters=(evolve(chapter, sections=there),)))
    assert proof.missing == ("chapters[0].sections[1].units[2] «Unit 0.0.0»",)
    assert (proof.changed, proof.unexpected, proof.units_in_place) == ((), (), 4)


async def test_a_block_that_was_made_by_hand_is_unexpected(lms: MemoryLms, gateway: MemoryGateway) -> None:
    assert await publish(gateway) is None
    chapter = NAMES.name_of(BlockKind.CHAPTER, ("c0",))
    lms.courses[KEY].blocks["by_hand"] = Block(BlockKind.SECTION, "by_hand", chapter, "By hand")
    proof = await read_back(gateway)
    assert (proof.complete, proof.unexpected) == (True, ("by_hand «By hand»",))


async def test_large_courses_are_sampled_but_what_changed_is_read(gateway: MemoryGateway) -> None:
    large = make_course(chapters=3, sections=10, units=10)
    unit = evolve(large.chapters[0].sections[0].units[1], content="<p>new</p>")
    section = large.chapters[0].sections[0]
    section = evolve(section, units=(section.units[0], unit, *section.units[2:]))
    chapter = evolve(large.chapters[0], sections=(section, *large.chapters[0].sections[1:]))
    changed = evolve(large, chapters=(chapter, *large.chapters[1:]))
    assert await publish(gateway, changed) is None
    texts = {scope: (await read_back(gateway, changed, scope)).texts_compared for scope in VerificationScope}
    assert texts == {"auto": 100, "outline": 0, "sample": 100, "full": 300}
    assert (await read_back(gateway, changed, previous=large)).texts_compared == 101


async def test_forbidden_words_and_packages_too_large(lms: MemoryLms, gateway: MemoryGateway) -> None:
    lms.troubles.forbidden_words.add("Unit 0.1.0")
    [finding] = gateway.check(COURSE)
    assert (finding.rule, finding.path) == ("FORBIDDEN_WORD", "chapters[0].sections[1].units[0].content")
    lms.troubles.package_limit_bytes = 100
    refused = await gateway.package(COURSE, KEY, NAMES)
    assert refused.failure().code is FaultCode.OLX_VALIDATION_ERROR


@pytest.mark.parametrize("by_settings", [True, False])
async def test_a_run_that_may_not_be_created(by_settings: bool) -> None:
    lms = MemoryLms(ManualClock(), capabilities=Capability if by_settings else ())
    settings = evolve(make_settings(), auto_create_course=not by_settings)
    gateway = MemoryGateway(lms, settings, Credentials("client", "secret"))
    assert isinstance((await gateway.prepare(COURSE, KEY)).failure(), MissingFault)
    lms.create(KEY)
    assert isinstance(await gateway.prepare(COURSE, KEY), Success)


async def test_a_watcher_hears_every_call_and_may_end_it(lms: MemoryLms, gateway: MemoryGateway) -> None:
    heard: list[str] = []

    async def listen(call: str) -> None:
        heard.append(call)
        if call == "prepare":
            raise KeyError(call)

    lms.watch = listen
    assert isinstance(await gateway.probe(), Success)
    with pytest.raises(KeyError):
        await gateway.prepare(COURSE, KEY)
    assert heard == ["probe", "prepare"]


def test_a_gateway_prints_no_credentials(lms: MemoryLms) -> None:
    assert "hush" not in repr(MemoryGateway(lms, make_settings(), Credentials("hush", "hush")))
