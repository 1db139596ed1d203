"""Two trees of titles laid over each other: the author's course, and what an LMS has of it."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TypeAlias

from attrs import frozen

from domain.identities import BlockKind

Position: TypeAlias = tuple[int, ...]
"""Where a spot stands in its tree: its index among its siblings, after those of its parents."""


class Certainty(StrEnum):
    """How much a person has to look at a match."""

    SURE = "sure"
    LIKELY = "likely"
    GUESS = "a guess"


class Found(StrEnum):
    """How a match was made, the strongest first."""

    TITLE = "same title in the same place"
    TITLE_AND_ORDER = "one of several of this title, by their order"
    TITLE_ELSEWHERE = "same title, which is there once, in another place"
    CAPITALS = "same title in the same place, but for capital letters"
    POSITION = "another title, same position among what was left over"
    ONLY_TEXT = "the only text of its unit"

    @property
    def certainty(self) -> Certainty:
        """What was found by position alone is no more than a guess."""
        match self:
            case Found.TITLE | Found.ONLY_TEXT:
                return Certainty.SURE
            case Found.TITLE_AND_ORDER | Found.TITLE_ELSEWHERE | Found.CAPITALS:
                return Certainty.LIKELY
            case Found.POSITION:
                return Certainty.GUESS


@frozen
class Spot:
    """A block as far as matching looks at it."""

    position: Position
    kind: BlockKind
    title: str
    children: tuple["Spot", ...] = ()


@frozen
class Match:
    """Which spot of the other tree it is, and how that was found."""

    position: Position
    found: Found


_Matches: TypeAlias = dict[Position, Match]
_Siblings: TypeAlias = tuple[Sequence[Spot], Sequence[Spot]]


def matched(ours: Sequence[Spot], theirs: Sequence[Spot]) -> Mapping[Position, Match]:
    """Matches by our positions; no spot is matched twice, and none with one of another kind.

    Level by level: blocks of one title in the same parent; then a title that is there once on both sides, wherever
    it stands; then of what is left over in the same parent titles that differ in capitals alone; then the rest, in
    order, where it is equally many. Where several have one title and not equally many on both sides, it says
    nothing. Takes linear time.
    """
    result: _Matches = {}
    families: list[_Siblings] = [(ours, theirs)]
    for kind in (BlockKind.CHAPTER, BlockKind.SECTION, BlockKind.UNIT):
        families = [(_of_kind(kind, a), _of_kind(kind, b)) for a, b in families]
        everywhere = _of_kind(kind, _all(ours)), _of_kind(kind, _all(theirs))
        level: _Matches = {}
        for family in families:
            level |= _by_title(*family)
        level |= _elsewhere(_left_over(level, everywhere), everywhere)
        for by in (_by_capitals, _by_position):
            taken = _taken(level)
            for family in families:
                level |= by(*_left_over(level, family, taken))
        result |= level
        at = {spot.position: spot for spot in everywhere[1]}
        families = [
            (spot.children, at[level[spot.position].position].children)
            for spot in everywhere[0]
            if spot.position in level
        ]
    for a, b in families:
        result |= _only_text(_of_kind(BlockKind.COMPONENT, a), _of_kind(BlockKind.COMPONENT, b))
    return result


def _by_title(ours: Sequence[Spot], theirs: Sequence[Spot]) -> Iterator[tuple[Position, Match]]:
    there = _grouped(theirs)
    for title, mine in _grouped(ours).items():
        others = there.get(title, [])
        if len(mine) == len(others):
            found = Found.TITLE if len(mine) == 1 else Found.TITLE_AND_ORDER
            yield from _pairs(mine, others, found)


def _by_capitals(ours: Sequence[Spot], theirs: Sequence[Spot]) -> Iterator[tuple[Position, Match]]:
    there = _grouped(theirs, fold=True)
    for title, mine in _grouped(ours, fold=True).items():
        if len(mine) == len(there.get(title, [])) == 1:
            yield from _pairs(mine, there[title], Found.CAPITALS)


def _elsewhere(left_over: _Siblings, everywhere: _Siblings) -> Iterator[tuple[Position, Match]]:
    """A title counts as the only one where it is that among all there are, not just among what is left over."""
    our_titles, their_titles = (Counter(_bare(spot.title) for spot in spots) for spots in everywhere)
    ours, theirs = left_over
    there = _grouped(theirs)
    for title, mine in _grouped(ours).items():
        if our_titles[title] == their_titles[title] == 1 and title in there:
            yield from _pairs(mine, there[title], Found.TITLE_ELSEWHERE)


def _by_position(ours: Sequence[Spot], theirs: Sequence[Spot]) -> Iterator[tuple[Position, Match]]:
    if len(ours) == len(theirs):
        yield from _pairs(ours, theirs, Found.POSITION)


def _only_text(ours: Sequence[Spot], theirs: Sequence[Spot]) -> Iterator[tuple[Position, Match]]:
    if len(ours) == len(theirs) == 1:
        yield from _pairs(ours, theirs, Found.ONLY_TEXT)


def _pairs(ours: Sequence[Spot], theirs: Sequence[Spot], found: Found) -> Iterator[tuple[Position, Match]]:
    for mine, other in zip(ours, theirs, strict=True):
        yield mine.position, Match(other.position, found)


def _taken(matches: _Matches) -> set[Position]:
    return {match.position for match in matches.values()}


def _left_over(matches: _Matches, siblings: _Siblings, taken: set[Position] | None = None) -> _Siblings:
    ours, theirs = siblings
    taken = _taken(matches) if taken is None else taken
    return (
        [spot for spot in ours if spot.position not in matches],
        [spot for spot in theirs if spot.position not in taken],
    )


def _of_kind(kind: BlockKind, spots: Iterable[Spot]) -> Sequence[Spot]:
    return [spot for spot in spots if spot.kind is kind]


def _all(spots: Iterable[Spot]) -> Iterator[Spot]:
    for spot in spots:
        yield spot
        yield from _all(spot.children)


def _grouped(spots: Iterable[Spot], *, fold: bool = False) -> Mapping[str, list[Spot]]:
    """Spots by title, with or without its capitals; those without one say nothing."""
    groups: dict[str, list[Spot]] = {}
    for spot in spots:
        if title := _bare(spot.title):
            groups.setdefault(title.casefold() if fold else title, []).append(spot)
    return groups


def _bare(title: str) -> str:
    """Equal titles may differ in white space and in how accents are written."""
    return " ".join(unicodedata.normalize("NFC", title).split())
