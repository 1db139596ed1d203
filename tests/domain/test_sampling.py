"""Which texts are read back: everything of a small course; of a large one what changed, and a fixed sample."""

import pytest
from attrs import evolve

from domain.course import Course, Unit
from domain.publication import VerificationScope
from domain.sampling import EVERY_TEXT_UP_TO, SAMPLE, texts_to_compare
from tests.builders import make_course

LARGE = make_course(chapters=3, sections=7, units=10)
"""210 units: too many for every text to be read."""


def _with_units(course: Course, units: tuple[Unit, ...]) -> Course:
    chapter = course.chapters[0]
    section = evolve(chapter.sections[0], units=units)
    chapter = evolve(chapter, sections=(section, *chapter.sections[1:]))
    return evolve(course, chapters=(chapter, *course.chapters[1:]))


def test_a_small_course_is_read_whole() -> None:
    course = make_course(sections=20, units=10)
    assert len(texts_to_compare(course, VerificationScope.AUTO, None)) == EVERY_TEXT_UP_TO


def test_of_a_large_one_a_sample_that_is_always_the_same() -> None:
    sample = texts_to_compare(LARGE, VerificationScope.AUTO, None)
    assert len(sample) == SAMPLE
    assert sample == texts_to_compare(LARGE, VerificationScope.SAMPLE, None)
    assert sample == texts_to_compare(LARGE, VerificationScope.AUTO, LARGE)


def test_what_changed_is_read_besides_the_sample() -> None:
    first, second, *others = LARGE.chapters[0].sections[0].units
    renamed, rewritten = evolve(first, title="Renamed"), evolve(second, content="<p>New text</p>")
    changed = _with_units(LARGE, (renamed, rewritten, *others, Unit("new", "New unit", "<p>x</p>")))
    read = texts_to_compare(changed, VerificationScope.AUTO, LARGE)
    assert len(read) == SAMPLE + 3
    assert {("c0", "s0", "u0"), ("c0", "s0", "u1"), ("c0", "s0", "new")} <= read


@pytest.mark.parametrize(
    ("scope", "count"),
    [(VerificationScope.OUTLINE, 0), (VerificationScope.SAMPLE, SAMPLE), (VerificationScope.FULL, 210)],
)
def test_the_other_scopes_do_not_ask_what_changed(scope: VerificationScope, count: int) -> None:
    assert len(texts_to_compare(LARGE, scope, make_course())) == count
