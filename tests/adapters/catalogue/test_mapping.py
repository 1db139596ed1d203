"""The gate, the order, the key; and properties over rows of any platform."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Result

from adapters.catalogue.keys import new_course_code
from adapters.catalogue.mapping import map_course
from adapters.catalogue.rows import CatalogueRows
from application.ports.catalogue import Placement
from application.ports.rows import LessonRow, PlatformCourse, SectionRow
from domain.course import Course, units_of
from domain.course_key import PART_PATTERN
from domain.course_rules import course_violations
from tests.adapters.catalogue.platform_rows import (
    CONFIG,
    COURSE_ID,
    LESSON_ID,
    SECTION_ID,
    course_row,
    lesson_row,
    mapped,
    section_row,
    unfinished,
    violations,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def content_of(result: Result[Course, Any]) -> list[str]:
    return [placed.unit.content for placed in units_of(result.unwrap())]


# --- the gate


@pytest.mark.parametrize("status", ["draft", "pending", "generating", "failed", "Completed", ""])
def test_every_unfinished_lesson_is_listed_and_so_is_the_course(status: str) -> None:
    other = lesson_row(id=UUID(int=9), status=status, title="Sheet bend", order_index=3)
    lines = unfinished(mapped(lesson_row(), lesson_row(7, id=UUID(int=8), status=status), other,
                              course=course_row(status=status)))  # fmt: skip
    assert lines == (
        f"course «Knots»: its status is the text {status!r}",
        f"chapters[0].sections[0] «Bowline»: its status is the text {status!r}",
        f"chapters[0].sections[2] «Sheet bend»: its status is the text {status!r}",
    )


def test_the_newest_completed_version_is_the_lesson() -> None:
    versions = [
        lesson_row("old", updated_at=NOON),
        lesson_row("new", updated_at=NOON + HOUR),
        lesson_row("undated"),
        lesson_row("redone", updated_at=NOON + 2 * HOUR, status="generating"),
        lesson_row(None, updated_at=NOON + 3 * HOUR, status="failed"),
    ]
    for turn in range(len(versions)):
        assert content_of(mapped(*versions[turn:], *versions[:turn])) == ["<p>new</p>\n"]


def test_versions_of_one_moment_that_differ_are_not_chosen_between() -> None:
    twins = [
        lesson_row(text, updated_at=moment) for text, moment in (("a", NOON), ("b", NOON.replace(tzinfo=None)))
    ]
    assert [finding.rule for finding in violations(mapped(*twins))] == ["LESSON_VERSIONS"]
    assert content_of(mapped(twins[0], twins[0])) == ["<p>a</p>\n"]


def test_contested_versions_are_told_the_same_in_any_order() -> None:
    twins = [lesson_row(content, title=title) for content, title in ((7, "A"), ("b", "B"))]
    assert mapped(*twins) == mapped(*reversed(twins))


def test_an_unfinished_orphan_is_unfinished() -> None:
    (line,) = unfinished(mapped(lesson_row(section_id=UUID(int=5), status="draft")))
    assert line.startswith(f"lessons[{LESSON_ID}] «Bowline»")


def test_a_course_that_is_not_finished_comes_before_mistakes_in_it() -> None:
    assert unfinished(mapped(lesson_row(7), lesson_row(id=UUID(int=8), status="draft")))


# --- rows that do not fit together


def test_orphans_strangers_and_repetitions_are_named() -> None:
    sections = [section_row(), section_row(), section_row(id=UUID(int=5), course_id=UUID(int=6))]
    lessons = [lesson_row(), lesson_row(id=UUID(int=7), section_id=UUID(int=5)),
               lesson_row(id=UUID(int=8), section_id=UUID(int=99))]  # fmt: skip
    found = violations(map_course(course_row(), sections, lessons, CONFIG))
    assert [(finding.rule, finding.path) for finding in found] == [
        ("SECTION_OF_ANOTHER_COURSE", f"sections[{UUID(int=5)}]"),
        ("DUPLICATE_ROW", f"sections[{SECTION_ID}]"),
        ("LESSON_WITHOUT_SECTION", f"lessons[{UUID(int=7)}]"),
        ("LESSON_WITHOUT_SECTION", f"lessons[{UUID(int=8)}]"),
    ]


@pytest.mark.parametrize(("sections", "rule"), [([], "MIN_ONE_CHAPTER"), ([section_row()], "MIN_ONE_SEQUENTIAL")])
def test_a_course_without_lessons_is_a_mistake(sections: list[SectionRow], rule: str) -> None:
    assert [finding.rule for finding in violations(map_course(course_row(), sections, [], CONFIG))] == [rule]


@pytest.mark.parametrize("language", ["uk", "RU", "en-US", "russian", "", None])
def test_a_language_outside_the_19_names_the_course(language: str | None) -> None:
    (finding,) = violations(mapped(lesson_row(), course=course_row(language=language)))
    assert finding.rule == "LANGUAGE_UNKNOWN"
    assert finding.path == "language"
    assert "«Knots»" in finding.message


def test_bad_org_run_and_code_are_mistakes_too() -> None:
    config = Placement(org="Школа", run="", course_code="a b")
    found = violations(map_course(course_row(), [section_row()], [lesson_row()], config))
    assert [finding.path for finding in found] == ["courseId", "org", "run"]


# --- the key


def test_the_key_is_made_of_title_and_id_and_kept_once_fixed() -> None:
    first = mapped(lesson_row()).unwrap()
    assert first.course_id.startswith("knots_")
    later = map_course(
        course_row(title="Ropes"), [section_row()], [lesson_row()], evolve(CONFIG, course_code=first.course_id)
    )
    assert later.unwrap().course_id == first.course_id
    assert later.unwrap().title == "Ropes"
    assert mapped(lesson_row(), course=course_row(title="Ropes")).unwrap().course_id != first.course_id


def test_the_code_is_the_same_for_ever() -> None:
    assert new_course_code("Хлеб на закваске", COURSE_ID) == "khleb_na_zakvaske_mys6m3wje"


@given(st.text(max_size=300), st.uuids(), st.uuids())
def test_every_title_makes_a_code_and_two_courses_never_meet(title: str, one: UUID, other: UUID) -> None:
    assert PART_PATTERN.fullmatch(new_course_code(title, one))
    assert new_course_code(title, one) == new_course_code(title, one)
    assert (new_course_code(title, one) == new_course_code(title, other)) is (one == other)


def test_source_ids_are_the_rows_own() -> None:
    (chapter,) = mapped(lesson_row()).unwrap().chapters
    (section,) = chapter.sections
    assert (chapter.id, section.id, section.units[0].id) == (str(SECTION_ID), str(LESSON_ID), str(LESSON_ID))


def test_a_changed_title_of_a_lesson_keeps_all_ids() -> None:
    before, after = (mapped(lesson_row(title=title)).unwrap() for title in ("Bowline", "Sheet bend"))
    assert [c.id for c in before.chapters] == [c.id for c in after.chapters]
    assert [placed.unit.id for placed in units_of(before)] == [placed.unit.id for placed in units_of(after)]


# --- any platform


@st.composite
def platforms(draw: st.DrawFn) -> tuple[list[SectionRow], list[LessonRow]]:
    """Sections and lessons with gaps, ties and negative numbers; now and then without content, or orphaned."""
    index = st.integers(-3, 3) | st.integers(-(2**31), 2**31 - 1)
    contents = st.sampled_from(["One.", "<p>Two.</p>", {"markdown": "# Three\n\nx"}, {"intro": "Four."},
                                [{"type": "html", "content": "<p>Five.</p>"}], None, {"x": "y"}])  # fmt: skip
    section_ids = draw(st.lists(st.uuids(), min_size=1, max_size=4, unique=True))
    sections = [section_row(id=id_, title=f"S {id_}", order_index=draw(index)) for id_ in section_ids]
    homes = st.sampled_from([*section_ids, *section_ids, *section_ids, UUID(int=0)])
    lesson_ids = draw(st.lists(st.uuids(), max_size=8, unique=True))
    lessons = [
        lesson_row(draw(contents), id=id_, section_id=draw(homes), title=f"L {id_}", order_index=draw(index))
        for id_ in lesson_ids
    ]
    return sections, lessons


@given(platforms(), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(
    platform: tuple[list[SectionRow], list[LessonRow]], random: Random
) -> None:
    sections, lessons = platform
    result = map_course(course_row(), sections, lessons, CONFIG)
    random.shuffle(sections)
    random.shuffle(lessons)
    assert map_course(course_row(), sections, lessons, CONFIG) == result


@given(platforms())
def test_a_mapped_course_is_whole_ordered_and_free_of_mistakes(
    platform: tuple[list[SectionRow], list[LessonRow]],
) -> None:
    sections, lessons = platform
    result = map_course(course_row(), sections, lessons, CONFIG)
    faulty = {row.id for row in lessons if row.content in (None, {"x": "y"})}
    orphans = {row.id for row in lessons if row.section_id == UUID(int=0)}
    empty = {row.id for row in sections} - {row.section_id for row in lessons}
    if isinstance(result, Failure):
        assert faulty or orphans or empty
        assert len(violations(result)) == len(faulty - orphans) + len(orphans) + len(empty)
        return
    course = result.unwrap()
    assert faulty | orphans | empty == set()
    assert course_violations(course) == ()
    order = {str(row.id): (row.order_index, row.id) for row in sections}
    order |= {str(row.id): (row.order_index, row.id) for row in lessons}
    assert [order[c.id] for c in course.chapters] == sorted(order[str(row.id)] for row in sections)
    for chapter in course.chapters:
        inside = [order[section.id] for section in chapter.sections]
        assert inside == sorted(order[str(row.id)] for row in lessons if str(row.section_id) == chapter.id)


def test_five_hundred_lessons() -> None:
    sections = [section_row(id=UUID(int=n + 1), title=f"S{n}", order_index=-n) for n in range(10)]
    lessons = [
        lesson_row(
            f"# Lesson {n}\n\n| a |\n|---|\n| $x_{n}$ |\n",
            id=UUID(int=1000 + n), section_id=UUID(int=n % 10 + 1), title=f"Lesson {n}", order_index=n * 7,
        )
        for n in range(500)
    ]  # fmt: skip
    course = map_course(course_row(), sections, lessons, CONFIG).unwrap()
    assert sum(1 for _ in units_of(course)) == 500
    assert [chapter.title for chapter in course.chapters] == [f"S{n}" for n in reversed(range(10))]
    assert [s.title for s in course.chapters[-1].sections] == [f"Lesson {n}" for n in range(0, 500, 10)]


def test_rows_of_one_course_are_found_among_others() -> None:
    stranger, elsewhere = (
        course_row(id=UUID(int=77), title="Ropes"),
        section_row(id=UUID(int=5), course_id=UUID(int=77)),
    )
    rows = CatalogueRows(
        courses=(stranger, course_row()), sections=(elsewhere, section_row()), lessons=(lesson_row(),)
    )
    assert rows.of(COURSE_ID) == PlatformCourse(
        course=course_row(), sections=(section_row(),), lessons=(lesson_row(),)
    )
    assert rows.of(stranger.id) == PlatformCourse(course=stranger, sections=(elsewhere,))
    assert rows.of(UUID(int=3)) is None
