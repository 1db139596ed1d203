"""A course as a list of what must be there, and the same list read from the simulator's own store.

Written without our names, keys or OLX: blocks are told by their place in the tree, so that whatever is wrong with
identities or verification cannot hide itself here.
"""

from collections.abc import Iterator
from typing import TypeAlias

from attrs import frozen

from adapters.simulator.modulestore import Course as SimulatedCourse
from domain.course import Course

Source: TypeAlias = tuple[str, tuple[str, ...]]
"""A block's type in the LMS, and the author's ids from the chapter down to it."""


@frozen
class Arrived:
    """One block in reading order, parents first; `depth` says whose child it is. A unit's text is its html's."""

    depth: int
    block_type: str
    title: str | None
    text: str | None = None


def expected_of(course: Course) -> tuple[Arrived, ...]:
    """What must arrive of this course."""
    return tuple(block for _, block in _expected(course))


def arrived_in(course: SimulatedCourse) -> tuple[Arrived, ...]:
    """What the simulator has."""
    return tuple(
        Arrived(depth, block.id.block_type, block.fields.get("display_name"), block.data)
        for block, depth in course.tree()
    )


def usage_keys(course: Course, simulated: SimulatedCourse) -> dict[Source, str]:
    """Which block of the simulator each of the author's is, by its place alone; raises where places differ."""
    expected = [(source, block.depth) for source, block in _expected(course)]
    found = [(block.id.in_course(simulated.key), block.id.block_type, depth) for block, depth in simulated.tree()]
    pairs = list(zip(expected, found, strict=True))
    assert all((source[0], depth) == (kind, at) for (source, depth), (_, kind, at) in pairs)
    return {source: usage for (source, _), (usage, _, _) in pairs}


def _expected(course: Course) -> Iterator[tuple[Source, Arrived]]:
    yield ("course", ()), Arrived(0, "course", course.title)
    for chapter in course.chapters:
        yield ("chapter", (chapter.id,)), Arrived(1, "chapter", chapter.title)
        for section in chapter.sections:
            path: tuple[str, ...] = (chapter.id, section.id)
            yield ("sequential", path), Arrived(2, "sequential", section.title)
            for unit in section.units:
                of_unit = (*path, unit.id)
                yield ("vertical", of_unit), Arrived(3, "vertical", unit.title)
                yield ("html", of_unit), Arrived(4, "html", unit.title, unit.content)
