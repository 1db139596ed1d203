"""Properties: no input raises, and a course without mistakes comes back as it was."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.course_input import read_course
from domain.course import Chapter, Course, Section, Unit
from domain.languages import Language
from domain.reading_order import CHAPTER_FIELDS, COURSE_FIELDS, SECTION_FIELDS, UNIT_FIELDS

NAMES = st.sampled_from([*COURSE_FIELDS, *CHAPTER_FIELDS, *SECTION_FIELDS, *UNIT_FIELDS, "start_date", "x"])
ANY_TEXT = st.text(st.characters(codec=None), max_size=30)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | ANY_TEXT
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES | ANY_TEXT, inner, max_size=6),
    max_leaves=20,
)

IDENTIFIERS = st.from_regex(r"[A-Za-z0-9_-]{1,40}", fullmatch=True)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=40)
TITLES = TEXT.filter(str.strip)
MOMENTS = st.none() | st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
UNITS = st.builds(Unit, TITLES, TITLES, TEXT, st.just(()) | st.just(("https://example.org/a.png",)))
SECTIONS = st.builds(
    Section, TITLES, TITLES, st.lists(UNITS, min_size=1, max_size=3, unique_by=lambda u: u.id).map(tuple)
)
CHAPTERS = st.builds(
    Chapter, TITLES, TITLES, st.lists(SECTIONS, min_size=1, max_size=3, unique_by=lambda s: s.id).map(tuple)
)
COURSES = st.builds(
    Course,
    course_id=IDENTIFIERS,
    title=TITLES,
    org=IDENTIFIERS,
    run=IDENTIFIERS,
    chapters=st.lists(CHAPTERS, min_size=1, max_size=3, unique_by=lambda c: c.id).map(tuple),
    description=st.none() | TEXT,
    language=st.sampled_from(Language),
    start=MOMENTS,
    enrollment_start=MOMENTS,
)


@pytest.mark.unmeasured
@given(st.dictionaries(NAMES | ANY_TEXT, JSON))
def test_any_object_is_read_with_findings_instead_of_exceptions(value: dict[str, Any]) -> None:
    of_object = read_course(value)
    assert of_object.course is not None
    of_text = read_course(json.dumps(value))
    assert of_text.course is not None
    assert all(finding.message and str(finding.place) for finding in of_text.violations)
    assert of_object.violations == of_text.violations


@pytest.mark.unmeasured
@given(st.text() | st.binary() | JSON)
def test_anything_at_all_is_read_with_findings_instead_of_exceptions(data: object) -> None:
    reading = read_course(data)
    assert reading.course is not None or reading.violations


@pytest.mark.unmeasured
@given(COURSES)
def test_a_course_without_mistakes_comes_back_as_it_was(course: Course) -> None:
    reading = read_course(json.dumps(written(course)))
    assert reading.violations == ()
    assert reading.course == course


def written(course: Course) -> dict[str, Any]:
    moments = {
        "startDate": course.start,
        "enrollmentStart": course.enrollment_start,
        "enrollmentEnd": course.enrollment_end,
    }
    fields: dict[str, Any] = {
        "courseId": course.course_id,
        "title": course.title,
        "org": course.org,
        "run": course.run,
        "language": course.language.value,
        "chapters": [
            {
                "id": chapter.id,
                "title": chapter.title,
                "sections": [_section(section) for section in chapter.sections],
            }
            for chapter in course.chapters
        ],
        **{name: moment.isoformat() for name, moment in moments.items() if moment is not None},
    }
    return fields if course.description is None else {**fields, "description": course.description}


def _section(section: Section) -> dict[str, Any]:
    units = [
        {"id": unit.id, "title": unit.title, "content": unit.content, "assets": list(unit.assets)}
        for unit in section.units
    ]
    return {"id": section.id, "title": section.title, "units": units}
