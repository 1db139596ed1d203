"""A publish that would change nothing: proved without an upload; and what makes it upload all the same."""

from uuid import uuid4

import pytest
from attrs import evolve

from adapters.memory.lms import Watch
from domain.course import Chapter, Course, Section
from domain.faults import FaultCode
from domain.identifiers import JobId
from domain.identities import BlockKind, SourcePath, blocks_of
from domain.import_job import Failed, Succeeded
from domain.publication import PublishOptions, VerificationScope
from domain.sampling import texts_to_compare
from tests.application.house import InMemoryHouse
from tests.builders import make_course


@pytest.fixture
async def house() -> InMemoryHouse:
    house = await InMemoryHouse().open()
    first = await house.published()
    assert isinstance(first, Succeeded)
    assert first.uploaded
    return house


async def test_the_same_course_again_is_proved_and_not_sent(house: InMemoryHouse) -> None:
    job = await house.published()
    assert isinstance(job, Succeeded)
    assert not job.uploaded
    assert job.verification.complete
    assert job.progress.percent == 100
    assert len(house.lms.imports) == 1


async def test_force_sends_it(house: InMemoryHouse) -> None:
    accepted = await house.accepted(PublishOptions(force=True))
    job = await house.run_import(accepted.job.id)
    assert isinstance(job, Succeeded)
    assert job.uploaded
    assert len(house.lms.imports) == 2


async def test_a_change_sends_it(house: InMemoryHouse) -> None:
    await house.put(evolve(house.stored.course, title="Новое имя"))
    job = await house.published()
    assert isinstance(job, Succeeded)
    assert job.uploaded


async def test_a_course_changed_by_hand_in_the_lms_is_mended(house: InMemoryHouse) -> None:
    held = next(iter(house.lms.courses.values()))
    del held.blocks["unit_0_1_1"]
    job = await house.published()
    assert isinstance(job, Succeeded)
    assert job.uploaded


async def test_a_failed_publish_between_is_no_reason_to_skip(house: InMemoryHouse) -> None:
    """What was last proved is not what the LMS may hold now; reading back finds that out."""
    original = house.stored.course
    await house.put(evolve(original, chapters=(evolve(original.chapters[0], title="Half a change"),)))
    house.lms.troubles.drops.add("unit_0_0_0")
    assert isinstance(await house.published(), Failed)
    house.lms.troubles.drops.clear()
    await house.put(original)
    job = await house.published()
    assert isinstance(job, Succeeded)
    assert job.uploaded


async def test_a_failed_publish_of_a_large_course_is_no_reason_to_skip_what_is_not_sampled() -> None:
    """Of a large course only a sample is read back, so that the other text would stay without anybody noticing."""
    house = await InMemoryHouse().open()
    original = make_course(chapters=3, sections=7, units=10)
    await house.put(original)
    assert isinstance(await house.published(), Succeeded)
    paths = [source.path for source in blocks_of(original) if source.kind is BlockKind.COMPONENT]
    victim = next(p for p in paths if p not in texts_to_compare(original, VerificationScope.AUTO, original))
    await house.put(_with_text(original, victim, "<p>half a change</p>"))
    house.lms.watch = _refusing_to_be_read(house)
    assert isinstance(await house.published(), Failed)
    house.lms.watch, house.lms.troubles.unknown_credentials = None, False
    await house.put(original)
    job = await house.published()
    assert isinstance(job, Succeeded)
    assert job.uploaded
    held = next(iter(house.lms.courses.values()))
    assert all(block.content != "<p>half a change</p>" for block in held.blocks.values())


def _refusing_to_be_read(house: InMemoryHouse) -> Watch:
    async def watch(call: str) -> None:
        house.lms.troubles.unknown_credentials = call == "verify"

    return watch


def _with_text(course: Course, path: SourcePath, text: str) -> Course:
    def changed(chapter: Chapter) -> Chapter:
        return evolve(chapter, sections=tuple(section_of(chapter, each) for each in chapter.sections))

    def section_of(chapter: Chapter, section: Section) -> Section:
        here = (chapter.id, section.id)
        units = tuple(evolve(u, content=text) if (*here, u.id) == path else u for u in section.units)
        return evolve(section, units=units)

    return evolve(course, chapters=tuple(changed(chapter) for chapter in course.chapters))


async def test_what_a_forgotten_job_sent_since_is_not_known_either(house: InMemoryHouse) -> None:
    """Its row may be gone; the ledger still says that somebody had the course run in hands after the proof."""
    course, key = house.stored.course, next(iter(house.lms.courses))
    async with house.database.transactions() as tx:
        published = await tx.publications.get(house.configuration.id, key)
        assert published is not None
        assert published.settled
        claimed = await tx.publications.claim(
            house.configuration.id, key, published.course_id, published.identities.covering(course), JobId(uuid4())
        )
        claimed.unwrap()
        await tx.commit()
    job = await house.published()
    assert isinstance(job, Succeeded)
    assert job.uploaded


async def test_a_third_publish_without_a_change_sends_nothing_either(house: InMemoryHouse) -> None:
    """The second one proved what is there without sending anything itself."""
    for _ in range(3):
        job = await house.published()
        assert isinstance(job, Succeeded)
        assert not job.uploaded


async def test_an_existing_course_is_refused_where_overwriting_was_not_wanted(house: InMemoryHouse) -> None:
    await house.put(evolve(house.stored.course, title="Новое имя"))
    accepted = await house.accepted(PublishOptions(overwrite_existing=False))
    job = await house.run_import(accepted.job.id)
    assert isinstance(job, Failed)
    assert job.fault.code is FaultCode.IMPORT_REJECTED
    assert len(house.lms.imports) == 1
    assert job.started_at is None


async def test_a_new_course_is_created_where_overwriting_was_not_wanted(house: InMemoryHouse) -> None:
    accepted = await house.accepted(PublishOptions(overwrite_existing=False, run_override="new"))
    assert isinstance(await house.run_import(accepted.job.id), Succeeded)
