"""Courses written as trees of ids, and the outlines that something else has made of them."""

from collections.abc import Iterator

from domain.adoption import Adoption
from domain.course import Chapter, Course, Section, Unit
from domain.identities import BlockKind
from domain.outline import Outline, OutlineBlock

CHAPTER, SECTION, UNIT, COMPONENT = BlockKind


def course(**chapters: dict[str, list[str]]) -> Course:
    """`course(A={"s": ["u", "v"]})`; every title is the id, up to a `#` in it."""

    def title(part_id: str) -> str:
        return part_id.partition("#")[0]

    return Course(
        "C",
        "T",
        "O",
        "R",
        tuple(
            Chapter(c, title(c), tuple(Section(s, title(s), _units(units)) for s, units in inside.items()))
            for c, inside in chapters.items()
        ),
    )


def _units(ids: list[str]) -> tuple[Unit, ...]:
    return tuple(Unit(each, each.partition("#")[0], f"<p>{each}</p>") for each in ids)


def outline(course: Course, prefix: str = "lms") -> Outline:
    """The course as something else published it: other names, a number each."""
    numbers = (f"{prefix}{number}" for number in range(10**6))
    return Outline("T", tuple(_chapter(chapter, numbers) for chapter in course.chapters))


def _chapter(chapter: Chapter, numbers: Iterator[str]) -> OutlineBlock:
    name = next(numbers)
    return OutlineBlock(
        CHAPTER,
        name,
        chapter.title,
        tuple(
            OutlineBlock(
                SECTION, next(numbers), section.title, tuple(_unit(unit, numbers) for unit in section.units)
            )
            for section in chapter.sections
        ),
    )


def _unit(unit: Unit, numbers: Iterator[str]) -> OutlineBlock:
    name = next(numbers)
    return OutlineBlock(UNIT, name, unit.title, (OutlineBlock(COMPONENT, next(numbers), "Text"),))


def single(*texts: OutlineBlock, name: str = "v") -> Outline:
    """One chapter A ▸ section s ▸ unit u that shows these."""
    unit = OutlineBlock(UNIT, name, "u", texts)
    return Outline("T", (OutlineBlock(CHAPTER, "c", "A", (OutlineBlock(SECTION, "s", "s", (unit,)),)),))


def names(adoption: Adoption) -> dict[str, str]:
    """The names that are kept, by kind and the author's ids."""
    return {f"{each.kind.value} {'/'.join(each.path)}": each.block.name for each in adoption.kept}
