"""A course that somebody else put into the LMS is adopted and published: every block keeps the id it had there.

The package is written here by hand, without our packager, our names or our identities.
"""

from collections.abc import AsyncIterator

import pytest
from attrs import evolve

from adapters.simulator import Pace, Settings, Simulator, serve
from application.adopting import AdoptIdentities, AdoptionRequest, Proposal, ProposeAdoption
from application.planning import PlanPublish, PlanRequest
from domain.course import Chapter, Course, Section, Unit
from domain.plan import ONLY_THERE, Change, PublishPlan
from tests.adapters.openedx.site import BytesPackage, opened
from tests.adapters.simulator.packages import pack
from tests.arrival.arrived import Source, usage_keys
from tests.arrival.house import House, opened_house
from tests.arrival.other_hands import by_hand, name_of
from tests.arrival.site import Site


def unit(part_id: str, title: str) -> Unit:
    return Unit(part_id, title, f"<p>The text of {part_id}</p>")


COURSE = Course(
    "GARDEN",
    "A garden",
    "Arrival",
    "2026",
    (
        Chapter("soil", "Почва", (
            Section("acid", "Acid soil", (unit("u1", "Introduction"), unit("u2", "Practice"))),
            Section("lime", "Lime", (unit("u3", "Introduction"), unit("u4", "Practice"))),
        )),
        Chapter("water", "Water", (Section("rain", "Rain", (unit("u5", "Rain"), unit("u6", "Rain"))),)),
    ),
)  # fmt: skip


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """A site that has the course from elsewhere; its LMS is not behind its Studio."""
    pace = Pace(pick_up=0, in_progress=0, unpacking=0, verifying=0, updating=0)
    async with serve(Simulator(Settings(pace=pace, lms_block_lag=0))) as running, opened(running) as gateway:
        house = await opened_house(Site(running, gateway))
        await house.site.send(COURSE, house.key(COURSE), BytesPackage(pack(by_hand(COURSE))))
        yield house


def expected(house: House) -> dict[Source, str]:
    """The usage key of every block of the author's, as the package written by hand gave it."""
    key = str(house.key(COURSE)).removeprefix("course-v1:")

    def usage(kind: str, name: str) -> str:
        return f"block-v1:{key}+type@{kind}+block@{name}"

    keys: dict[Source, str] = {("course", ()): usage("course", "course")}
    for chapter in COURSE.chapters:
        keys["chapter", (chapter.id,)] = usage("chapter", name_of(chapter.id))
        for section in chapter.sections:
            path = (chapter.id, section.id)
            keys["sequential", path] = usage("sequential", name_of(*path))
            for each in section.units:
                keys["vertical", (*path, each.id)] = usage("vertical", name_of(*path, each.id))
                keys["html", (*path, each.id)] = usage("html", f"{name_of(*path, each.id)}-t")
    return keys


async def proposed(house: House, course: Course = COURSE) -> Proposal:
    propose = ProposeAdoption(house.database.transactions, house.gateways)
    return (await propose(AdoptionRequest(course, house.configuration, house.options))).unwrap()


async def adopted(house: House, course: Course = COURSE) -> Proposal:
    proposal = await proposed(house, course)
    adopt = AdoptIdentities(house.database.transactions)
    (await adopt(house.stored.id, house.configuration.id, proposal)).unwrap()
    return proposal


async def test_every_block_keeps_its_id(house: House) -> None:
    proposal = await adopted(house)
    assert (proposal.adoption.new, proposal.adoption.not_adoptable) == ((), ())
    job = await house.published(COURSE)
    assert job.uploaded
    assert usage_keys(COURSE, house.simulated(COURSE)) == expected(house)


async def test_without_adopting_no_block_keeps_it(house: House) -> None:
    """The test above could fail."""
    await house.published(COURSE)
    keys = usage_keys(COURSE, house.simulated(COURSE))
    assert {source for source, usage in keys.items() if usage == expected(house)[source]} == {("course", ())}


