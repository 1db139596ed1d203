"""Reading the JSON of a course: everything wrong with it at once, each with its place."""

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.course_input import Reading, read_course
from domain.languages import Language
from domain.violations import Severity, errors_among

REAL_COURSES = Path(__file__).parents[4] / "shared" / "courses"


def course(**changes: Any) -> dict[str, Any]:
    """A course without a mistake, with fields changed; a change to `...` takes the field away."""
    fields = {
        "courseId": "rivers",
        "title": "Rivers",
        "org": "Demo",
        "run": "r1",
        "chapters": [
            {
                "id": "c1",
                "title": "Springs",
                "sections": [
                    {
                        "id": "s1",
                        "title": "Water",
                        "units": [{"id": "u1", "title": "Rain", "content": "<p>It rains.</p>"}],
                    }
                ],
            }
        ],
    } | changes
    return {name: value for name, value in fields.items() if value is not ...}


def unit_with(**changes: Any) -> dict[str, Any]:
    fields = {"id": "u1", "title": "Rain", "content": "<p>x</p>"} | changes
    unit = {name: value for name, value in fields.items() if value is not ...}
    return course(chapters=[{"id": "c", "title": "C", "sections": [{"id": "s", "title": "S", "units": [unit]}]}])


def told(reading: Reading) -> list[tuple[str, str]]:
    return [(finding.rule, finding.path) for finding in reading.violations]


UNIT = "chapters[0].sections[0].units[0]"


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
    ("name", "near"),
    [
        ("start_date", "startDate"),
        ("StartDate", "startDate"),
        ("titel", "title"),
        ("enrolmentStart", "enrollmentStart"),
    ],
)
def test_an_unknown_field_is_a_warning_that_names_the_nearest(name: str, near: str) -> None:
    (finding,) = read_course(course(**{name: "x"})).violations
    assert (finding.rule, finding.path, finding.severity) == ("UNKNOWN_FIELD", name, Severity.WARNING)
    assert f"did you mean {near!r}?" in finding.message


def test_an_unknown_field_like_nothing_names_the_fields_there_are() -> None:
    (finding,) = read_course(unit_with(**{"quiz. 1": []})).violations
    assert finding.path == f"{UNIT}['quiz. 1']"
    assert finding.place.title == "Rain"
    assert "id, title, content, assets" in finding.message


def test_many_unknown_fields_are_counted() -> None:
    reading = read_course(course(**{f"zz{number}": 1 for number in range(500)}))
    assert len(reading.violations) == 21
    assert any("480 more" in finding.message for finding in reading.violations)


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


def test_a_name_of_any_length_makes_a_short_finding() -> None:
    (finding,) = read_course(course(**{"x" * 100_000: 1})).violations
    assert len(finding.path) + len(finding.message) < 500


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


@pytest.mark.parametrize("kind", ["quiz", "Video", "audio", "code_sandbox", "markdown"])
@pytest.mark.parametrize("name", ["type", "kind", "contentType", "content_type"])
def test_a_unit_of_another_kind_than_html_is_refused(name: str, kind: str) -> None:
    """Its text would be published as HTML, which it is not."""
    (finding,) = read_course(unit_with(**{name: kind})).violations
    assert (finding.rule, finding.path, finding.severity) == (
        "UNSUPPORTED_CONTENT",
        f"{UNIT}.{name}",
        Severity.ERROR,
    )
    assert repr(kind) in finding.message
    assert "write it as HTML, or remove the unit" in finding.message


@pytest.mark.parametrize("content", [{"type": "quiz", "questions": []}, [{"type": "html"}, {"type": "quiz"}]])
def test_content_of_another_kind_than_html_is_refused(content: Any) -> None:
    assert told(read_course(unit_with(content=content))) == [("UNSUPPORTED_CONTENT", f"{UNIT}.content")]


def test_every_unit_of_another_kind_is_named_once() -> None:
    units = [{"id": f"u{n}", "title": "T", "type": "quiz", "content": {"type": "quiz"}} for n in range(3)]
    sections = [{"id": "s", "title": "S", "units": units}]
    reading = read_course(course(chapters=[{"id": "c", "title": "C", "sections": sections}]))
    assert told(reading) == [
        ("UNSUPPORTED_CONTENT", f"chapters[0].sections[0].units[{number}].type") for number in range(3)
    ]


@pytest.mark.parametrize("kind", ["html", "HTML", "text/html", "", 3, None])
def test_a_unit_that_says_it_is_html_is_none_of_them(kind: Any) -> None:
    assert told(read_course(unit_with(type=kind))) == [("UNKNOWN_FIELD", f"{UNIT}.type")]


@pytest.mark.parametrize("content", [["<p>x</p>"], {"html": "<p>x</p>"}, {"type": "html", "content": "x"}])
def test_content_of_no_kind_is_only_of_the_wrong_type(content: Any) -> None:
    assert told(read_course(unit_with(content=content))) == [("WRONG_TYPE", f"{UNIT}.content")]
