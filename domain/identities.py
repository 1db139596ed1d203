"""Which block of the author's course is which block of the LMS, for ever.

Learners' answers and progress hang on a block's name in the LMS. So a name is given once, from the title of the
day, and kept whatever the title or place becomes; a retired name is never given to another block.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

from attrs import evolve, frozen

from domain.course import Course
from domain.slugs import slugify

RESERVED = ("course",)
"""Names that no block is given: an LMS files the course itself as `block@course` (platform-facts 5)."""


class BlockKind(StrEnum):
    """The levels of a course. A unit is a container; what it shows is its component."""

    CHAPTER = "chapter"
    SECTION = "section"
    UNIT = "unit"
    COMPONENT = "component"


SourcePath: TypeAlias = tuple[str, ...]
"""The author's ids from the chapter down to the block itself."""


NOWHERE: SourcePath = ("",)
"""The path of a name that some block of an adopted course run had: no author's block has the empty id."""


@frozen
class BlockSource:
    """A block as the author's course has it. A component has its unit's path: it comes and goes with it."""

    kind: BlockKind
    path: SourcePath
    title: str


@frozen
class BlockIdentity:
    """The name that a source has in the LMS; `retired` once its source is gone from the course."""

    kind: BlockKind
    path: SourcePath
    name: str
    retired: bool = False


@frozen
class Identities:
    """All names ever given in one course run of one LMS; no two blocks share one."""

    entries: tuple[BlockIdentity, ...] = ()

    @cached_property
    def _names(self) -> Mapping[tuple[BlockKind, SourcePath], str]:
        return {(entry.kind, entry.path): entry.name for entry in self.entries if not entry.retired}

    def name_of(self, kind: BlockKind, path: SourcePath) -> str:
        """The LMS's name of a block of the course that these identities cover; `KeyError` for any other."""
        return self._names[kind, path]

    def covering(self, course: Course) -> "Identities":
        """These identities carried over to `course`: kept, moved, returned, new and retired.

        A block is the same block while its source id is, also after a move; where an id stands in several places
        its parents' ids tell them apart. A retired name goes back to the place it came from, or after an
        id that never stood anywhere else. Linear in the number of blocks, whatever their titles.
        """
        sources = list(blocks_of(course))
        kept = _matched(sources, [entry for entry in self.entries if not entry.retired])
        kept |= _returned([source for source in sources if (source.kind, source.path) not in kept], sources, self)
        names = _Names((*RESERVED, *(entry.name for entry in self.entries)))
        living = tuple(
            _carried(kept[source.kind, source.path], source)
            if (source.kind, source.path) in kept
            else BlockIdentity(source.kind, source.path, names.new(_base(source)))
            for source in sources
        )
        still = {entry.name for entry in living}
        gone = (evolve(entry, retired=True) for entry in self.entries if entry.name not in still)
        return Identities((*living, *gone))


def blocks_of(course: Course) -> Iterator[BlockSource]:
    """Every block of a course in reading order, parents first."""
    for chapter in course.chapters:
        yield BlockSource(BlockKind.CHAPTER, (chapter.id,), chapter.title)
        for section in chapter.sections:
            yield BlockSource(BlockKind.SECTION, (chapter.id, section.id), section.title)
            for unit in section.units:
                path = (chapter.id, section.id, unit.id)
                yield BlockSource(BlockKind.UNIT, path, unit.title)
                yield BlockSource(BlockKind.COMPONENT, path, unit.title)


_Matches: TypeAlias = dict[tuple[BlockKind, SourcePath], BlockIdentity]


def _matched(sources: Sequence[BlockSource], entries: Sequence[BlockIdentity]) -> _Matches:
    """Pairs of source and identity: by the whole path first, then by ever shorter tails of it.

    A tail tells a block only where it stands once in the whole course, before and after: an id such as «unit-1»
    that several sections use says nothing about where one of them went, and a wrong guess would show one block's
    answers in another.
    """
    matches: _Matches = {}
    taken: set[str] = set()
    for length in (3, 2, 1):
        if len(taken) == len(entries) or len(matches) == len(sources):
            break  # nobody is left to be paired: as after most edits, by whole paths alone
        at = {(source.kind, source.path[-length:]): source for source in sources}
        known = {(entry.kind, entry.path[-length:]): entry for entry in entries}
        before = Counter((entry.kind, entry.path[-length:]) for entry in entries)
        after = Counter((source.kind, source.path[-length:]) for source in sources)
        for tail, entry in known.items():
            if before[tail] == after[tail] == 1 and entry.name not in taken:
                source = at[tail]
                if (source.kind, source.path) not in matches:
                    matches[source.kind, source.path] = entry
                    taken.add(entry.name)
    return matches


def _returned(absent: Sequence[BlockSource], sources: Iterable[BlockSource], known: Identities) -> _Matches:
    """Pairs of source and retired identity: at the same place, or of an id that never stood anywhere else."""
    if not absent:
        return {}
    newest_last = [entry for entry in reversed(known.entries) if entry.retired]
    retired = {(entry.kind, entry.path): entry for entry in newest_last}
    matches = {(s.kind, s.path): retired[s.kind, s.path] for s in absent if (s.kind, s.path) in retired}
    standing = Counter((source.kind, source.path[-1]) for source in sources)
    known_as = Counter((entry.kind, entry.path[-1]) for entry in known.entries)
    by_id = {(entry.kind, entry.path[-1]): entry for entry in retired.values()}
    for source in absent:
        tail = (source.kind, source.path[-1])
        if (source.kind, source.path) not in matches and tail in by_id and standing[tail] == known_as[tail] == 1:
            matches[source.kind, source.path] = by_id[tail]
    return matches


def _carried(entry: BlockIdentity, source: BlockSource) -> BlockIdentity:
    if entry.path == source.path and not entry.retired:
        return entry
    return evolve(entry, path=source.path, retired=False)


def _base(source: BlockSource) -> str:
    slug = slugify(source.title)
    return f"{slug}_html" if source.kind is BlockKind.COMPONENT else slug


class _Names:
    """Hands out names that were never used: the base itself, then `base_1`, `base_2`, …"""

    def __init__(self, used: Iterable[str]) -> None:
        self._used = set(used)
        self._next: dict[str, int] = {}

    def new(self, base: str) -> str:
        number = self._next.get(base, 0)
        name = f"{base}_{number}" if number else base
        while name in self._used:
            number += 1
            name = f"{base}_{number}"
        self._next[base] = number + 1
        self._used.add(name)
        return name
