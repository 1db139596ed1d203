"""Fields that are missing, of the wrong type, or of a value that cannot be: one finding each, with its place."""

import pytest

from adapters.course_input import read_course
from domain.violations import Severity
from tests.adapters.course_input.inputs import UNIT, course, told, unit_with


@pytest.mark.parametrize("name", ["courseId", "title", "org", "run"])
def test_a_missing_field_is_one_finding(name: str) -> None:
    assert told(read_course(course(**{name: ...}))) == [("FIELD_REQUIRED", name)]


@pytest.mark.parametrize("name", ["id", "title", "content"])
def test_a_missing_field_of_a_unit_is_one_finding(name: str) -> None:
    assert told(read_course(unit_with(**{name: ...}))) == [("FIELD_REQUIRED", f"{UNIT}.{name}")]


def test_a_missing_list_is_one_finding_and_an_empty_one_is_the_domains() -> None:
    assert told(read_course(course(chapters=...))) == [("FIELD_REQUIRED", "chapters")]
    assert told(read_course(course(chapters=[]))) == [("MIN_ONE_CHAPTER", "")]
    assert told(read_course(course(chapters=[{"id": "c", "title": "C"}]))) == [
        ("FIELD_REQUIRED", "chapters[0].sections")
    ]


@pytest.mark.parametrize("value", [None, 5, 1.5, True, [], {}])
def test_a_title_that_is_no_text_is_one_finding(value: object) -> None:
    assert told(read_course(unit_with(title=value))) == [("WRONG_TYPE", f"{UNIT}.title")]


@pytest.mark.parametrize("value", [None, 5, "x", {}])
def test_units_that_are_no_list_are_one_finding(value: object) -> None:
    section = {"id": "s", "title": "S", "units": value}
    reading = read_course(course(chapters=[{"id": "c", "title": "C", "sections": [section]}]))
    assert told(reading) == [("WRONG_TYPE", "chapters[0].sections[0].units")]


def test_an_element_that_is_no_object_keeps_its_place() -> None:
    chapters = [None, *course()["chapters"]]
    reading = read_course(course(chapters=chapters))
    assert told(reading) == [("WRONG_TYPE", "chapters[0]")]
    assert reading.course is not None
    assert reading.course.chapters[1].title == "Springs"


def test_null_is_not_the_same_as_left_out() -> None:
    (finding,) = read_course(course(description=None)).violations
    assert (finding.rule, finding.path, finding.severity) == ("WRONG_TYPE", "description", Severity.ERROR)
    assert "leave the field out" in finding.message


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("2026-01-12", "2026-01-12T09:00:00Z"),
        ("2026-01-12T09:00:00", "2026-01-12T09:00:00Z"),
        ("2026-01-12 09:00", "2026-01-12T09:00Z"),
        ("12.01.2026", "ISO 8601"),
        ("2026-02-30T09:00:00Z", "no such moment"),
        ("0001-01-01T00:00:00+14:00", "no such moment"),
        ("2026-01-12T09:00:00+25:00", "check day, time and offset"),
        ("２０２６-01-12T09:00:00Z", "ISO 8601"),
        ("", "ISO 8601"),
    ],
)
def test_a_bad_date_says_how_to_write_it(written: str, advice: str) -> None:
    (finding,) = read_course(course(startDate=written)).violations
    assert (finding.rule, finding.path) == ("DATE_FORMAT", "startDate")
    assert advice in finding.message


@pytest.mark.parametrize(
    "written",
    ["2026-01-12T09:00Z", "2026-01-12T09:00:00.123Z", "2026-01-12T09:00:00.123456789Z", "2026-01-12T09:00-11:30"],
)
def test_dates_of_the_data_model_are_read(written: str) -> None:
    reading = read_course(course(enrollmentStart=written))
    assert reading.violations == ()
    assert reading.course is not None
    assert reading.course.enrollment_start is not None


@pytest.mark.parametrize(
    ("written", "advice"), [("EN", "write 'en'"), ("pt-BR", "write 'pt'"), ("uk", "ru en zh")]
)
def test_an_unknown_language_is_named(written: str, advice: str) -> None:
    (finding,) = read_course(course(language=written)).violations
    assert (finding.rule, finding.path) == ("LANGUAGE_UNKNOWN", "language")
    assert repr(written) in finding.message
    assert advice in finding.message


@pytest.mark.parametrize(
    "url", ["a.png", "../a.png", "/static/a.png", "https://", "http://[", "file:///a.png", "//x/a"]
)
def test_assets_are_absolute_urls(url: str) -> None:
    reading = read_course(unit_with(assets=["https://example.org/ok.png", url]))
    assert told(reading) == [("ABSOLUTE_ASSET_URLS", f"{UNIT}.assets[1]")]
    assert reading.course is not None
    assert reading.course.chapters[0].sections[0].units[0].assets == ("https://example.org/ok.png",)


def test_an_asset_that_is_no_text_is_reported_at_its_index() -> None:
    assert told(read_course(unit_with(assets=[5]))) == [("WRONG_TYPE", f"{UNIT}.assets[0]")]
