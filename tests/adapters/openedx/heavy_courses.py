"""Courses whose packages are large."""

from random import Random

from attrs import evolve

from domain.course import Chapter, Course, Section, Unit
from tests.builders import make_course


def noise(length: int) -> str:
    """Text that hardly packs, the same each time."""
    return "".join(Random(length).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=length))  # noqa: S311 - no secret


def heavy_course() -> Course:
    """Twelve units in three sections; the n-th unit in reading order has n · 10,000 characters."""
    sections = tuple(
        Section(f"s{s}", f"Section {s}", tuple(_unit(4 * s + u + 1) for u in range(4))) for s in range(3)
    )
    return evolve(make_course(), chapters=(Chapter("c", "Chapter", sections),))


def _unit(number: int) -> Unit:
    return Unit(f"u{number}", f"Unit {number}", f"<p>{noise(10_000 * number)}</p>")
