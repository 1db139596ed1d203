"""A plan for people: what stays, what changes and how, and what becomes unreachable."""

from collections.abc import Iterator
from typing import Any

from rich.console import Console

from adapters.terminal.findings import on_one_line, shown
from adapters.terminal.text_diff import LONGEST_ROW, diff_rows
from domain.course_key import CourseKey
from domain.plan import Change, PlannedBlock, PublishPlan, SettingChange
from domain.text import counted

_HEADINGS = {
    Change.NEW: ("New", "green"),
    Change.RETURNING: ("Back again under the name that it had, with what learners did there", "green"),
    Change.OVERWRITTEN: ("Written over: they keep their names, what the LMS holds of them is not known", "cyan"),
    Change.RENAMED: ("Renamed", "cyan"),
    Change.MOVED: ("Moved", "cyan"),
    Change.REWRITTEN: ("Changed text", "cyan"),
    Change.RETIRED: ("Retired: what learners did there becomes unreachable", "red"),
}

_AUTHORS_NAMES = {
    "start": "startDate",
    "enrollment_start": "enrollmentStart",
    "enrollment_end": "enrollmentEnd",
}
"""Settings as the author's file calls them."""

_ELSEWHERE = (
    "The course run was published by something else. `courseport identities adopt` finds out which of its blocks "
    "are this course's, so that they keep their names and with them their learners' work."
)


def print_plan(console: Console, key: CourseKey, plan: PublishPlan, *, with_texts: bool) -> None:
    """Section by section; a block that changes in two ways stands in both."""
    for text, style in _lines(key, plan, with_texts=with_texts):
        console.print(shown(on_one_line(text), style), soft_wrap=True)


def _lines(key: CourseKey, plan: PublishPlan, *, with_texts: bool) -> Iterator[tuple[str, str]]:
    yield f"{key}: {_headline(plan)}", "bold"
    for change, (heading, style) in _HEADINGS.items():
        blocks = plan.having(change)
        if blocks:
            yield f"{heading} ({len(blocks)})", style
        for block in blocks:
            yield f"  {_told(block, change)}", ""
            if with_texts and change is Change.REWRITTEN:
                yield from _diff(block.text_before, block.text)
    for setting in plan.settings:
        yield _set(setting), "cyan"
        yield from _diff(setting.before, setting.after) if with_texts and _long(setting) else ()
    for text in _cautions(plan):
        yield text, "yellow"
    yield _kept(plan), ""
    if plan.package is not None:
        yield f"package: {plan.package.size:,} bytes, {plan.package.members} members", ""


def _cautions(plan: PublishPlan) -> Iterator[str]:
    """What the LMS holds beside or instead of what was last proved."""
    if plan.creates_run and not plan.first:
        yield "The LMS does not have the course run any more: it would be made again, and everything sent again"
    if plan.elsewhere:
        yield _ELSEWHERE
    for place in plan.drift or ():
        yield f"Changed in the LMS by hand, will be overwritten: {place}"
    for place in plan.made_there or ():
        yield f"Made in the LMS by hand, will be removed: {place}"
    if plan.unsettled:
        yield "The last upload was not proved, so the LMS may hold something else: everything is sent again"


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
        return f"{told}, was {before.path}" if before.path != block.place.path else f"{told}, now among others"
    if change is Change.REWRITTEN:
        return f"{told}, {len(block.text_before or ''):,} → {len(block.text or ''):,} characters"
    return told


def _kept(plan: PublishPlan) -> str:
    one = plan.kept == 1
    if plan.creates_run:
        return f"{counted(plan.kept, 'block')} {'keeps its name' if one else 'keep their names'}"
    return f"{counted(plan.kept, 'block')} {'stays as it is' if one else 'stay as they are'}"


def _set(setting: SettingChange) -> str:
    name = _AUTHORS_NAMES.get(setting.name, setting.name)
    before, after = setting.before or "", setting.after or ""
    if _long(setting):
        return f"Setting {name}: {len(before):,} → {len(after):,} characters"
    return f"Setting {name}: {before or '–'} → {after or '–'}"


def _long(setting: SettingChange) -> bool:
    return max(len(setting.before or ""), len(setting.after or "")) > LONGEST_ROW


def _diff(before: str | None, after: str | None) -> Iterator[tuple[str, str]]:
    styles = {"+": "green", "-": "red"}
    for row in diff_rows(before or "", after or ""):
        yield f"      {row}", styles.get(row[:1], "dim")


def plan_to_json(plan: PublishPlan, *, with_texts: bool = False) -> dict[str, Any]:
    """The plan as data. Of texts that change their sizes are told and, if wanted, the rows that differ."""
    return {
        "nothing_to_do": plan.nothing_to_do,
        "first": plan.first,
        "creates_run": plan.creates_run,
        "unsettled": plan.unsettled,
        "published_elsewhere": plan.elsewhere,
        "kept": plan.kept,
        "blocks": [_block_to_json(block, with_texts=with_texts) for block in plan.blocks],
        "settings": [
            {"name": setting.name, "before": setting.before, "after": setting.after} for setting in plan.settings
        ],
        "drift": None if plan.drift is None else list(plan.drift),
        "made_there": None if plan.made_there is None else list(plan.made_there),
        "package": None
        if plan.package is None
        else {"sha256": plan.package.sha256, "size": plan.package.size, "members": plan.package.members},
    }


def _block_to_json(block: PlannedBlock, *, with_texts: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "kind": block.kind.value,
        "name": block.name,
        "changes": sorted(change.value for change in block.changes),
        "place": str(block.place),
        "place_before": None if block.place_before is None else str(block.place_before),
    }
    if Change.REWRITTEN in block.changes:
        before, after = block.text_before or "", block.text or ""
        told |= {"characters_before": len(before), "characters": len(after)}
        told |= {"diff": list(diff_rows(before, after))} if with_texts else {}
    return told
