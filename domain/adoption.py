"""A course that something else published before: which block of the LMS is which block of the author's.

Learners' work hangs on the names that the LMS has. They are found by title and place, never across kinds and never
where two answers are as good as each other; how each was found is told, so that a person can judge it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from attrs import field, frozen

from domain.course import Course
from domain.identities import NOWHERE, BlockIdentity, BlockKind, Identities, SourcePath
from domain.matching import Certainty, Found, Position, Spot, matched
from domain.outline import Outline, OutlineBlock
from domain.violations import Place

ADOPTABLE = re.compile(r"[A-Za-z0-9_-]{1,100}")
"""Names that we can go on using: the data model's URL_NAME_PATTERN and URL_NAME_MAX_LENGTH (section 12)."""


class Obstacle(StrEnum):
    """Why a block's name cannot be kept although the block was found."""

    PATTERN = "the name holds other characters than A–Z, a–z, 0–9, _ and -, or more than 100 of them"
    REPEATED = "another block of the course run has the same name"


@frozen(kw_only=True)
class AdoptedBlock:
    """A block of the author's that the LMS has. With an `obstacle` it gets a new name all the same.

    A text is no surer than its unit.
    """

    kind: BlockKind
    path: SourcePath
    place: Place
    block: OutlineBlock
    found: Found
    certainty: Certainty
    obstacle: Obstacle | None = None


@frozen(kw_only=True)
class NewBlock:
    """A block of the author's that the LMS does not have; it gets a new name."""

    kind: BlockKind
    place: Place


@frozen(kw_only=True)
class Adoption:
    """What was found. The next publish removes `unmatched` from the LMS, with what learners did there."""

    blocks: tuple[AdoptedBlock, ...]
    new: tuple[NewBlock, ...]
    unmatched: tuple[OutlineBlock, ...]
    _names_in_use: tuple[tuple[BlockKind, str], ...] = field(alias="names_in_use", repr=False)

    @property
    def kept(self) -> tuple[AdoptedBlock, ...]:
        """The blocks that keep the name which they have in the LMS."""
        return tuple(block for block in self.blocks if block.obstacle is None)

    @property
    def not_adoptable(self) -> tuple[AdoptedBlock, ...]:
        """The blocks that were found and must get another name."""
        return tuple(block for block in self.blocks if block.obstacle is not None)

    @property
    def identities(self) -> Identities:
        """The ledger to begin with. Every other name of the LMS is retired: no new block may be given it.

        Retired ones stand nowhere in the author's course, so that none ever comes back.
        """
        living = tuple(BlockIdentity(each.kind, each.path, each.block.name) for each in self.kept)
        used = {entry.name for entry in living}
        rest = {name: kind for kind, name in reversed(self._names_in_use) if name not in used}
        retired = (BlockIdentity(kind, NOWHERE, name, retired=True) for name, kind in sorted(rest.items()))
        return Identities((*living, *retired))


def adopt(course: Course, outline: Outline, *, guess: bool = True) -> Adoption:
    """Finds the blocks of `course` in the LMS. The outline holds components; the course has no id twice.

    A unit's text is found where its unit shows exactly one block of our kind. Same arguments, same answer. Without
    `guess` no name is kept of a block that was found by its position alone; what is in it is found all the same.
    """
    parts, blocks = dict(_parts(course)), dict(_blocks(outline.chapters))
    found = matched(_spots(parts), _spots({at: block for at, block in blocks.items() if not block.foreign}))
    certainty = {at: found[at[:3]].found.certainty for at in found}
    if not guess:
        found = {at: match for at, match in found.items() if certainty[at] is not Certainty.GUESS}
    owners: dict[str, Position] = {}
    for at, block in blocks.items():
        owners.setdefault(block.name, at)

    def adopted(at: Position, part: _Part) -> AdoptedBlock:
        there = found[at].position
        block = blocks[there]
        obstacle = None if owners[block.name] == there else Obstacle.REPEATED
        return AdoptedBlock(
            kind=part.kind,
            path=part.path,
            place=part.place,
            block=block,
            found=found[at].found,
            certainty=certainty[at],
            obstacle=obstacle if ADOPTABLE.fullmatch(block.name) else Obstacle.PATTERN,
        )

    taken = {match.position for match in found.values()}
    return Adoption(
        blocks=tuple(adopted(at, part) for at, part in parts.items() if at in found),
        new=tuple(NewBlock(kind=part.kind, place=part.place) for at, part in parts.items() if at not in found),
        unmatched=tuple(block for at, block in blocks.items() if at not in taken),
        names_in_use=tuple(
            (block.kind, block.name) for block in blocks.values() if ADOPTABLE.fullmatch(block.name)
        ),
    )


@frozen
class _Part:
    """A block of the author's course."""

    kind: BlockKind
    path: SourcePath
    place: Place

    @property
    def title(self) -> str:
        return self.place.title


def _parts(course: Course) -> Iterator[tuple[Position, _Part]]:
    """Every block in reading order, parents first, by position."""
    for c, chapter in enumerate(course.chapters):
        at = f"chapters[{c}]"
        yield (c,), _Part(BlockKind.CHAPTER, (chapter.id,), Place(at, chapter.title))
        for s, section in enumerate(chapter.sections):
            path = (chapter.id, section.id)
            yield (c, s), _Part(BlockKind.SECTION, path, Place(f"{at}.sections[{s}]", section.title))
            for u, unit in enumerate(section.units):
                place = Place(f"{at}.sections[{s}].units[{u}]", unit.title)
                yield (c, s, u), _Part(BlockKind.UNIT, (*path, unit.id), place)
                yield (c, s, u, 0), _Part(BlockKind.COMPONENT, (*path, unit.id), place)


def _blocks(siblings: Iterable[OutlineBlock], above: Position = ()) -> Iterator[tuple[Position, OutlineBlock]]:
    for index, block in enumerate(siblings):
        at = (*above, index)
        yield at, block
        yield from _blocks(block.children, at)


def _spots(blocks: Mapping[Position, _Part | OutlineBlock]) -> tuple[Spot, ...]:
    """The tree that the positions make; the last come first, so that children are there before their parents."""
    children: defaultdict[Position, list[Spot]] = defaultdict(list)
    for at, block in reversed(list(blocks.items())):
        children[at[:-1]].append(Spot(at, block.kind, block.title, tuple(reversed(children.pop(at, [])))))
    return tuple(reversed(children[()]))
