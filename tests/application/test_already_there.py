"""A publish that would change nothing: proved without an upload; and what makes it upload all the same."""

import pytest
from attrs import evolve

from domain.faults import FaultCode
from domain.import_job import Failed, Succeeded
from domain.publication import PublishOptions
from tests.application.house import InMemoryHouse


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
