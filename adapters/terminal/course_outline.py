"""A course's outline as a tree, with the author's own ids; and what an unfinished one still lacks."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from adapters.terminal.findings import shown
from domain.course import Chapter, Course, Section, Unit


def print_course(console: Console, course: Course) -> None:
    """Titles in order, each with the id that never changes; of units their size, too."""
    tree = Tree(_titled(course.title, course.course_id, "bold"))
    for chapter in course.chapters:
        branch = tree.add(_line(chapter))
        for section in chapter.sections:
            leaves = branch.add(_line(section))
            for unit in section.units:
                leaves.add(Text.assemble(_line(unit), (f"  {len(unit.content.encode()):,} bytes", "dim")))
    console.print(tree)


def print_unfinished(console: Console, unfinished: Sequence[str]) -> None:
    """A line for each."""
    for each in unfinished:
        console.print(Text("– ").append(shown(each)), soft_wrap=True)


def _line(part: Chapter | Section | Unit) -> Text:
    return _titled(part.title, part.id)


def _titled(title: str, name: str, style: str = "") -> Text:
    return Text.assemble(shown(title, style), "  ", shown(name, "dim"))
