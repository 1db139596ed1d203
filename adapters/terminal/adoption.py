"""A proposed adoption: which block of the LMS is which of the course, how that was found, what is left over."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from adapters.terminal.findings import on_one_line, shown
from domain.adoption import AdoptedBlock, Adoption
from domain.course_key import CourseKey
from domain.identities import BlockKind
from domain.matching import Certainty
from domain.text import counted

_STYLES = {Certainty.SURE: "green", Certainty.LIKELY: "cyan", Certainty.GUESS: "bold yellow"}
_INDENT = {BlockKind.CHAPTER: "", BlockKind.SECTION: "  ", BlockKind.UNIT: "    "}


def print_adoption(console: Console, key: CourseKey, adoption: Adoption) -> None:
    """The matches as a table in reading order, then what cannot be kept, what is new, what would be removed."""
    if adoption.kept:
        table = Table(title=f"{key}: what would be kept", title_justify="left", expand=True, box=SIMPLE_HEAD)
        table.add_column("block, and its name in the LMS", ratio=3, overflow="fold")
        table.add_column("found", ratio=2, overflow="fold")
        for block in adoption.kept:
            if block.kind is not BlockKind.COMPONENT:
                table.add_row(*_row(block))
        console.print(table)
    for text, style in _left_over(adoption):
        console.print(shown(on_one_line(text), style), soft_wrap=True)
    for text, style in _summary(adoption):
        console.print(shown(text, style), soft_wrap=True)


def _row(block: AdoptedBlock) -> Iterator[Text]:
    """What is sure needs no more words. A unit's text is told with the unit."""
    indent, place, there = _INDENT[block.kind], block.place, block.block
    title = "" if there.title == place.title else f"\n{indent}in the LMS: «{on_one_line(there.title)}»"
    yield shown(f"{indent}{on_one_line(place.title)}{title}\n").append_text(shown(f"{indent}{there.name}", "dim"))
    why = "" if block.certainty is Certainty.SURE else f": {block.found.value}"
    yield shown(f"{block.certainty.value}{why}", _STYLES[block.certainty])


def _left_over(adoption: Adoption) -> Iterator[tuple[str, str]]:
    if adoption.not_adoptable:
        yield (
            f"Found, but their names cannot be kept ({len(adoption.not_adoptable)}): they get new ones",
            "bold red",
        )
    for block in adoption.not_adoptable:
        obstacle = "" if block.obstacle is None else block.obstacle.value
        yield f"  {block.kind.value} {block.place}: {block.block.name!r}: {obstacle}", ""
    if adoption.new:
        yield f"Not found in the LMS ({len(adoption.new)}): they get new names", "bold"
    for new in adoption.new:
        yield f"  {new.kind.value} {new.place}", ""
    if adoption.unmatched:
        what_happens = "the next publish removes them, and what learners did there becomes unreachable"
        yield f"Only in the LMS ({len(adoption.unmatched)}): {what_happens}", "bold red"
    for there in adoption.unmatched:
        kind = "block of another type" if there.foreign else there.kind.value
        yield f"  {kind} «{there.title}» ({there.name})", ""


def _summary(adoption: Adoption) -> Iterator[tuple[str, str]]:
    counts = Counter(block.certainty for block in adoption.kept)
    told = ", ".join(f"{counts[certainty]} {certainty.value}" for certainty in Certainty if counts[certainty])
    yield f"{counted(len(adoption.kept), 'name')} would be kept{f' ({told})' if told else ''}", "bold"


def adoption_to_json(adoption: Adoption) -> dict[str, Any]:
    """The proposal as data."""
    return {
        "matches": [
            {
                "kind": block.kind.value,
                "place": str(block.place),
                "name": block.block.name,
                "title_in_lms": block.block.title,
                "found": block.found.name.lower(),
                "certainty": block.certainty.name.lower(),
                "kept": block.obstacle is None,
                "obstacle": None if block.obstacle is None else block.obstacle.value,
            }
            for block in adoption.blocks
        ],
        "new": [{"kind": new.kind.value, "place": str(new.place)} for new in adoption.new],
        "only_in_lms": [
            {"kind": None if block.foreign else block.kind.value, "name": block.name, "title": block.title}
            for block in adoption.unmatched
        ],
    }
