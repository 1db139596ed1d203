"""RunImport: from every state to an end, whatever the LMS does and wherever the process dies."""

from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import pytest
from attrs import evolve

from application.importing import LeaseLost, RunOutcome
from application.ports.stores import Transaction
from domain.course import Course
from domain.faults import FaultCode, ImportFault, MissingFault, TimeoutFault
from domain.identities import BlockKind
from domain.import_job import Failed, Processing, Succeeded
from domain.progress import Stage
from tests.application.house import CrashError, InMemoryHouse
from tests.builders import make_course


@pytest.fixture
async def house() -> InMemoryHouse:
    return await InMemoryHouse().open()


async def test_the_main_job(house: InMemoryHouse) -> None:
    job = await house.published()
    assert isinstance(job, Succeeded)
    assert job.verification.summary() == "4/4 units in place, 4 texts compared, 0 missing, 0 changed"
    assert job.progress.percent == 100
    assert [mark.stage for mark in job.progress.marks] == list(Stage)
    assert job.task_id == "task-1"
    assert await house.job(job.id) == job
    assert job.order.course_key in house.lms.courses


async def test_a_claimed_success_with_a_lost_block_is_a_failure_that_names_it(house: InMemoryHouse) -> None:
    house.lms.troubles.drops.add("unit_0_1_0")
    job = await house.published()
    assert isinstance(job, Failed)
    assert isinstance(job.fault, ImportFault)
    assert job.fault.code is FaultCode.IMPORT_INCOMPLETE
    assert job.fault.missing == ("chapters[0].sections[1].units[0] «Unit 0.1.0»",)
    assert "chapters[0].sections[1].units[0] «Unit 0.1.0»" in job.fault.help
    assert job.progress.percent < 100


async def test_a_mangled_text_is_a_failure_too(house: InMemoryHouse) -> None:
    house.lms.troubles.mangles.add("unit_0_0_0_html")
    job = await house.published()
    assert isinstance(job, Failed)
    assert isinstance(job.fault, ImportFault)
    assert len(job.fault.changed) == 1


async def test_the_words_of_the_lms_reach_the_job(house: InMemoryHouse) -> None:
    house.lms.troubles.fails_import = "Unsafe archive file. Aborting import."
    job = await house.published()
    assert isinstance(job, Failed)
    assert isinstance(job.fault, ImportFault)
    assert job.fault.lms_words == "Unsafe archive file. Aborting import."


async def test_an_import_that_nobody_picks_up_ends_at_the_deadline(house: InMemoryHouse) -> None:
    house.lms.troubles.never_picks_up = True
    before = house.clock()
    job = await house.published()
    assert isinstance(job, Failed)
    assert isinstance(job.fault, TimeoutFault)
    assert job.fault.code is FaultCode.POLL_TIMEOUT
    assert "worker" in job.fault.message
    patience = timedelta(seconds=house.configuration.settings.import_timeout_seconds)
    assert patience <= house.clock() - before <= patience + timedelta(seconds=10)


async def test_an_import_that_never_ends_is_told_from_one_that_never_began(house: InMemoryHouse) -> None:
    house.lms.stages = (Stage.UNPACKING, *[Stage.UPDATING] * 1000)
    job = await house.published()
    assert isinstance(job, Failed)
    assert job.fault.code is FaultCode.IMPORT_TIMEOUT
    assert "updating" in job.fault.message


async def test_trouble_while_polling_is_waited_out(house: InMemoryHouse) -> None:
    house.lms.troubles.lost_progress = 5
    assert isinstance(await house.published(), Succeeded)


async def test_an_upload_whose_answer_was_lost_is_found_and_not_repeated(house: InMemoryHouse) -> None:
    house.lms.troubles.lost_answers = 1
    job = await house.published()
    assert isinstance(job, Succeeded)
    assert len(house.lms.imports) == 1


async def test_a_refused_upload_fails_at_once(house: InMemoryHouse) -> None:
    house.lms.troubles.refuses_upload = "too large for the proxy"
    job = await house.published()
    assert isinstance(job, Failed)
    assert job.fault.code is FaultCode.IMPORT_REJECTED
    assert house.lms.imports == {}


async def test_a_deleted_configuration_ends_the_job(house: InMemoryHouse) -> None:
    accepted = await house.accepted()
    job_id = accepted.job.id
    del house.database.committed.configurations[house.configuration.id]
    job = await house.run_import(job_id)
    assert isinstance(job, Failed)
    assert isinstance(job.fault, MissingFault)


