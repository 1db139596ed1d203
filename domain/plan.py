"""What a publish would do, told before it is done: blocks kept, renamed, moved, rewritten, new and retired.

Two versions of a course are compared by the names that learners' work hangs on, never by titles or places.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from attrs import field, frozen

from domain.course import Course
from domain.identities import NOWHERE, BlockIdentity, BlockKind, Identities, SourcePath
from domain.publication import PackageFacts
from domain.violations import Place

ONLY_THERE = "only in the LMS"
"""The place of what no version of the author's course has."""


class Change(StrEnum):
    """What happens to a block. A block may be renamed, moved and rewritten at once."""

    NEW = "new"
    RETURNING = "returning"
    """It was retired, and comes back under the name that it had: what learners did there is within reach again."""
    OVERWRITTEN = "overwritten"
    """It has its name there already, but what it holds was never proved: adopted, or sent by a job that failed."""
    RENAMED = "renamed"
    MOVED = "moved"
    REWRITTEN = "rewritten"
    RETIRED = "retired"


@frozen(kw_only=True)
class PlannedBlock:
    """A block that does not stay as it is. Places are the author's; texts are there where they differ."""

    kind: BlockKind
    name: str
    changes: frozenset[Change]
    place: Place
    place_before: Place | None = None
    text: str | None = None
    text_before: str | None = None


@frozen
class SettingChange:
    """A setting of the course as a whole that would change."""

    name: str
    before: str | None
    after: str | None


@frozen(kw_only=True)
class PublishPlan:
    """What would change in the LMS. Retired blocks take their learners' work out of reach."""

    first: bool
    kept: int
    blocks: tuple[PlannedBlock, ...]
    settings: tuple[SettingChange, ...] = ()
    creates_run: bool | None = None
    package: PackageFacts | None = None
    drift: tuple[str, ...] | None = field(default=None)
    """What was changed or removed in the LMS by hand; None where the LMS was not asked, as for `made_there`."""
    made_there: tuple[str, ...] | None = None
    """Blocks that were made in the LMS by hand: they go."""
    unsettled: bool = False
    """Something was sent since the last proof and not proved itself: what the LMS holds now is not known."""
    elsewhere: bool = False
    """The course run is there, and was neither published nor adopted from here."""

    def having(self, change: Change) -> tuple[PlannedBlock, ...]:
        """The blocks to which that happens, in reading order."""
        return tuple(block for block in self.blocks if change in block.changes)

    @property
    def nothing_to_do(self) -> bool:
        """Whether the LMS would look the same afterwards, as far as is known."""
        by_hand = self.drift or self.made_there
        return not (self.first or self.unsettled or self.creates_run or self.blocks or self.settings or by_hand)


@frozen
class _Block:
    kind: BlockKind
    name: str
    place: Place
    parent: str
    text: str | None = None


def plan_publish(known: Identities, proved: Course | None, course: Course) -> PublishPlan:
    """The change from what was last proved in the LMS to `course`; `known` are all names ever given there.

    Where nothing was proved yet, the LMS is taken to hold every name that is known: adopted, or sent in vain.
    """
    names = known.covering(course)
    after = {block.name: block for block in _blocks(course, names)}
    if proved is None:
        there = {entry.name for entry in known.entries if not entry.retired}
        new = tuple(
            _planned(block, None, frozenset({Change.OVERWRITTEN if block.name in there else Change.NEW}))
            for block in after.values()
        )
        gone = tuple(only_there(each.kind, each.name, each.name) for each in names.entries if _goes(each))
        return PublishPlan(first=True, kept=0, blocks=(*new, *gone), settings=tuple(_settings(None, course)))
    before = {block.name: block for block in _blocks(proved, known.covering(proved))}
    moved = _moved(before, after)
    once = {entry.name for entry in known.entries if entry.retired}
    planned = [
        _compared(block, before[name], moved=name in moved) if name in before else _added(block, once)
        for name, block in after.items()
    ]
    retired = frozenset({Change.RETIRED})
    lost = (_planned(block, block, retired) for name, block in before.items() if name not in after)
    changed = tuple(block for block in planned if block.changes)
    return PublishPlan(
        first=False,
        kept=len(planned) - len(changed),
        blocks=(*changed, *lost),
        settings=tuple(_settings(proved, course)),
    )


