"""A course run's outline as a tree, as the LMS gives it back."""

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from domain.outline import Outline, OutlineBlock


def print_outline(console: Console, outline: Outline) -> None:
    """Titles in order, each with the name that learners' work hangs on."""
    tree = Tree(Text(outline.title, style="bold"))
    for chapter in outline.chapters:
        _add(tree, chapter)
    console.print(tree)


def _add(tree: Tree, block: OutlineBlock) -> None:
    branch = tree.add(Text.assemble(block.title, "  ", (block.name, "dim")))
    for child in block.children:
        _add(branch, child)
