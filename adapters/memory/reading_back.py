"""Comparison of a course with what the in-memory LMS holds of it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set

from adapters.memory.package import Block, PlacedBlock, placed_blocks
from domain.course import Course
from domain.identities import BlockKind, Identities
from domain.outline import Outline, OutlineBlock
from domain.publication import Verification, VerificationScope
from domain.sampling import texts_to_compare


def compare(
    course: Course,
    identities: Identities,
    held: Mapping[str, Block],
    scope: VerificationScope,
    previous: Course | None,
) -> Verification:
    """What is there, what is missing, what is different; texts as far as the scope goes."""
    expected = list(placed_blocks(course, identities))
    texts = [placed for placed in expected if placed.block.kind is BlockKind.COMPONENT]
    names = {placed.block.name for placed in expected}
    read = {identities.name_of(BlockKind.COMPONENT, path) for path in texts_to_compare(course, scope, previous)}
    chosen = [placed for placed in texts if placed.block.name in read]
    missing = [placed.place for placed in expected if not _in_place(placed.block, held)]
    changed = [
        *(p.place for p in expected if p.block.name in held and _titled_otherwise(p.block, held[p.block.name])),
        *(p.place for p in chosen if p.block.name in held and held[p.block.name].content != p.block.content),
        *_out_of_order(expected, held),
    ]
    return Verification(
        scope=scope,
        units_expected=len(texts),
        units_in_place=len({p.place for p in texts} - {*missing, *changed}),
        blocks_expected=len(expected),
        blocks_in_place=len(expected) - len(missing),
        texts_compared=len(chosen),
        missing=tuple(dict.fromkeys(missing)),
        changed=tuple(dict.fromkeys(changed)),
        unexpected=tuple(_strangers(names, held)),
    )


def _in_place(block: Block, held: Mapping[str, Block]) -> bool:
    found = held.get(block.name)
    return found is not None and (found.kind, found.parent) == (block.kind, block.parent)


def _titled_otherwise(block: Block, found: Block) -> bool:
    return found.title != block.title


def _out_of_order(expected: Sequence[PlacedBlock], held: Mapping[str, Block]) -> Iterator[str]:
    """The blocks that both sides have in the same parent, but not in the same order."""
    here: defaultdict[str | None, list[PlacedBlock]] = defaultdict(list)
    there: defaultdict[str | None, list[str]] = defaultdict(list)
    wanted = {placed.block.name for placed in expected if _in_place(placed.block, held)}
    for placed in expected:
        if placed.block.name in wanted:
            here[placed.block.parent].append(placed)
    for name, block in held.items():
        if name in wanted:
            there[block.parent].append(name)
    for parent, children in here.items():
        yield from (p.place for p, name in zip(children, there[parent], strict=True) if p.block.name != name)


def _strangers(ours: Set[str], held: Mapping[str, Block]) -> Iterator[str]:
    """What nobody sent; what hangs under a stranger is not named once more."""
    for block in held.values():
        if block.name not in ours and (block.parent is None or block.parent in ours):
            yield f"{block.name} «{block.title}»"


def outline_of(title: str, held: Mapping[str, Block], *, components: bool) -> Outline:
    """The tree of what is held, in the order in which it came."""
    below: dict[str | None, list[Block]] = {}
    for block in held.values():
        if components or block.kind is not BlockKind.COMPONENT:
            below.setdefault(block.parent, []).append(block)

    def told(block: Block) -> OutlineBlock:
        return OutlineBlock(block.kind, block.name, block.title, tuple(map(told, below.get(block.name, ()))))

    return Outline(title, tuple(map(told, below.get(None, ()))))
