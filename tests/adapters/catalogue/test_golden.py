"""Courses of every shape against what they must become.

`golden/NAME.rows.json` is read and mapped; `golden/NAME.course.json` is the course, looked at by a person. After a
change that is meant, renew the courses and read their difference before it is committed:

    .venv/bin/python -c "from tests.adapters.catalogue.test_golden import renew; renew()"
"""

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from returns.result import Success
from typing_extensions import override

from adapters.catalogue.mapping import course_of
from adapters.catalogue.reading import read_rows
from adapters.openedx.olx.checks import check_course
from application.course_json import course_to_json
from application.ports.catalogue import MapCourse, Placement
from domain.course import Course, units_of
from domain.course_rules import course_violations

GOLDEN = Path(__file__).parent / "golden"
NAMES = sorted(path.name.removesuffix(".rows.json") for path in GOLDEN.glob("*.rows.json"))


def golden(name: str) -> Course:
    read = read_rows(GOLDEN / f"{name}.rows.json")
    assert isinstance(read, Success), read
    rows = read.unwrap().of(read.unwrap().courses[0].id)
    assert rows is not None
    map_course: MapCourse = course_of
    result = map_course(rows, Placement(org="Example", run="self_paced"))
    assert isinstance(result, Success), result
    course: Course = result.unwrap()
    return course


def renew() -> None:
    """Writes every golden course anew."""
    for name in NAMES:
        document = course_to_json(golden(name))
        text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
        (GOLDEN / f"{name}.course.json").write_text(text, encoding="utf-8")


def test_there_are_golden_courses() -> None:
    assert len(NAMES) == 3


@pytest.mark.parametrize("name", NAMES)
def test_rows_become_the_golden_course(name: str) -> None:
    wanted: Any = json.loads((GOLDEN / f"{name}.course.json").read_text(encoding="utf-8"))
    assert course_to_json(golden(name)) == wanted


@pytest.mark.parametrize("name", NAMES)
def test_our_own_validation_finds_nothing(name: str) -> None:
    course = golden(name)
    assert course_violations(course) == ()
    assert check_course(course) == ()


@pytest.mark.parametrize("name", NAMES)
def test_no_page_repeats_an_id(name: str) -> None:
    for placed in units_of(golden(name)):
        ids = _ids(placed.unit.content)
        assert len(ids) == len(set(ids)), placed.place


def _ids(html: str) -> list[str]:
    reader = _IdReader()
    reader.feed(html)
    reader.close()
    return reader.ids


class _IdReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value for name, value in attrs if name == "id" and value is not None]
