"""A course run as an LMS has it: names, titles and order, without texts."""

from collections.abc import Iterator

from attrs import frozen

from domain.identities import BlockKind


@frozen
class OutlineBlock:
    """A block in the LMS. A unit's children are its components, where they were asked for.

    `foreign` are blocks of a type that we never make, such as quizzes and videos; their kind is COMPONENT.
    """

    kind: BlockKind
    name: str
    title: str
    children: tuple["OutlineBlock", ...] = ()
    foreign: bool = False


@frozen
class Outline:
    """Everything that learners can walk through, in order."""

    title: str
    chapters: tuple[OutlineBlock, ...]

    def blocks(self) -> Iterator[OutlineBlock]:
        """Every block, parents first, in reading order."""
        waiting = list(reversed(self.chapters))
        while waiting:
            block = waiting.pop()
            yield block
            waiting.extend(reversed(block.children))
