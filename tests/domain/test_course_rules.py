"""Rules for courses: each with its place, and all mistakes at once."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from attrs import evolve

from domain.course import Chapter, Course, Section, Unit, units_of
from domain.course_rules import course_violations
from domain.violations import Place, Severity
from tests.builders import make_course

GOOD = make_course()


def unit(**changed: Any) -> Course:
    """The good course with its first unit changed."""
    return section(units=(evolve(GOOD.chapters[0].sections[0].units[0], **changed),))


def section(**changed: Any) -> Course:
    return chapter(sections=(evolve(GOOD.chapters[0].sections[0], **changed),))


def chapter(**changed: Any) -> Course:
    return evolve(GOOD, chapters=(evolve(GOOD.chapters[0], **changed),))


def found(course: Course) -> list[tuple[str, str]]:
    return [(violation.rule, violation.path) for violation in course_violations(course)]


def test_a_good_course_has_no_violation() -> None:
    assert course_violations(GOOD) == ()


@pytest.mark.parametrize(
    ("course", "expected"),
    [
        (evolve(GOOD, course_id="AI 101"), [("IDENTIFIER_PATTERN", "courseId")]),
        (evolve(GOOD, course_id=""), [("IDENTIFIER_PATTERN", "courseId")]),
        (evolve(GOOD, org="Орг"), [("IDENTIFIER_PATTERN", "org")]),
        (evolve(GOOD, run="x" * 51), [("IDENTIFIER_PATTERN", "run")]),
        (evolve(GOOD, course_id="c" * 50, org="o" * 50, run="r" * 41), [("COURSE_KEY_LENGTH", "courseId")]),
        (evolve(GOOD, title=" "), [("TITLE_REQUIRED", "title")]),
        (evolve(GOOD, title="\u200b \ufeff"), [("TITLE_REQUIRED", "title")]),
        (evolve(GOOD, title="т" * 256), [("TITLE_TOO_LONG", "title")]),
        (evolve(GOOD, description="\x00"), [("VALID_UTF8", "description")]),
        (evolve(GOOD, chapters=()), [("MIN_ONE_CHAPTER", "")]),
        (chapter(sections=()), [("MIN_ONE_SEQUENTIAL", "chapters[0]")]),
        (section(units=()), [("MIN_ONE_VERTICAL", "chapters[0].sections[0]")]),
        (chapter(title=""), [("TITLE_REQUIRED", "chapters[0].title")]),
        (section(title="\t"), [("TITLE_REQUIRED", "chapters[0].sections[0].title")]),
        (unit(title="x" * 256), [("TITLE_TOO_LONG", "chapters[0].sections[0].units[0].title")]),
        (chapter(id=""), [("ID_REQUIRED", "chapters[0].id")]),
        (unit(id=" "), [("ID_REQUIRED", "chapters[0].sections[0].units[0].id")]),
        (unit(id="u\x01"), [("VALID_UTF8", "chapters[0].sections[0].units[0].id")]),
        (unit(content="\ud800"), [("VALID_UTF8", "chapters[0].sections[0].units[0].content")]),
        (evolve(GOOD, chapters=GOOD.chapters * 2), [("DUPLICATE_ID", "chapters[1].id")]),
        (
            chapter(sections=GOOD.chapters[0].sections[:1] * 3),
            [("DUPLICATE_ID", "chapters[0].sections[1].id"), ("DUPLICATE_ID", "chapters[0].sections[2].id")],
        ),
    ],
)
def test_each_rule_has_its_place(course: Course, expected: list[tuple[str, str]]) -> None:
    assert found(course) == expected
    assert all(violation.severity is Severity.ERROR for violation in course_violations(course))
    assert all(violation.message for violation in course_violations(course))


def test_ids_may_repeat_under_different_parents() -> None:
    assert {u.id for s in GOOD.chapters[0].sections for u in s.units} == {"u0", "u1"}
    assert found(make_course(chapters=2)) == []


def test_limits_themselves_are_good() -> None:
    assert found(evolve(GOOD, title="т" * 255, course_id="c" * 50, org="o" * 50, run="r" * 40)) == []
    assert found(unit(content="\t\r\n\x7f\u0085\ue000\U0010ffff")) == []


def test_an_illegal_character_is_found_by_line_and_column() -> None:
    [violation] = course_violations(unit(content="one\ntwo\x0bthree\x00\ud800"))
    assert (violation.place.line, violation.place.column) == (2, 4)
    assert "U+000B (and 2 more)" in violation.message
    [violation] = course_violations(unit(content="ab\udfff"))
    assert (violation.place.line, violation.place.column) == (1, 3)
    assert "a lone surrogate, U+DFFF," in violation.message


def test_enrolment_ends_after_it_starts() -> None:
    start = datetime(2026, 1, 2, tzinfo=UTC)
    backwards = evolve(GOOD, enrollment_start=start, enrollment_end=start - timedelta(seconds=1))
    assert found(backwards) == [("DATES_IN_ORDER", "enrollmentEnd")]
    assert found(evolve(GOOD, enrollment_start=start, enrollment_end=start)) == []
    elsewhere = datetime(2026, 1, 2, 1, tzinfo=timezone(timedelta(hours=3)))
    assert found(evolve(GOOD, enrollment_start=start, enrollment_end=elsewhere)) == [
        ("DATES_IN_ORDER", "enrollmentEnd")
    ]


def test_a_date_without_zone_is_named_and_nothing_breaks_on_it() -> None:
    naive = datetime(2026, 1, 2)  # noqa: DTZ001 - the mistake under test
    aware = naive.replace(tzinfo=UTC)
    mixed = evolve(GOOD, enrollment_start=aware, enrollment_end=naive)
    assert found(mixed) == [("DATE_WITHOUT_ZONE", "enrollmentEnd")]
    assert found(evolve(GOOD, start=naive, enrollment_start=naive)) == [
        ("DATE_WITHOUT_ZONE", "startDate"),
        ("DATE_WITHOUT_ZONE", "enrollmentStart"),
    ]


def test_all_mistakes_at_once_in_reading_order() -> None:
    bad_unit = Unit("", "", "\x00")
    bad = Course(
        "!", "", "?", "r", (Chapter("c", "", (Section("s", "", (bad_unit, bad_unit)),)), Chapter("c", "Two", ()))
    )
    assert found(bad) == [
        ("IDENTIFIER_PATTERN", "courseId"),
        ("IDENTIFIER_PATTERN", "org"),
        ("TITLE_REQUIRED", "title"),
        ("DUPLICATE_ID", "chapters[1].id"),
        ("TITLE_REQUIRED", "chapters[0].title"),
        ("TITLE_REQUIRED", "chapters[0].sections[0].title"),
        *[
            (rule, f"chapters[0].sections[0].units[{n}]{end}")
            for n in range(2)
            for rule, end in (("TITLE_REQUIRED", ".title"), ("ID_REQUIRED", ".id"), ("VALID_UTF8", ".content"))
        ],
        ("MIN_ONE_SEQUENTIAL", "chapters[1]"),
    ]


def test_units_stand_in_reading_order_with_their_places() -> None:
    placed = list(units_of(make_course(chapters=2, sections=1, units=2)))
    assert [p.place for p in placed] == [
        Place(f"chapters[{c}].sections[0].units[{u}]", f"Unit {c}.0.{u}") for c in range(2) for u in range(2)
    ]


def test_what_is_empty_is_told_what_to_do() -> None:
    (course,), (named,) = course_violations(evolve(GOOD, chapters=())), course_violations(chapter(sections=()))
    assert course.message == "the course has no chapter; add at least one"
    assert named.message.endswith("add at least one, or remove the chapter")


def test_an_id_of_any_length_makes_a_short_message() -> None:
    (finding,) = course_violations(evolve(GOOD, chapters=(evolve(GOOD.chapters[0], id="x" * 9_000),) * 2))
    assert finding.rule == "DUPLICATE_ID"
    assert len(finding.message) < 200
