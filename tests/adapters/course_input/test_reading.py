"""Reading a course: what is good is read whole, and what is not is found all at once, in the order of reading."""

import json
from pathlib import Path

import pytest

from adapters.course_input import read_course
from domain.languages import Language
from domain.violations import errors_among
from tests.adapters.course_input.inputs import UNIT, course, told, unit_with

REAL_COURSES = Path(__file__).parents[4] / "shared" / "courses"


def test_a_good_course_is_read_whole() -> None:
    reading = read_course(
        json.dumps(course(language="en", description="About", startDate="2026-01-12T12:00:00+03:00"))
    )
    assert reading.violations == ()
    assert reading.course is not None
    assert reading.course.language is Language.ENGLISH
    assert reading.course.start is not None
    assert reading.course.start.isoformat() == "2026-01-12T09:00:00+00:00"
    assert reading.course.chapters[0].sections[0].units[0].content == "<p>It rains.</p>"


def test_text_bytes_and_parsed_objects_are_the_same() -> None:
    text = json.dumps(course(title="Реки"), ensure_ascii=False)
    of_text = read_course(text)
    assert of_text.course is not None
    assert of_text == read_course(text.encode()) == read_course(json.loads(text)) == read_course("\ufeff" + text)


def test_the_language_left_out_is_the_data_models_default() -> None:
    reading = read_course(course())
    assert reading.course is not None
    assert reading.course.language is Language.RUSSIAN


def test_the_place_has_the_title_of_the_nearest_titled_thing() -> None:
    (finding,) = read_course(unit_with(content=5)).violations
    assert str(finding.place) == f"{UNIT}.content «Rain»"
    (untitled,) = read_course(unit_with(title=5)).violations
    assert str(untitled.place) == f"{UNIT}.title «S»"


def test_findings_stand_in_the_order_of_reading() -> None:
    broken = {
        "id": 1,
        "title": "C",
        "sections": [{"id": "s", "title": "x" * 300, "units": [{"id": "u"}], "zzzz": 1}],
    }
    reading = read_course(course(courseId="Река", language="xx", startDate="x", chapters=[broken, *[{}] * 11]))
    paths = [finding.path for finding in reading.violations]
    assert paths[:7] == [
        "courseId",
        "startDate",
        "language",
        "chapters[0].id",
        "chapters[0].sections[0].zzzz",
        "chapters[0].sections[0].title",
        f"{UNIT}.title",
    ]
    numbers = [int(path.split("[")[1].split("]")[0]) for path in paths[3:]]
    assert numbers == sorted(numbers)


def test_a_parsed_object_may_hold_anything() -> None:
    assert told(read_course(course(title=object()))) == [("WRONG_TYPE", "title")]
    assert told(read_course(course(title=float("nan")))) == [("WRONG_TYPE", "title")]
    odd = dict[object, object](course().items())
    odd[5] = 1
    assert told(read_course(odd)) == [("UNKNOWN_FIELD", "[a number]")]


@pytest.mark.parametrize("name", ["rust-book-ru.json", "swc-python-en.json"])
def test_real_courses_are_read_without_a_finding(name: str) -> None:
    path = REAL_COURSES / name
    if not path.exists():
        pytest.skip("the real courses are not beside this repository")
    reading = read_course(path.read_bytes())
    assert reading.course is not None
    assert errors_among(reading.violations) == ()
    assert reading.violations == ()
