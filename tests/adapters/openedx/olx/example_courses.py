"""Courses to pack, and packages unpacked again, for the tests of this folder."""

import io
import json
import tarfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from lxml import etree

from adapters.openedx.olx.archive import OlxPackage
from adapters.openedx.olx.package import build_package
from domain.course import Chapter, Course, Section, Unit
from domain.course_key import CourseKey
from domain.identities import Identities
from domain.languages import Language

KEY = CourseKey("Example", "GARDEN1", "spring")
SHARED_COURSES = Path(__file__).parents[5] / "shared" / "courses"
REAL_COURSES = ("rust-book-ru", "swc-python-en")


def small_course(**changes: Any) -> Course:
    """Two chapters about a garden, with what real courses hold: markup, repeated titles, several scripts."""
    defaults: dict[str, Any] = {
        "course_id": "GARDEN1",
        "title": "Сад и огород — first steps",
        "org": "Example",
        "run": "spring",
        "language": Language.ENGLISH,
        "description": "How to start a garden.\n\nWith <care> & patience.",
        "chapters": (
            Chapter("c1", "Soil", (
                Section("s1", "Кислотность", (
                    Unit("u1", "Introduction", "<p>What soil <b>is</b>.</p>"),
                    Unit("u2", "Introduction", "<p>pH &lt; 7 &amp; more:&nbsp;acid</p>\r\n<!-- a -- comment -->"),
                )),
                Section("s2", "Water", (Unit("u1", "土と水", "<p>水]]></p>"),)),
            )),
            Chapter("c2", "Soil", (Section("s1", "Tools", (Unit("u1", "Spade", "<p>A spade.</p>"),)),)),
        ),
    }  # fmt: skip
    return Course(**(defaults | changes))


def wide_course(units: int, content: Callable[[int], str], per_section: int = 10) -> Course:
    """As many units as asked for, ten to a section, ten sections to a chapter."""
    sections = [
        Section(
            f"s{first}",
            f"Section {first}",
            tuple(
                Unit(f"u{number}", f"Unit {number}", content(number))
                for number in range(first, min(first + per_section, units))
            ),
        )
        for first in range(0, units, per_section)
    ]
    chapters = tuple(
        Chapter(f"c{first}", f"Chapter {first}", tuple(sections[first : first + 10]))
        for first in range(0, len(sections), 10)
    )
    return small_course(chapters=chapters)


def real_course(name: str) -> Course:
    """A course of ../shared/courses; skips the test where that folder is absent."""
    path = SHARED_COURSES / f"{name}.json"
    if not path.exists():
        pytest.skip(f"{path.name} lies in ../shared/courses, which is not here")
    data = json.loads(path.read_text(encoding="utf-8"))
    return Course(
        course_id=data["courseId"],
        title=data["title"],
        org=data["org"],
        run=data["run"],
        description=data.get("description"),
        language=Language(data["language"]),
        start=datetime.fromisoformat(data["startDate"]) if "startDate" in data else None,
        chapters=tuple(_chapter(chapter) for chapter in data["chapters"]),
    )


def packed(
    course: Course, key: CourseKey = KEY, identities: Identities | None = None, **options: Any
) -> OlxPackage:
    """A package under fresh identities, unless some are given."""
    return build_package(course, key, identities or Identities().covering(course), **options)


def packed_bytes(course: Course, key: CourseKey = KEY, **options: Any) -> bytes:
    """The whole `.tar.gz`."""
    package = packed(course, key, **options)
    try:
        with package.open() as reader:
            return reader.read()
    finally:
        package.close()


def contents(archive: bytes) -> dict[str, bytes]:
    """Path → content, below the root folder."""
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
        return {
            member.name.removeprefix("course/"): file.read()
            for member in tar
            if (file := tar.extractfile(member)) is not None
        }


def unpacked(course: Course, key: CourseKey = KEY, **options: Any) -> dict[str, bytes]:
    """What the package of this course holds: path → content, below the root folder."""
    return contents(packed_bytes(course, key, **options))


def attributes(element: etree._Element) -> dict[str, str]:
    """What the element's start tag says."""
    return {str(name): str(value) for name, value in element.attrib.items()}


def _chapter(data: dict[str, Any]) -> Chapter:
    sections = tuple(
        Section(
            section["id"],
            section["title"],
            tuple(Unit(unit["id"], unit["title"], unit["content"]) for unit in section["units"]),
        )
        for section in data["sections"]
    )
    return Chapter(data["id"], data["title"], sections)


XML_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
    | st.sampled_from("\t\n\r\x7f\x85")
)
"""Every text that XML can carry."""
