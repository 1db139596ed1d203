"""A course by the usage keys that it must have in the LMS, each with its place in the author's course."""

from collections.abc import Iterator

from attrs import field, frozen

from adapters.openedx.olx.url_names import ELEMENT_OF
from domain.course import Chapter, Course, Section, Unit
from domain.course_key import CourseKey
from domain.identities import BlockKind, Identities, SourcePath
from domain.violations import Place


@frozen
class SentBlock:
    """A chapter, section or unit as it was sent."""

    usage: str
    parent: str
    place: Place
    children: Place | None
    """Where the author lists its children; None for a unit, whose outline ends here."""


@frozen
class SentUnit:
    """A unit's text: the one component under it."""

    usage: str
    component: str
    place: Place
    source: SourcePath
    unit: Unit


@frozen
class SentCourse:
    """What must be in the LMS after the import."""

    key: CourseKey
    course: Course
    blocks: tuple[SentBlock, ...]
    units: tuple[SentUnit, ...]

    @classmethod
    def of(cls, course: Course, key: CourseKey, identities: Identities) -> "SentCourse":
        """The course under the names that the identities give its blocks."""
        tree = _Tree(key, identities)
        return cls(key, course, tuple(tree.blocks(course)), tuple(tree.units(course)))

    @property
    def title(self) -> str:
        """The course's own title."""
        return self.course.title

    @property
    def root(self) -> str:
        """The course's own usage key: always `block@course` after an import (platform-facts 5)."""
        return f"{usage_prefix(self.key)}+type@course+block@course"


def usage_prefix(key: CourseKey) -> str:
    """What all usage keys of a course run begin with."""
    return f"block-v1:{key.org}+{key.course}+{key.run}"


@frozen
class _Tree:
    _key: CourseKey
    _identities: Identities = field(repr=False)

    def blocks(self, course: Course) -> Iterator[SentBlock]:
        root = f"{usage_prefix(self._key)}+type@course+block@course"
        for c, chapter in enumerate(course.chapters):
            yield self._block(BlockKind.CHAPTER, (chapter.id,), root, f"chapters[{c}]", chapter)
            for s, section in enumerate(chapter.sections):
                source, path = (chapter.id, section.id), f"chapters[{c}].sections[{s}]"
                yield self._block(BlockKind.SECTION, source, self._chapter(chapter), path, section)
                parent = self._usage(BlockKind.SECTION, source)
                for u, unit in enumerate(section.units):
                    yield self._block(BlockKind.UNIT, (*source, unit.id), parent, f"{path}.units[{u}]", unit)

    def units(self, course: Course) -> Iterator[SentUnit]:
        for c, chapter in enumerate(course.chapters):
            for s, section in enumerate(chapter.sections):
                for u, unit in enumerate(section.units):
                    source = (chapter.id, section.id, unit.id)
                    yield SentUnit(
                        usage=self._usage(BlockKind.UNIT, source),
                        component=self._usage(BlockKind.COMPONENT, source),
                        place=Place(f"chapters[{c}].sections[{s}].units[{u}]", unit.title),
                        source=source,
                        unit=unit,
                    )

    def _block(
        self, kind: BlockKind, source: SourcePath, parent: str, path: str, block: Chapter | Section | Unit
    ) -> SentBlock:
        inner = {BlockKind.CHAPTER: "sections", BlockKind.SECTION: "units"}.get(kind)
        children = None if inner is None else Place(f"{path}.{inner}", block.title)
        return SentBlock(self._usage(kind, source), parent, Place(path, block.title), children)

    def _chapter(self, chapter: Chapter) -> str:
        return self._usage(BlockKind.CHAPTER, (chapter.id,))

    def _usage(self, kind: BlockKind, source: SourcePath) -> str:
        name = self._identities.name_of(kind, source)
        return f"{usage_prefix(self._key)}+type@{ELEMENT_OF[kind]}+block@{name}"
