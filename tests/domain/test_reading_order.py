"""in_reading_order: as an author reads, whoever found it."""

from itertools import permutations

import pytest

from domain.reading_order import in_reading_order
from domain.violations import Place, Violation


def at(path: str, line: int | None = None, column: int | None = None, rule: str = "R") -> Violation:
    return Violation(rule, Place(path, "", line, column), "m")


ORDER = (
    at(""),
    at("org"),
    at("chapters"),
    at("chapters[0]"),
    at("chapters[0].id"),
    at("chapters[0].title"),
    at("chapters[0].sections[2].units[9]"),
    at("chapters[0].sections[2].units[9].title"),
    at("chapters[0].sections[2].units[9]", 1, 7),
    at("chapters[0].sections[2].units[9].content", 1, 12),
    at("chapters[0].sections[2].units[9]", 3, 1),
    at("chapters[0].sections[2].units[9].assets[0]"),
    at("chapters[0].sections[2].units[10]"),
    at("chapters[0].sections[10]"),
    at("chapters[2].title", 1, 1),
    at("chapters[10]"),
)


@pytest.mark.parametrize("start", range(0, 720, 60))
def test_places_come_in_the_order_of_reading(start: int) -> None:
    shuffled = list(permutations(range(6)))[start]
    chunks = [ORDER[n::6] for n in shuffled]
    assert in_reading_order(finding for chunk in chunks for finding in chunk) == ORDER


def test_findings_of_one_place_stay_together_in_their_order() -> None:
    here, there = "chapters[0].sections[0].units[0].title", "chapters[0].sections[0].units[1].title"
    mixed = (at(here, rule="A"), at(there, rule="A"), at(here, rule="B"), at(there, rule="B"))
    assert [(f.path, f.rule) for f in in_reading_order(mixed)] == [
        (here, "A"),
        (here, "B"),
        (there, "A"),
        (there, "B"),
    ]


def test_a_path_that_nobody_knows_is_no_obstacle() -> None:
    strange = at("chapters[0].??[x] «»")
    assert in_reading_order((at("chapters[0].id"), strange)) == (strange, at("chapters[0].id"))
