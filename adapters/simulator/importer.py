"""From an unpacked package to blocks in a course: read it whole, then write it block by block.

Mirrors platform-facts 0.2, 0.3, 5.
"""

from pathlib import Path

import attrs
from lxml import etree

from .keys import BlockId, is_source_part, is_target_name
from .modulestore import ROOT, Block, Course, StaticFile
from .olx_reader import CannotRead, Dropped, OlxReader, clean_name, parse_xml
from .package_files import read_about, read_grading_policy, read_policy, read_static


class BlockNotWritten(Exception):
    """A block could not be written; what was written before it stays.

    The text is the one of the `Error` artifact.
    """


@attrs.frozen
class SourceCourse:
    """A package as it was read, under its own names."""

    org: str
    number: str
    root: Block
    blocks: dict[BlockId, Block]
    drops: tuple[Dropped, ...]
    about: dict[str, str]
    grading_policy: dict[str, object]
    static_files: dict[str, StaticFile]
    has_updates: bool


def read_package(root: Path) -> SourceCourse:
    """Read the package whose course.xml is in this directory.

    Any exception means that the import fails as a whole.
    """
    node = parse_xml((root / "course.xml").read_bytes())
    if node.tag != "course":
        raise CannotRead(f"course.xml holds <{node.tag}>")
    org, number, run = _identity(node)
    reader = OlxReader(root, read_policy(root, run))
    course = reader.read(node)
    return SourceCourse(
        org=org,
        number=number,
        root=course,
        blocks=reader.blocks,
        drops=tuple(reader.drops),
        about=read_about(root, run),
        grading_policy=read_grading_policy(root, run),
        static_files=read_static(root),
        has_updates=(root / "info" / "updates.html").exists(),
    )


def _identity(node: etree._Element) -> tuple[str, str, str]:
    """Org, course and run of course.xml. Org may be missing, the others not; all must be legal in a key."""
    attributes = {str(name): str(value) for name, value in node.attrib.items()}
    run = attributes.get("url_name") or attributes.get("slug") or clean_name(attributes.get("name", ""))
    identity = (attributes.get("org", "edx"), attributes.get("course", ""), run)
    for part in identity:
        if not is_source_part(part):
            raise CannotRead(f"{part!r} cannot stand in a course key")
    return identity


def write_course(course: Course, source: SourceCourse) -> None:
    """Put the package into the course: settings first, then files, then blocks from the top down.

    A url_name that was good enough for reading may not be one that a key can hold (`%`). It stops the import
    at the block that points to it, with everything before in place and everything after as it was.
    """
    _check_children(source.root, source)
    course.blocks[ROOT] = attrs.evolve(source.root, id=ROOT)
    course.static_files.update(source.static_files)
    course.about.update(source.about)
    course.grading_policy = dict(source.grading_policy)
    course.has_updates = course.has_updates or source.has_updates
    waiting = list(reversed(source.root.children))
    while waiting:
        block = source.blocks[waiting.pop()]
        _check_children(block, source)
        course.blocks[block.id] = block
        waiting.extend(reversed(block.children))


def _check_children(block: Block, source: SourceCourse) -> None:
    if all(is_target_name(child.name) for child in block.children):
        return
    if block is source.root:
        raise CannotRead("a chapter's url_name cannot stand in a key")
    place = f"i4x://{source.org}/{source.number}/{block.id.block_type}/{block.id.name}"
    raise BlockNotWritten(f"Failed to import block: {block.fields.get('display_name')} at location: {place}")
