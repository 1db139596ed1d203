"""What a course is: Course ▸ Chapter ▸ Section ▸ Unit, independent of any LMS.

The classes hold what an author wrote, right or wrong; `domain/course_rules.py` says what is wrong with it.
That way *all* mistakes can be named at once instead of the first one raised.
"""

from collections.abc import Iterator
from datetime import datetime

from attrs import frozen

from domain.languages import DEFAULT_LANGUAGE, Language
from domain.violations import Place


@frozen
class Unit:
    """One page of content: an HTML fragment, kept to the letter."""

    id: str
    title: str
    content: str
    assets: tuple[str, ...] = ()


@frozen
class Section:
    """A lesson: what Open edX calls a subsection (sequential)."""

    id: str
    title: str
    units: tuple[Unit, ...]


@frozen
class Chapter:
    """A top-level division of the course."""

    id: str
    title: str
    sections: tuple[Section, ...]


@frozen
class Course:
    """A whole course as its author sees it; `course_id`, `org` and `run` become the course key."""

    course_id: str
    title: str
    org: str
    run: str
    chapters: tuple[Chapter, ...]
    description: str | None = None
    language: Language = DEFAULT_LANGUAGE
    start: datetime | None = None
    enrollment_start: datetime | None = None
    enrollment_end: datetime | None = None


@frozen
class PlacedUnit:
    """A unit together with where it stands."""

    place: Place
    unit: Unit


def units_of(course: Course) -> Iterator[PlacedUnit]:
    """Every unit in reading order, with its place for findings."""
    for c, chapter in enumerate(course.chapters):
        for s, section in enumerate(chapter.sections):
            for u, unit in enumerate(section.units):
                yield PlacedUnit(Place(f"chapters[{c}].sections[{s}].units[{u}]", unit.title), unit)
