"""A course's outline as a tree, with the author's own ids."""

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


def _line(part: Chapter | Section | Unit) -> Text:
    return _titled(part.title, part.id)


def _titled(title: str, name: str, style: str = "") -> Text:
    return Text.assemble(shown(title, style), "  ", shown(name, "dim"))
