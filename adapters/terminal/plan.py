"""A plan for people: what stays, what changes and how, and what becomes unreachable."""

import difflib
from collections.abc import Iterator
from typing import Any

from rich.console import Console

from adapters.terminal.findings import shown
from domain.course_key import CourseKey
from domain.plan import Change, PlannedBlock, PublishPlan

_HEADINGS = {
    Change.NEW: ("New", "green"),
    Change.OVERWRITTEN: ("Written over: they keep their names, what the LMS holds of them is not known", "cyan"),
    Change.RENAMED: ("Renamed", "cyan"),
    Change.MOVED: ("Moved", "cyan"),
    Change.REWRITTEN: ("Changed text", "cyan"),
    Change.RETIRED: ("Retired: what learners did there becomes unreachable", "red"),
}


def print_plan(console: Console, key: CourseKey, plan: PublishPlan, *, with_texts: bool) -> None:
    """Section by section; a block that changes in two ways stands in both."""
    for text, style in _lines(key, plan, with_texts=with_texts):
        console.print(shown(text, style), soft_wrap=True)


def _lines(key: CourseKey, plan: PublishPlan, *, with_texts: bool) -> Iterator[tuple[str, str]]:
    yield f"{key}: {_headline(plan)}", "bold"
    for change, (heading, style) in _HEADINGS.items():
        blocks = plan.having(change)
        if blocks:
            yield f"{heading} ({len(blocks)})", style
        for block in blocks:
            yield f"  {_told(block, change)}", ""
            yield from _diff(block) if with_texts and change is Change.REWRITTEN else ()
    for setting in plan.settings:
        yield f"Setting {setting.name}: {setting.before or '–'} → {setting.after or '–'}", "cyan"
    for place in plan.drift or ():
        yield f"Changed in the LMS by hand, will be overwritten: {place}", "yellow"
    if plan.unsettled:
        yield (
            "The last upload was not proved, so the LMS may hold something else: everything is sent again",
            "yellow",
        )
    yield f"{plan.kept} blocks stay as they are", ""
    if plan.package is not None:
        yield f"package: {plan.package.size:,} bytes, {plan.package.members} members", ""


def _headline(plan: PublishPlan) -> str:
    if plan.nothing_to_do:
        return "nothing to do"
    if plan.creates_run:
        return "the course run would be created"
    return "a first publish from here" if plan.first else "there are changes"


def _told(block: PlannedBlock, change: Change) -> str:
    told = f"{block.kind.value} {block.place}"
    before = block.place_before
    if change is Change.RENAMED and before is not None:
        return f"{told}, was «{before.title}»"
    if change is Change.MOVED and before is not None:
        return f"{told}, was {before.path}"
    if change is Change.REWRITTEN:
        return f"{told}, {len(block.text_before or ''):,} → {len(block.text or ''):,} characters"
    return told


def _diff(block: PlannedBlock) -> Iterator[tuple[str, str]]:
    before, after = (block.text_before or "").splitlines(), (block.text or "").splitlines()
    styles = {"+": "green", "-": "red"}
    for row in list(difflib.unified_diff(before, after, lineterm="", n=1))[2:]:
        yield f"      {row}", styles.get(row[:1], "dim")


def plan_to_json(plan: PublishPlan) -> dict[str, Any]:
    """The plan as data; texts are left out, their places say where to look."""
    return {
        "nothing_to_do": plan.nothing_to_do,
        "first": plan.first,
        "creates_run": plan.creates_run,
        "unsettled": plan.unsettled,
        "kept": plan.kept,
        "blocks": [
            {
                "kind": block.kind.value,
                "name": block.name,
                "changes": sorted(change.value for change in block.changes),
                "place": str(block.place),
                "place_before": None if block.place_before is None else str(block.place_before),
            }
            for block in plan.blocks
        ],
        "settings": [
            {"name": setting.name, "before": setting.before, "after": setting.after} for setting in plan.settings
        ],
        "drift": None if plan.drift is None else list(plan.drift),
        "package": None
        if plan.package is None
        else {"sha256": plan.package.sha256, "size": plan.package.size, "members": plan.package.members},
    }
