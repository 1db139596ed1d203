"""A course to measure with: as long and as varied as wanted, the same every time."""

import random

from domain.course import Chapter, Course, Section, Unit
from domain.languages import Language

_WORDS = (
    *("река", "вода", "берег", "мост", "поток", "дно", "остров"),
    *("source", "bank", "current", "depth", "delta"),
)


def course_of(units: int, *, characters: int = 9_000) -> Course:
    """About `characters` of HTML a unit, six units a section, five sections a chapter."""
    rng = random.Random(42)  # noqa: S311 - the same course every time, no secret
    numbers = list(range(units))
    sections = [
        Section(f"s{n}", f"Раздел {n}", tuple(_unit(rng, u, characters) for u in numbers[n : n + 6]))
        for n in range(0, units, 6)
    ]
    chapters = tuple(
        Chapter(f"c{n}", f"Глава {n}", tuple(sections[n : n + 5])) for n in range(0, len(sections), 5)
    )
    return Course("bench", "Измерения", "Courseport", "bench", chapters, language=Language.RUSSIAN)


def _unit(rng: random.Random, number: int, characters: int) -> Unit:
    paragraphs: list[str] = []
    while sum(len(paragraph) for paragraph in paragraphs) < characters:
        paragraphs.append(f"<p>{' '.join(rng.choices(_WORDS, k=60))} {rng.random()}</p>")
    return Unit(f"u{number}", f"Страница {number}", "\n".join(paragraphs))
