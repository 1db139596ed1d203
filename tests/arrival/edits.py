"""An author's working copy of a course, and everything that an author can do to it between two publishes."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from attrs import define, evolve, field

from domain.course import Chapter, Course, Section, Unit

Step: TypeAlias = tuple[str, int, int, int]
"""What to do, and three numbers that say where; any number fits any course."""

TITLES = ("Same", "same 1", "Same 1", "Глава", "章", "🎓", "x html", "course", "2026")
CHAPTER, SECTION, UNIT = range(3)


@define
class Part:
    """A chapter, section or unit that can be edited."""

    id: str
    title: str
    text: str = ""
    parts: list["Part"] = field(factory=list)


@define
class Author:
    """One course under edit. In the upper `own_ids` levels no id is used twice, below only few exist."""

    own_ids: int
    chapters: list[Part] = field(factory=list)
    bin: list[list[Part]] = field(factory=lambda: [[], [], []])
    _made: int = 0

    def grow(self, chapters: int, sections: int, units: int) -> None:
        """A course to begin with."""
        for c in range(chapters):
            chapter = self._put(self.chapters, self._new("c", c, c))
            for s in range(sections if chapter else 0):
                section = self._put(chapter.parts if chapter else [], self._new("s", s, s))
                for u in range(units if section else 0):
                    self._put(section.parts if section else [], self._new("u", u, u))

    def do(self, step: Step) -> None:
        """One edit; what makes no sense at the moment is left undone."""
        name, a, b, c = step
        EDITS[name](self, a, b, c)

    def course(self) -> Course | None:
        """The course as it is, without what has nothing in it; None where nothing is left."""
        chapters = tuple(Chapter(part.id, part.title, _sections(part)) for part in self.chapters)
        chapters = tuple(chapter for chapter in chapters if chapter.sections)
        return Course("EDIT1", "Edited", "Arrival", "2026", chapters) if chapters else None

    def rename(self, a: int, b: int, c: int) -> None:
        for siblings, index in self._some(a, b):
            siblings[index].title = TITLES[c % len(TITLES)]

    def rewrite(self, a: int, _b: int, c: int) -> None:
        for siblings, index in self._some(a, UNIT):
            siblings[index].text = f"<p>{c} {siblings[index].text}</p>"

    def insert(self, a: int, b: int, c: int) -> None:
        """Before the a-th of its level, or as the first in an empty place."""
        letter = "csu"[b % 3]
        if b % 3 == CHAPTER:
            self._put(self.chapters, self._new(letter, c, c), a)
            return
        homes = self.chapters if b % 3 == SECTION else self._sections()
        if homes:
            home = homes[a % len(homes)]
            self._put(home.parts, self._new(letter, c, c), c)

    def delete(self, a: int, b: int, _c: int) -> None:
        for siblings, index in self._some(a, b):
            self.bin[b % 3].append(siblings.pop(index))

    def bring_back(self, a: int, b: int, c: int) -> None:
        """A deleted part with all that was in it, anywhere."""
        deleted, homes = self.bin[b % 3], self._homes(b)
        if deleted and homes:
            part = deleted[c % len(deleted)]
            if self._put(homes[a % len(homes)], part, c):
                deleted.remove(part)

    def move(self, a: int, b: int, c: int) -> None:
        """To any place of its level, its own parent included."""
        for siblings, index in self._some(a, b):
            homes = self._homes(b)
            part = siblings.pop(index)
            if not self._put(homes[c % len(homes)], part, a):
                siblings.insert(index, part)

    def reorder(self, a: int, b: int, c: int) -> None:
        for siblings, _ in self._some(a, b):
            turn = c % len(siblings)
            siblings[:] = [*siblings[turn:], *siblings[:turn]] if c % 2 else siblings[::-1]

    def split(self, a: int, b: int, c: int) -> None:
        """The second half becomes a part of its own with a new id; a unit is split in its text, after a tag."""
        for siblings, index in self._some(a, b):
            part = siblings[index]
            other = self._new("csu"[b % 3], c, c)
            other.title = part.title
            if self._put(siblings, other, index + 1):
                cut, middle = c % (len(part.parts) + 1), part.text.rfind(">", 0, len(part.text) // 2) + 1
                part.parts, other.parts = part.parts[:cut], part.parts[cut:]
                part.text, other.text = part.text[:middle], part.text[middle:]

    def merge(self, a: int, b: int, _c: int) -> None:
        """The next sibling's content goes into this one; what has an id that stands here goes to the bin."""
        for siblings, index in self._some(a, b):
            if index + 1 < len(siblings):
                gone = siblings.pop(index + 1)
                siblings[index].text += gone.text
                for part in gone.parts:
                    if not self._put(siblings[index].parts, part, len(siblings[index].parts)):
                        self.bin[(b + 1) % 3].append(part)
                self.bin[b % 3].append(evolve(gone, parts=[]))

    def _sections(self) -> list[Part]:
        return [section for chapter in self.chapters for section in chapter.parts]

    def _homes(self, level: int) -> list[list[Part]]:
        parents = (None, self.chapters, self._sections())[level % 3]
        return [self.chapters] if parents is None else [parent.parts for parent in parents]

    def _some(self, a: int, level: int) -> Iterator[tuple[list[Part], int]]:
        """The a-th part of a level, as its siblings and its index among them; nothing where there is none."""
        places = [(siblings, index) for siblings in self._homes(level) for index in range(len(siblings))]
        if places:
            yield places[a % len(places)]

    def _new(self, letter: str, number: int, title: int) -> Part:
        self._made += 1
        own = "csu".index(letter) < self.own_ids
        part_id = f"{letter}{self._made}" if own else f"{letter}{number % 4}"
        return Part(part_id, TITLES[title % len(TITLES)], f"<p>{letter} no. {self._made}</p>")

    def _put(self, siblings: list[Part], part: Part, at: int = 10_000) -> Part | None:
        """Siblings' ids are distinct in every course that can be published."""
        if any(sibling.id == part.id for sibling in siblings):
            return None
        siblings.insert(min(at, len(siblings)) if at == 10_000 else at % (len(siblings) + 1), part)
        return part


EDITS: dict[str, Callable[[Author, int, int, int], None]] = {
    "rename": Author.rename,
    "rewrite": Author.rewrite,
    "insert": Author.insert,
    "delete": Author.delete,
    "bring back": Author.bring_back,
    "move": Author.move,
    "reorder": Author.reorder,
    "split": Author.split,
    "merge": Author.merge,
}


def _sections(chapter: Part) -> tuple[Section, ...]:
    sections = (
        Section(part.id, part.title, tuple(Unit(unit.id, unit.title, unit.text) for unit in part.parts))
        for part in chapter.parts
    )
    return tuple(section for section in sections if section.units)
