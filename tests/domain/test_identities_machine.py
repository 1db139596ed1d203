"""An author edits a course in every way there is, and publishes now and then; names are watched all the time."""

import re
from collections import Counter
from random import Random
from typing import TypeAlias, TypeVar

import hypothesis.strategies as st
import pytest
from attrs import define, field
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from domain.course import Chapter, Course, Section, Unit
from domain.identities import BlockIdentity, BlockKind, Identities, SourcePath, blocks_of

T = TypeVar("T")
SourceId: TypeAlias = tuple[BlockKind, str]

TITLES = st.sampled_from(["Same", "same 1", "Глава", "章", "🎓", "x html", "", "Ä" * 60])
INDEX = st.integers(0, 30)


@define
class Part:
    """A chapter, section or unit that can be edited."""

    id: str
    title: str
    parts: list["Part"] = field(factory=list)


class Author(RuleBasedStateMachine):
    """Ids are few, so that they stand under several parents and come back after deletion."""

    def __init__(self) -> None:
        super().__init__()
        self.chapters: list[Part] = []
        self.published: Course = self.course()
        self.names = Identities()
        self.owners: dict[str, SourceId] = {}

    def course(self) -> Course:
        return Course("C", "T", "O", "R", tuple(_chapter(chapter) for chapter in self.chapters))

    @property
    def sections(self) -> list[Part]:
        return [section for chapter in self.chapters for section in chapter.parts]

    @property
    def everything(self) -> list[list[Part]]:
        """Every list of siblings that holds something."""
        lists = [self.chapters, *(c.parts for c in self.chapters), *(s.parts for s in self.sections)]
        return [siblings for siblings in lists if siblings]

    @initialize(chapters=st.integers(0, 2), sections=st.integers(0, 3), units=st.integers(0, 3))
    def begin(self, chapters: int, sections: int, units: int) -> None:
        """Sections have ids of their own here, units have not."""
        for c in range(chapters):
            parts = [
                Part(f"s{c * sections + s}", "Same", [Part(f"u{u}", "Same") for u in range(units)])
                for s in range(sections)
            ]
            self.chapters.append(Part(f"c{c}", "Same", parts))
        self.publish()

    @rule(number=st.integers(0, 3), title=TITLES, at=INDEX)
    def insert_chapter(self, number: int, title: str, at: int) -> None:
        _insert(self.chapters, Part(f"c{number}", title), at)

    @precondition(lambda self: self.chapters)
    @rule(into=INDEX, number=st.integers(0, 4), title=TITLES, at=INDEX)
    def insert_section(self, into: int, number: int, title: str, at: int) -> None:
        _insert(_pick(self.chapters, into).parts, Part(f"s{number}", title), at)

    @precondition(lambda self: self.sections)
    @rule(into=INDEX, number=st.integers(0, 5), title=TITLES, at=INDEX)
    def insert_unit(self, into: int, number: int, title: str, at: int) -> None:
        _insert(_pick(self.sections, into).parts, Part(f"u{number}", title), at)

    @precondition(lambda self: self.chapters)
    @rule(among=INDEX, which=INDEX, title=TITLES)
    def rename(self, among: int, which: int, title: str) -> None:
        _pick(_pick(self.everything, among), which).title = title

    @precondition(lambda self: self.chapters)
    @rule(among=INDEX, which=INDEX)
    def delete(self, among: int, which: int) -> None:
        siblings = _pick(self.everything, among)
        siblings.remove(_pick(siblings, which))

    @precondition(lambda self: self.chapters)
    @rule(among=INDEX, how=st.randoms(use_true_random=False))
    def reorder(self, among: int, how: Random) -> None:
        siblings = _pick(self.everything, among)
        how.shuffle(siblings)

    @precondition(lambda self: any(section.parts for section in self.sections))
    @rule(which=INDEX, into=INDEX, at=INDEX)
    def move_unit(self, which: int, into: int, at: int) -> None:
        homes = [(section, unit) for section in self.sections for unit in section.parts]
        home, unit = _pick(homes, which)
        target = _pick(self.sections, into)
        if home is target or _insert(target.parts, unit, at):
            home.parts = [part for part in home.parts if part is not unit or home is target]

    @precondition(lambda self: self.sections)
    @rule(which=INDEX, into=INDEX, at=INDEX)
    def move_section(self, which: int, into: int, at: int) -> None:
        homes = [(chapter, section) for chapter in self.chapters for section in chapter.parts]
        home, section = _pick(homes, which)
        target = _pick(self.chapters, into)
        if home is not target and _insert(target.parts, section, at):
            home.parts.remove(section)

    @precondition(lambda self: self.sections)
    @rule(which=INDEX, number=st.integers(0, 4), at=INDEX)
    def split_section(self, which: int, number: int, at: int) -> None:
        chapter, section = _pick([(c, s) for c in self.chapters for s in c.parts], which)
        cut = at % (len(section.parts) + 1)
        if _insert(chapter.parts, Part(f"s{number}", section.title, section.parts[cut:]), at):
            section.parts = section.parts[:cut]

    @precondition(lambda self: self.sections)
    @rule(which=INDEX, into=INDEX)
    def merge_sections(self, which: int, into: int) -> None:
        chapter, section = _pick([(c, s) for c in self.chapters for s in c.parts], which)
        target = _pick(self.sections, into)
        if target is not section:
            for unit in section.parts:
                _insert(target.parts, unit, len(target.parts))
            chapter.parts = [part for part in chapter.parts if part is not section]

    @rule()
    def publish_twice(self) -> None:
        """A rule of its own so that publishing is as frequent as several kinds of edit together."""
        self.publish()
        assert self.names.covering(self.published) == self.names

    @rule()
    def publish(self) -> None:
        before, old = self.names, self.published
        self.names, self.published = before.covering(self.course()), self.course()
        self._names_are_sound(before)
        self._survivors_keep_their_names(before, old)
        self._names_return_to_their_own(before, old)

    def _names_are_sound(self, before: Identities) -> None:
        names = [entry.name for entry in self.names.entries]
        assert len(set(names)) == len(names), "two blocks share a name"
        assert {entry.name for entry in before.entries} <= set(names), "a name was forgotten"
        living = [(entry.kind, entry.path) for entry in self.names.entries if not entry.retired]
        assert living == [(block.kind, block.path) for block in blocks_of(self.published)]
        for entry in self.names.entries:
            assert re.fullmatch(r"[a-z0-9_-]{1,100}", entry.name)
            owner = self.owners.setdefault(entry.name, (entry.kind, entry.path[-1]))
            assert owner == (entry.kind, entry.path[-1]), "a name went over to another source"

    def _survivors_keep_their_names(self, before: Identities, old: Course) -> None:
        """By the whole path, or by the shortest tail that stands once before and once after."""
        for length in (3, 2, 1):
            was, stands = _tails(old, length), _tails(self.published, length)
            for (kind, tail), [path, *others] in stands.items():
                earlier = was.get((kind, tail), [])
                if len(earlier) == 1 and not others:
                    assert self.names.name_of(kind, path) == before.name_of(kind, earlier[0])

    def _names_return_to_their_own(self, before: Identities, old: Course) -> None:
        ever: dict[SourceId, list[BlockIdentity]] = {}
        for entry in before.entries:
            ever.setdefault((entry.kind, entry.path[-1]), []).append(entry)
        stood = {(kind, tail[-1]) for kind, tail in _tails(old, 1)}
        stands = Counter((block.kind, block.path[-1]) for block in blocks_of(self.published))
        for block in blocks_of(self.published):
            source = (block.kind, block.path[-1])
            name = self.names.name_of(block.kind, block.path)
            known = ever.get(source, [])
            if source not in stood:
                alone = known if stands[source] == len(known) == 1 else []
                own = alone or [entry for entry in known if entry.path == block.path]
                assert not own or name in {entry.name for entry in own}, "a name did not come back"
            for entry in known:
                if entry.retired and entry.name == name and len(known) > 1:
                    assert entry.path == block.path, "a retired name was given to a block of a like id"


def _chapter(part: Part) -> Chapter:
    return Chapter(part.id, part.title, tuple(_section(section) for section in part.parts))


def _section(part: Part) -> Section:
    return Section(part.id, part.title, tuple(Unit(unit.id, unit.title, "") for unit in part.parts))


def _pick(things: list[T], index: int) -> T:
    return things[index % len(things)]


def _insert(siblings: list[Part], part: Part, at: int) -> bool:
    """Puts it in unless a sibling has its id: siblings' ids are distinct in every publishable course."""
    if any(sibling.id == part.id for sibling in siblings):
        return False
    siblings.insert(at % (len(siblings) + 1), part)
    return True


def _tails(course: Course, length: int) -> dict[tuple[BlockKind, SourcePath], list[SourcePath]]:
    found: dict[tuple[BlockKind, SourcePath], list[SourcePath]] = {}
    for block in blocks_of(course):
        found.setdefault((block.kind, block.path[-length:]), []).append(block.path)
    return found


Author.TestCase.settings = settings(max_examples=300, stateful_step_count=40, deadline=None)
TestAuthor = pytest.mark.unmeasured(Author.TestCase)