async def test_what_would_be_removed_is_told_before(house: House) -> None:
    unmatched = (await proposed(house)).adoption.unmatched
    assert {block.name for block in unmatched if not block.foreign} == {"extra-acid", "extra-lime", "extra-rain"}
    assert {block.title for block in unmatched if block.foreign} >= {"Quiz"}


async def plan_of(house: House, *, live: bool) -> PublishPlan:
    planner = PlanPublish(house.database.transactions, house.gateways)
    planned = await planner(PlanRequest(house.stored.id, COURSE, house.configuration, house.options, live=live))
    return planned.unwrap().plan


def retired(plan: PublishPlan) -> set[tuple[str, str]]:
    assert all(block.place.path == ONLY_THERE for block in plan.having(Change.RETIRED))
    return {(block.kind.value, block.place.title) for block in plan.having(Change.RETIRED)}


async def test_the_plan_names_what_of_the_run_would_be_removed(house: House) -> None:
    """By the names that the ledger holds, or as the LMS shows it; a part goes unnamed with its unit there."""
    await adopted(house)
    units, quizzes = {("unit", f"extra-{each}") for each in ("acid", "lime", "rain")}, 6
    known = retired(await plan_of(house, live=False))
    assert units <= known
    assert {kind for kind, _ in known - units} == {"component"}
    live = await plan_of(house, live=True)
    assert retired(live) == {("unit", "Only in Studio"), ("component", "Quiz")}
    assert len(live.having(Change.RETIRED)) == len(units) + quizzes
    assert not live.elsewhere


async def test_before_adopting_the_plan_says_that_all_of_the_run_would_go(house: House) -> None:
    """Unless the LMS is not asked: then it is a first publish, and that is all that is known."""
    assert not retired(await plan_of(house, live=False))
    plan = await plan_of(house, live=True)
    assert plan.elsewhere
    assert retired(plan) >= {("chapter", "Почва"), ("section", "Lime"), ("unit", "Practice")}
    assert len(plan.having(Change.RETIRED)) == len(expected(house)) - 1 - 6 + 3, "no part of a unit that goes"
    assert not plan.having(Change.OVERWRITTEN)


async def test_a_block_deleted_by_hand_since_adopting_is_new_again(house: House) -> None:
    await adopted(house)
    simulated = house.simulated(COURSE)
    gone = name_of("soil", "lime")
    soil = next(block for block, _ in simulated.tree() if block.id.name == name_of("soil"))
    soil.children = [child for child in soil.children if child.name != gone]
    plan = await plan_of(house, live=True)
    assert {block.name for block in plan.having(Change.NEW) if block.kind.value == "section"} == {gone}


async def test_the_plan_keeps_the_names_and_claims_no_more(house: House) -> None:
    await adopted(house)
    plan = await plan_of(house, live=True)
    assert {block.name for block in plan.having(Change.OVERWRITTEN)} == {
        usage.rpartition("@")[2] for (kind, _), usage in expected(house).items() if kind not in ("course", "html")
    }
    assert not plan.having(Change.NEW)
    assert plan.creates_run is False


async def test_an_edited_course_keeps_what_is_still_the_same(house: House) -> None:
    soil, water = COURSE.chapters
    acid, lime = soil.sections
    edited = evolve(
        COURSE,
        chapters=(
            water,
            evolve(soil, sections=(evolve(acid, units=(unit("new", "Something new"), *acid.units)), lime)),
        ),
    )
    await adopted(house, edited)
    await house.published(edited)
    keys = usage_keys(edited, house.simulated(edited))
    before = expected(house)
    assert {source: usage for source, usage in keys.items() if source in before} == before
    assert keys["vertical", ("soil", "acid", "new")] not in before.values()


async def test_afterwards_all_is_as_with_any_other_course(house: House) -> None:
    await adopted(house)
    await house.published(COURSE)
    again = await house.published(COURSE)
    assert not again.uploaded
    renamed = evolve(COURSE, chapters=(evolve(COURSE.chapters[0], title="Ground"), COURSE.chapters[1]))
    await house.published(renamed)
    assert usage_keys(renamed, house.simulated(renamed)) == expected(house)
