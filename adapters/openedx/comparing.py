"""What was sent against what the LMS has: pure comparisons, in the author's own places.

A block is *in place* when the LMS has it under the parent where the author put it. A missing block stands for all
that hangs under it: what is lost with its chapter is not named once more.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve, frozen

from adapters.openedx.replies import OutlineBlock
from adapters.openedx.sent import SentBlock, SentCourse, SentUnit
from adapters.openedx.texts import children_in, html_of, same_text
from domain.violations import Place


@frozen
class Findings:
    """What a comparison found: usage keys in place, and the author's places of what is not as it was sent."""

    in_place: frozenset[str] = frozenset()
    missing: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unexpected: tuple[str, ...] = ()


def compare_outline(sent: SentCourse, found: OutlineBlock) -> Findings:
    """Ids, parents, titles and order of everything from the course down to its units."""
    parents = {child.usage: parent.usage for parent, child in found.below()}
    titles = {found.usage: found.title} | {child.usage: child.title for _, child in found.below()}
    lists = {found.usage: found.children} | {child.usage: child.children for _, child in found.below()}
    return Findings(
        in_place=frozenset(block.usage for block in sent.blocks if parents.get(block.usage) == block.parent),
        missing=tuple(_missing(sent, parents)),
        changed=(*_moved_or_renamed(sent, parents, titles), *_reordered(sent, lists)),
        unexpected=tuple(_strangers(sent, found)),
    )


def _missing(sent: SentCourse, parents: Mapping[str, str]) -> Iterator[str]:
    for block in sent.blocks:
        if block.usage not in parents and (block.parent in parents or block.parent == sent.root):
            yield str(block.place)


def _moved_or_renamed(sent: SentCourse, parents: Mapping[str, str], titles: Mapping[str, str]) -> Iterator[str]:
    if titles.get(sent.root) != sent.title:
        yield str(Place("title", sent.title))
    for block in sent.blocks:
        if block.usage not in parents:
            continue
        if parents[block.usage] != block.parent:
            yield str(block.place)
        if titles[block.usage] != block.place.title:
            yield str(_part(block.place, "title"))


def _reordered(sent: SentCourse, lists: Mapping[str, Sequence[OutlineBlock]]) -> Iterator[str]:
    """Where what is in place stands in another order."""
    expected: defaultdict[str, list[SentBlock]] = defaultdict(list)
    for block in sent.blocks:
        expected[block.parent].append(block)
    parents = {block.usage: block.parent for block in sent.blocks}
    listed = [(sent.root, Place("chapters", sent.title))]
    listed += [(block.usage, block.children) for block in sent.blocks if block.children is not None]
    for usage, place in listed:
        there = [child.usage for child in lists.get(usage, ())]
        order, present = [child for child in there if parents.get(child) == usage], set(there)
        if order != [block.usage for block in expected[usage] if block.usage in present]:
            yield str(place)


def _strangers(sent: SentCourse, found: OutlineBlock) -> Iterator[str]:
    """Blocks that nobody sent: made in Studio. What hangs under a stranger is not named once more."""
    ours = {sent.root} | {block.usage for block in sent.blocks}
    for parent, child in found.below():
        if child.usage not in ours and parent.usage in ours:
            yield f"{child.usage.rpartition('+block@')[2]} «{child.title}», under «{parent.title}»"


def compare_unit(sent: SentCourse, unit: SentUnit, olx: Mapping[str, str]) -> Findings:
    """The unit's one component: there, with the text that was sent, and nothing beside it."""
    components = [usage for usage in olx if usage != unit.usage]
    findings = compare_components(unit, components)
    if not findings.in_place:
        return findings
    if children_in(olx.get(unit.usage, "")) not in (
        None,
        1,
    ):  # one component may be shown twice (platform-facts 5)
        findings = evolve(findings, changed=(str(_part(unit.place, "content")),))
    html = html_of(olx[unit.component])
    if html is not None and same_text(unit.unit.content, html, sent.key):
        return findings
    return evolve(findings, changed=(str(_part(unit.place, "content")),))


def compare_components(unit: SentUnit, components: Sequence[str]) -> Findings:
    """The unit's one component: there, and nothing beside it; what it says is not looked at."""
    place = str(_part(unit.place, "content"))
    if unit.component not in components:
        return Findings(missing=(place,))
    return Findings(frozenset({unit.component}), changed=() if len(components) == 1 else (place,))


def _part(place: Place, name: str) -> Place:
    return Place(f"{place.path}.{name}", place.title)
