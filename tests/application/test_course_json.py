"""A course as JSON: the data model's CourseInput, and back, equal in every fact."""

import json
from datetime import UTC, datetime, timedelta, timezone

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from application.course_json import course_from_json, course_to_json
from domain.course import Chapter, Course, Section, Unit
from domain.languages import Language
from tests import builders

TEXT = st.text(max_size=12)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45)), timezone(timedelta(hours=-8))])
FIRST, LAST = datetime(1970, 1, 2), datetime(9000, 1, 1)  # noqa: DTZ001 - hypothesis adds the zone
MOMENTS = st.none() | st.datetimes(FIRST, LAST, timezones=ZONES)
UNITS = st.builds(Unit, TEXT, TEXT, TEXT, st.lists(TEXT, max_size=2).map(tuple))
SECTIONS = st.builds(Section, TEXT, TEXT, st.lists(UNITS, max_size=2).map(tuple))
CHAPTERS = st.builds(Chapter, TEXT, TEXT, st.lists(SECTIONS, max_size=2).map(tuple))
COURSES = st.builds(
    Course,
    course_id=TEXT,
    title=TEXT,
    org=TEXT,
    run=TEXT,
    chapters=st.lists(CHAPTERS, max_size=2).map(tuple),
    description=st.none() | TEXT,
    language=st.sampled_from(Language),
    start=MOMENTS,
    enrollment_start=MOMENTS,
    enrollment_end=MOMENTS,
)


@given(COURSES)
def test_a_course_comes_back_equal(course: Course) -> None:
    assert course_from_json(json.loads(json.dumps(course_to_json(course)))) == course


def test_it_is_the_course_input_of_the_data_model() -> None:
    course = evolve(builders.make_course(sections=1, units=1), start=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    document = course_to_json(course)
    assert list(document) == [
        *("courseId", "title", "description", "org", "run", "startDate", "enrollmentStart", "enrollmentEnd"),
        *("language", "chapters"),
    ]
    assert document["startDate"] == "2026-01-02T03:04:05Z"
    assert document["language"] == "en"
    [chapter] = document["chapters"]
    [section] = chapter["sections"]
    [unit] = section["units"]
    assert list(chapter) == ["id", "title", "sections"]
    assert list(section) == ["id", "title", "units"]
    assert list(unit) == ["id", "title", "content", "assets"]


def test_dates_are_written_in_utc() -> None:
    course = evolve(builders.make_course(), start=datetime(2026, 1, 1, 2, tzinfo=timezone(timedelta(hours=3))))
    assert course_to_json(course)["startDate"] == "2025-12-31T23:00:00Z"


def test_what_the_author_did_not_give_is_left_out() -> None:
    bare = Course("C", "t", "o", "r", (Chapter("c", "t", (Section("s", "t", (Unit("u", "t", ""),)),)),))
    document = course_to_json(bare)
    assert set(document) == {"courseId", "title", "org", "run", "language", "chapters"}
    assert "assets" not in document["chapters"][0]["sections"][0]["units"][0]
