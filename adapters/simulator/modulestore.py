"""The courses of the site and their blocks, held in memory."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import attrs

from .keys import BlockId, CourseKey

ROOT = BlockId("course", "course")
DEFAULT_START = datetime(2030, 1, 1, tzinfo=UTC)
DEFAULT_IMAGE = "images_course_image.jpg"
_DEFAULT_NAMES = {"html": "Text", "problem": "Blank Problem", "video": "Video", "discussion": "Discussion"}
_NAMELESS = ("chapter", "sequential", "vertical")


@attrs.define
class Block:
    """One block: its fields as imported, its children in order.

    `data` is the HTML of an html block, `olx` any other leaf.
    """

    id: BlockId
    fields: dict[str, Any] = attrs.field(factory=dict)
    children: list[BlockId] = attrs.field(factory=list)
    data: str | None = None
    olx: str | None = None
    block_class: str = "XBlock"

    @property
    def shown_name(self) -> str:
        """The name that APIs show; chapter, sequential and vertical without one show an empty name.

        Mirrors platform-facts 5.
        """
        name = self.fields.get("display_name")
        if name:
            return str(name)
        if self.id.block_type in _NAMELESS:
            return ""
        return _DEFAULT_NAMES.get(self.id.block_type, self.id.name.replace("_", " "))


@attrs.frozen
class StaticFile:
    """A file of the course, by what it holds; its bytes are not kept."""

    name: str
    size: int
    sha256: str


@attrs.define
class Course:
    """One course run and all that an import can change in it."""

    key: CourseKey
    created_on: datetime
    edited_on: datetime
    blocks: dict[BlockId, Block]
    static_files: dict[str, StaticFile] = attrs.field(factory=dict)
    about: dict[str, str] = attrs.field(factory=dict)
    grading_policy: dict[str, Any] = attrs.field(factory=dict)
    has_updates: bool = False
    team: dict[str, str] = attrs.field(factory=dict)
    enrolled: dict[str, datetime] = attrs.field(factory=dict)
    published: list[tuple[float, dict[BlockId, Block]]] = attrs.field(factory=list)

    @property
    def root(self) -> Block:
        """The course's own block, always `block@course`."""
        return self.blocks[ROOT]

    @property
    def settings(self) -> dict[str, Any]:
        """The fields of the course block: display_name, start, self_paced, …; dates are datetimes."""
        return self.root.fields

    @property
    def start(self) -> datetime:
        """The start date, or the platform's default of 2030."""
        start = self.settings.get("start")
        return start if isinstance(start, datetime) else DEFAULT_START

    def children(self, parent: Block) -> Iterator[Block]:
        """The blocks under this one, in order."""
        for child in parent.children:
            if child in self.blocks:
                yield self.blocks[child]

    def tree(self) -> Iterator[tuple[Block, int]]:
        """Every block that can be reached from the course, with its depth, parents first."""
        waiting = [(self.root, 0)]
        while waiting:
            block, depth = waiting.pop()
            yield block, depth
            waiting.extend((child, depth + 1) for child in reversed(list(self.children(block))))

    def usage_keys(self) -> list[str]:
        """The usage keys of the whole outline, parents first: what a test compares."""
        return [block.id.in_course(self.key) for block, _ in self.tree()]

    def publish(self, now: float) -> None:
        """Let go of blocks that nothing points to, and hand the tree to the LMS, which shows it later."""
        reached = {block.id: block for block, _ in self.tree()}
        self.blocks = reached
        self.edited_on = datetime.fromtimestamp(now, UTC)
        self.published.append((now, {name: attrs.evolve(block) for name, block in reached.items()}))

    def seen_by_lms(self, now: float, lag: float) -> dict[BlockId, Block]:
        """The blocks as the LMS block API knows them `lag` seconds behind (platform-facts 0.10)."""
        arrived = [blocks for when, blocks in self.published if when + lag <= now]
        return arrived[-1] if arrived else self.published[0][1]


def new_course(key: CourseKey, title: str, fields: dict[str, Any], grading: dict[str, Any], now: float) -> Course:
    """A course as Studio makes it: its own block and nothing under it."""
    moment = datetime.fromtimestamp(now, UTC)
    course = Course(key, moment, moment, {ROOT: Block(ROOT, {"display_name": title} | fields)})
    course.grading_policy = grading
    course.publish(now)
    return course
