"""One author, two publishes: what the plan says beforehand is what the ids in the LMS prove afterwards."""

from functools import partial

import pytest

from domain.course import Chapter, Course, Section, Unit
from domain.plan import Change, plan_publish
from tests.arrival.arrived import Source, arrived_in, expected_of, usage_keys
from tests.arrival.house import opened_house
from tests.arrival.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="module")

course_of = partial(Course, "STORY1", "A garden", "Arrival", "2026")


def unit(part_id: str, title: str = "Introduction") -> Unit:
    return Unit(part_id, title, f"<p>{part_id}</p>")


BEFORE = course_of(
    (
        Chapter("soil", "Soil", (
            Section("acid", "Acid soil", (unit("u1"), unit("u2"), unit("u3"))),
            Section("lime", "Lime", (unit("u1"), unit("u4"))),
        )),
        Chapter("water", "Water", (Section("rain", "Rain", (unit("u5"), unit("u6"))),)),
    )
)  # fmt: skip

AFTER = course_of(
    (
        Chapter("soil", "The ground", (  # renamed
            Section("acid", "Acid soil", (unit("u1"), unit("new"))),  # one before u3, which is gone; u2 went away
            Section("lime", "Lime", (unit("u1"), unit("u4"))),
        )),
        Chapter("water", "Water", (Section("rain", "Rain", (unit("u5"), unit("u2"), unit("u6"))),)),
    )
)  # fmt: skip

RENAMED: Source = ("chapter", ("soil",))
GONE: set[Source] = {(kind, ("soil", "acid", "u3")) for kind in ("vertical", "html")}
NEW: set[Source] = {(kind, ("soil", "acid", "new")) for kind in ("vertical", "html")}
MOVED: dict[Source, Source] = {
    (kind, ("soil", "acid", "u2")): (kind, ("water", "rain", "u2")) for kind in ("vertical", "html")
}


async def test_rename_move_delete_insert(site: Site) -> None:
    house = await opened_house(site)
    await house.published(BEFORE)
    before = usage_keys(BEFORE, house.simulated(BEFORE))

    ledger = await house.publication(BEFORE)
    assert ledger.proved == BEFORE
    plan = plan_publish(ledger.identities, ledger.proved, AFTER)
    said = {change: [(block.kind, block.place.path) for block in plan.having(change)] for change in Change}
    assert said == {
        Change.RENAMED: [("chapter", "chapters[0]")],
        Change.MOVED: [("unit", "chapters[1].sections[0].units[1]")],
        Change.NEW: [("unit", "chapters[0].sections[0].units[1]")],
        Change.RETIRED: [("unit", "chapters[0].sections[0].units[2]")],
        Change.REWRITTEN: [],
        Change.OVERWRITTEN: [],
        Change.RETURNING: [],
    }
    assert (plan.first, plan.settings, len(plan.blocks), plan.kept) == (False, (), 4, 9)
    assert plan.having(Change.RENAMED)[0].place_before != plan.having(Change.RENAMED)[0].place
    came_from = plan.having(Change.MOVED)[0].place_before
    assert came_from is not None
    assert came_from.path == "chapters[0].sections[0].units[1]"

    await house.published(AFTER)
    after = usage_keys(AFTER, house.simulated(AFTER))
    assert arrived_in(house.simulated(AFTER)) == expected_of(AFTER)
    assert after.keys() - before.keys() == NEW | set(MOVED.values())
    assert before.keys() - after.keys() == GONE | MOVED.keys()
    assert {after[source] for source in NEW}.isdisjoint(before.values())
    assert {before[source] for source in GONE}.isdisjoint(after.values())
    assert all(before[old] == after[new] for old, new in MOVED.items())
    assert all(before[source] == after[source] for source in before.keys() & after.keys())
    assert RENAMED in before.keys() & after.keys()
    named = {block.name for change in (Change.NEW, Change.MOVED, Change.RENAMED) for block in plan.having(change)}
    changed = {
        after[RENAMED],
        after["vertical", ("soil", "acid", "new")],
        after["vertical", ("water", "rain", "u2")],
    }
    assert {usage.rpartition("@")[2] for usage in changed} == named


async def test_what_comes_back_has_its_old_id(site: Site) -> None:
    house = await opened_house(site)
    await house.published(BEFORE)
    first = usage_keys(BEFORE, house.simulated(BEFORE))
    await house.published(AFTER)
    await house.published(BEFORE)
    assert usage_keys(BEFORE, house.simulated(BEFORE)) == first


async def test_publishing_the_same_again_sends_nothing_and_changes_no_id(site: Site) -> None:
    house = await opened_house(site)
    await house.published(BEFORE)
    uploads, keys = len(site.running.simulator.imports), usage_keys(BEFORE, house.simulated(BEFORE))
    await house.published(BEFORE)
    assert len(site.running.simulator.imports) == uploads
    assert usage_keys(BEFORE, house.simulated(BEFORE)) == keys