async def test_the_job_publishes_the_course_as_it_was_when_ordered(house: InMemoryHouse) -> None:
    accepted = await house.accepted()
    ordered = house.stored.course
    await house.put(evolve(make_course(), title="Edited meanwhile", chapters=ordered.chapters[:1]))
    job = await house.run_import(accepted.job.id)
    assert isinstance(job, Succeeded)
    async with house.database.transactions() as tx:
        published = await tx.publications.get(house.configuration.id, job.order.course_key)
    assert published is not None
    assert published.proved == ordered


async def test_a_second_publish_keeps_every_name(house: InMemoryHouse) -> None:
    first = await house.published()
    await house.put(_renamed(house.stored.course))
    second = await house.published()
    assert isinstance(first, Succeeded)
    assert isinstance(second, Succeeded)
    async with house.database.transactions() as tx:
        published = await tx.publications.get(house.configuration.id, second.order.course_key)
    assert published is not None
    assert published.identities.name_of(BlockKind.CHAPTER, ("c0",)) == "glava_0"


def _renamed(course: Course) -> Course:
    chapters = tuple(evolve(chapter, title=f"{chapter.title}, переписанная") for chapter in course.chapters)
    return evolve(course, chapters=chapters)


async def test_a_newer_run_fences_the_older_one_out(house: InMemoryHouse) -> None:
    accepted = await house.accepted()
    overtaken = False
    newer: list[RunOutcome] = []

    async def overtake(call: str) -> None:
        nonlocal overtaken
        if call == "prepare" and not overtaken:
            overtaken = True
            newer.append(await house.run_import(accepted.job.id))

    house.lms.watch = overtake
    assert isinstance(await house.run_import(accepted.job.id), LeaseLost)
    assert isinstance(newer[0], Succeeded)
    assert len(house.lms.imports) == 1


async def test_an_ended_job_is_told_and_not_run_again(house: InMemoryHouse) -> None:
    job = await house.published()
    assert isinstance(job, Succeeded)
    assert await house.run_import(job.id) == job
    assert len(house.lms.imports) == 1


async def _steps_of_a_whole_run() -> int:
    house = await InMemoryHouse().open()
    house.fuse.steps = 0
    await house.published()
    return house.fuse.steps


async def test_killed_at_any_call_of_the_lms_the_next_run_ends_verified() -> None:
    """Each call once; what the LMS has is never sent again."""
    steps = await _steps_of_a_whole_run()
    assert steps >= 8
    for fatal in range(1, steps + 1):
        house = await InMemoryHouse().open()
        accepted = await house.accepted()
        house.fuse.steps, house.fuse.at = 0, fatal
        with pytest.raises(CrashError):
            await house.run_import(accepted.job.id)
        job = await house.run_import(accepted.job.id)
        assert isinstance(job, Succeeded), fatal
        assert len(house.lms.imports) == 1, fatal


@pytest.mark.parametrize("writes", range(1, 14))
async def test_killed_before_any_write_the_next_run_ends_verified(writes: int) -> None:
    house = await InMemoryHouse().open()
    accepted = await house.accepted()
    saves = 0

    def dying() -> AbstractAsyncContextManager[Transaction]:
        """Transactions, until the n-th is to begin."""
        nonlocal saves
        saves += 1
        if saves == writes:
            raise CrashError
        return house.database.transactions()

    run_import = evolve(house.run_import, transactions=dying)
    died = False
    try:
        outcome = await run_import(accepted.job.id)
    except CrashError:
        died = True
        outcome = await house.run_import(accepted.job.id)
    assert isinstance(outcome, Succeeded)
    assert died or saves < writes
    assert len(house.lms.imports) == 1


async def test_found_in_processing_it_uploads_nothing(house: InMemoryHouse) -> None:
    accepted = await house.accepted()
    calls: list[str] = []

    async def note(call: str) -> None:
        calls.append(call)
        if calls.count("progress") == 2 and calls[-1] == "progress":
            raise CrashError

    house.lms.watch = note
    with pytest.raises(CrashError):
        await house.run_import(accepted.job.id)
    assert isinstance(await house.job(accepted.job.id), Processing)
    calls.clear()
    calls.extend(["progress"] * 3)
    assert isinstance(await house.run_import(accepted.job.id), Succeeded)
    assert "upload" not in calls
    assert "prepare" not in calls
