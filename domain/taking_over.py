"""A first publish into a course run that is there already: what of it would be written over, and what removed.

An import replaces the whole tree (platform-facts 5). What learners did hangs on the names of the blocks: a block
stays what it is where one of the same kind and name comes in its place, and is gone otherwise.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import TypeAlias

from attrs import evolve

from domain.identities import BlockKind, Identities
from domain.outline import Outline, OutlineBlock
from domain.plan import Change, PlannedBlock, PublishPlan, only_there

_Name: TypeAlias = tuple[BlockKind, str]


def over_what_is_there(plan: PublishPlan, outline: Outline, names: Identities) -> PublishPlan:
    """The plan of a first publish, with what the LMS holds in the place of what the ledger knows of it.

    `names` cover the author's course; the outline has its components. A block that goes with its unit is not named
    once more.
    """
    sent = {(entry.kind, entry.name) for entry in names.entries if not entry.retired}
    there = {(block.kind, block.name) for block in outline.blocks() if not block.foreign}
    ours = (block for block in plan.blocks if Change.RETIRED not in block.changes)
    written = (evolve(block, changes=frozenset({_done_to(block, there)})) for block in ours)
    return evolve(plan, blocks=(*written, *_gone(outline.chapters, sent)))


def _done_to(block: PlannedBlock, there: Collection[_Name]) -> Change:
    return Change.OVERWRITTEN if (block.kind, block.name) in there else Change.NEW


def _gone(blocks: Sequence[OutlineBlock], sent: Collection[_Name]) -> Iterator[PlannedBlock]:
    """In reading order, parents first."""
    for block in blocks:
        stays = not block.foreign and (block.kind, block.name) in sent
        if not stays:
            yield only_there(block.kind, block.name, block.title or block.name)
        if stays or block.kind is not BlockKind.UNIT:
            yield from _gone(block.children, sent)
