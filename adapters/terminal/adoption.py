"""A proposed adoption: which block of the LMS is which of the course, how that was found, what is left over."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from domain.adoption import AdoptedBlock, Adoption
from domain.course_key import CourseKey
from domain.identities import BlockKind
from domain.matching import Certainty

_STYLES = {Certainty.SURE: "green", Certainty.LIKELY: "cyan", Certainty.GUESS: "bold yellow"}
_INDENT = {BlockKind.CHAPTER: "", BlockKind.SECTION: "  ", BlockKind.UNIT: "    ", BlockKind.COMPONENT: "      "}


def print_adoption(console: Console, key: CourseKey, adoption: Adoption) -> None:
    """The matches as a table in reading order, then what cannot be kept, what is new, what would be removed."""
    if adoption.kept:
        table = Table(title=f"{key}: names that would be kept", title_justify="left", expand=True)
        table.add_column("the course has", ratio=4, overflow="fold")
        table.add_column("the LMS has", ratio=4, overflow="fold")
        table.add_column("its name there", ratio=3, overflow="fold")
        table.add_column("how it was found", ratio=3, overflow="fold")
        for block in adoption.kept:
            table.add_row(*_row(block))
        console.print(table)
    for text, style in _left_over(adoption):
        console.print(_text(text, style), soft_wrap=True)
    for text, style in _summary(adoption):
        console.print(_text(text, style), soft_wrap=True)


def _row(block: AdoptedBlock) -> Iterator[Text]:
    certainty = block.found.certainty
    yield _text(f"{_INDENT[block.kind]}{_titled(block)}")
    yield _text("–" if block.kind is BlockKind.COMPONENT else block.block.title)
    yield _text(block.block.name)
    yield _text(f"{certainty.value}: {block.found.value}", _STYLES[certainty])


def _titled(block: AdoptedBlock) -> str:
    return f"text of «{block.place.title}»" if block.kind is BlockKind.COMPONENT else block.place.title


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
    counts = Counter(block.found.certainty for block in adoption.kept)
    told = ", ".join(f"{counts[certainty]} {certainty.value}" for certainty in Certainty if counts[certainty])
    yield f"{len(adoption.kept)} names would be kept{f' ({told})' if told else ''}", "bold"


def _text(text: str, style: str = "") -> Text:
    return Text(text.encode("utf-8", "backslashreplace").decode("utf-8"), style=style)


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
                "certainty": block.found.certainty.name.lower(),
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
