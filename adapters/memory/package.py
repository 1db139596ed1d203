"""The in-memory LMS's own package format: one canonical JSON document, so the same course gives the same bytes."""

import hashlib
import io
import json
from collections.abc import Iterator
from typing import BinaryIO, final

from attrs import asdict, frozen

from domain.course import Course, Unit
from domain.course_key import CourseKey
from domain.identities import BlockKind, Identities
from domain.publication import PackageFacts


@frozen
class Block:
    """A block as this LMS holds it, found by its name. Only components have content."""

    kind: BlockKind
    name: str
    parent: str | None
    title: str
    content: str | None = None


@frozen
class PlacedBlock:
    """A block and where it stands in the author's course."""

    place: str
    block: Block


@final
class MemoryPackage:
    """A package that is nothing but bytes."""

    def __init__(self, content: bytes, members: int) -> None:
        self._content = content
        self._facts = PackageFacts(hashlib.sha256(content).hexdigest(), len(content), members)

    @property
    def facts(self) -> PackageFacts:
        """Its SHA-256, size in bytes and number of blocks."""
        return self._facts

    def open(self) -> BinaryIO:
        """A new reader from the first byte."""
        return io.BytesIO(self._content)

    def close(self) -> None:
        """Nothing is held."""


def pack(course: Course, key: CourseKey, identities: Identities) -> MemoryPackage:
    """The course under the names it has in the LMS."""
    blocks = [asdict(placed.block) for placed in placed_blocks(course, identities)]
    document = {"key": str(key), "title": course.title, "blocks": blocks}
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return MemoryPackage(text.encode(), len(blocks))


def unpack(content: bytes) -> tuple[Block, ...]:
    """The blocks of a package, parents first."""
    return tuple(
        Block(BlockKind(block["kind"]), block["name"], block["parent"], block["title"], block["content"])
        for block in json.loads(content)["blocks"]
    )


def placed_blocks(course: Course, identities: Identities) -> Iterator[PlacedBlock]:
    """Every block of the course under its name, parents first; `KeyError` for a course that is not covered."""
    name_of = identities.name_of
    for c, chapter in enumerate(course.chapters):
        above = name_of(BlockKind.CHAPTER, (chapter.id,))
        yield _placed(f"chapters[{c}]", Block(BlockKind.CHAPTER, above, None, chapter.title))
        for s, section in enumerate(chapter.sections):
            name = name_of(BlockKind.SECTION, (chapter.id, section.id))
            yield _placed(f"chapters[{c}].sections[{s}]", Block(BlockKind.SECTION, name, above, section.title))
            for u, unit in enumerate(section.units):
                path = (chapter.id, section.id, unit.id)
                for block in _unit(unit, name, name_of(BlockKind.UNIT, path), name_of(BlockKind.COMPONENT, path)):
                    yield _placed(f"chapters[{c}].sections[{s}].units[{u}]", block)


def _unit(unit: Unit, section: str, name: str, component: str) -> tuple[Block, Block]:
    return (
        Block(BlockKind.UNIT, name, section, unit.title),
        Block(BlockKind.COMPONENT, component, name, unit.title, unit.content),
    )


def _placed(path: str, block: Block) -> PlacedBlock:
    return PlacedBlock(f"{path} «{block.title}»", block)