def only_there(kind: BlockKind, name: str, title: str) -> PlannedBlock:
    """A block that a first publish removes. No version of the author's course has it, so its place is none."""
    return PlannedBlock(kind=kind, name=name, changes=frozenset({Change.RETIRED}), place=Place(ONLY_THERE, title))


def _goes(entry: BlockIdentity) -> bool:
    """Whether it is to be told that it goes: a component of our own making goes with its unit."""
    return entry.retired and (entry.kind is not BlockKind.COMPONENT or entry.path == NOWHERE)


def _added(block: _Block, once: Collection[str]) -> PlannedBlock:
    return _planned(block, None, frozenset({Change.RETURNING if block.name in once else Change.NEW}))


def _compared(block: _Block, earlier: _Block, *, moved: bool) -> PlannedBlock:
    happens = {
        Change.RENAMED: block.place.title != earlier.place.title,
        Change.MOVED: moved,
        Change.REWRITTEN: block.text != earlier.text,
    }
    return _planned(block, earlier, frozenset(change for change, so in happens.items() if so))


def _planned(block: _Block, earlier: _Block | None, changes: frozenset[Change]) -> PlannedBlock:
    rewritten = Change.REWRITTEN in changes
    return PlannedBlock(
        kind=block.kind,
        name=block.name,
        changes=changes,
        place=block.place,
        place_before=None if earlier is None else earlier.place,
        text=block.text if rewritten else None,
        text_before=earlier.text if rewritten and earlier is not None else None,
    )


def _blocks(course: Course, identities: Identities) -> Iterator[_Block]:
    """Chapters, sections and units with their text; a unit's component is told as part of the unit."""

    def name(kind: BlockKind, path: SourcePath) -> str:
        return identities.name_of(kind, path)

    for c, chapter in enumerate(course.chapters):
        of_chapter = name(BlockKind.CHAPTER, (chapter.id,))
        yield _Block(BlockKind.CHAPTER, of_chapter, Place(f"chapters[{c}]", chapter.title), "")
        for s, section in enumerate(chapter.sections):
            of_section = name(BlockKind.SECTION, (chapter.id, section.id))
            place = Place(f"chapters[{c}].sections[{s}]", section.title)
            yield _Block(BlockKind.SECTION, of_section, place, of_chapter)
            for u, unit in enumerate(section.units):
                of_unit = name(BlockKind.UNIT, (chapter.id, section.id, unit.id))
                place = Place(f"chapters[{c}].sections[{s}].units[{u}]", unit.title)
                yield _Block(BlockKind.UNIT, of_unit, place, of_section, unit.content)


def _moved(before: Mapping[str, _Block], after: Mapping[str, _Block]) -> set[str]:
    """Blocks under another parent, and the fewest whose order among the siblings that stayed must change."""
    moved = {name for name, block in after.items() if name in before and before[name].parent != block.parent}
    position = {name: index for index, name in enumerate(before)}
    stayed: dict[str, list[str]] = {}
    for name, block in after.items():
        if name in before and name not in moved:
            stayed.setdefault(block.parent, []).append(name)
    for siblings in stayed.values():
        in_order = _longest_rising([position[name] for name in siblings])
        moved |= {name for index, name in enumerate(siblings) if index not in in_order}
    return moved


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """Indices of one longest rising subsequence; the rest is what has to move."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, number in enumerate(numbers):
        at = bisect_left(tails, number)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [number]
        ends[at : at + 1] = [index]
    chosen: set[int] = set()
    index = ends[-1] if ends else -1
    while index >= 0:
        chosen.add(index)
        index = before[index]
    return chosen


def _settings(before: Course | None, after: Course) -> Iterable[SettingChange]:
    names = ("title", "description", "language", "start", "enrollment_start", "enrollment_end")
    for name in names:
        old = None if before is None else getattr(before, name)
        new = getattr(after, name)
        if old != new:
            yield SettingChange(name, None if old is None else str(old), None if new is None else str(new))
