"""The checks of a whole course: places, order, bounds, speed, and courses that are as they should be."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.course_input import read_course
from adapters.openedx.olx.checks import check_course, html_findings_of
from adapters.openedx.olx.rules import SHOWN_PER_RULE
from domain.course import Chapter, Course, Section, Unit
from domain.violations import Severity, errors_among

ROOT = Path(__file__).parents[4]
REAL_COURSES = ROOT.parent / "shared" / "courses"


def course_of(*contents: str, title: str = "Rain") -> Course:
    units = tuple(Unit(f"u{number}", title, content) for number, content in enumerate(contents))
    return Course("rivers", "Rivers", "Demo", "r1", (Chapter("c", "C", (Section("s", "S", units),)),))


def test_a_finding_names_unit_line_and_column() -> None:
    (finding,) = check_course(course_of("<p>Good.</p>", "<p>Line one</p>\n  <img src='../a.png'>"))
    assert str(finding.place) == "chapters[0].sections[0].units[1] «Rain», line 2, column 3"
    assert (finding.rule, finding.severity) == ("NO_LOCAL_FILE_REFS", Severity.ERROR)
    assert "https://" in finding.message


def test_findings_of_a_unit_stand_in_the_order_of_reading() -> None:
    html = "</b>\n<img src=a.png>\n<script>1</script>\n<i>x\n<img src='b.png'>" + " " * 1_100_000
    found = [(finding.rule, finding.place.line) for finding in check_course(course_of(html))]
    assert found == [
        ("HTML_SIZE_LIMIT", None),
        ("PARSEABLE_HTML", 1),
        ("ABSOLUTE_IMAGE_URLS", 2),
        ("NO_SCRIPT_TAGS", 3),
        ("PARSEABLE_HTML", 4),
        ("ABSOLUTE_IMAGE_URLS", 5),
    ]


def test_many_findings_of_one_kind_end_in_a_number() -> None:
    links = "<a href='x.html'>x</a>" * 50
    found = check_course(course_of(links + "<img src='file:///x.png'>"))
    warnings = [finding for finding in found if finding.severity is Severity.WARNING]
    assert len(warnings) == SHOWN_PER_RULE + 1
    assert warnings[-1].message == "and 30 more of this kind in this unit"
    assert len(errors_among(found)) == 1, "warnings must not crowd out an error of the same rule"


@pytest.mark.parametrize("title", ["Cafe\u0301", "и\u0306од"])
def test_titles_apart_from_their_accents_are_warned_of(title: str) -> None:
    found = check_course(course_of("<p>x</p>", title=title))
    assert [(finding.rule, finding.path, finding.severity) for finding in found] == [
        ("MIXED_UNICODE_FORMS", "chapters[0].sections[0].units[0].title", Severity.WARNING)
    ]
    assert check_course(course_of("<p>x</p>", title="Café йод")) == ()


def test_ids_and_the_courses_own_texts_are_held_to_one_form_too() -> None:
    chapter = Chapter("e\u0301", "C", (Section("e\u0301", "S", (Unit("e\u0301", "U", "<p>x</p>"),)),))
    course = Course("rivers", "e\u0301", "Demo", "r1", (chapter,), description="e\u0301")
    assert [finding.path for finding in check_course(course)] == [
        "title",
        "description",
        "chapters[0].id",
        "chapters[0].sections[0].id",
        "chapters[0].sections[0].units[0].id",
    ]


@pytest.mark.parametrize("name", ["rust-book-ru.json", "swc-python-en.json"])
def test_real_courses_have_no_errors_and_are_checked_fast(name: str) -> None:
    path = REAL_COURSES / name
    if not path.exists():
        pytest.skip("the real courses are not beside this repository")
    course = read_course(path.read_bytes()).course
    assert course is not None
    started = time.process_time()
    assert errors_among(check_course(course)) == ()
    assert time.process_time() - started < 2


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.json")), ids=lambda path: path.name)
def test_examples_have_no_findings_at_all(path: Path) -> None:
    reading = read_course(path.read_bytes())
    assert reading.violations == ()
    assert reading.course is not None
    assert check_course(reading.course) == ()


MARKUP = st.sampled_from(
    (
        "<", ">", "</", "/>", "<!", "<!--", "-->", "<![CDATA[", "]]>", "<?", "&", "&#", '"', "'", "=", " ", "\n",
        "script", "style", "url(", "@import ", "/*", "*/", "../", "data:", "<svg>", "<p ", "<img src=", " srcset=",
        "<a href=", " id=x", "\x00",
    )
)  # fmt: skip


@given(st.text(st.characters(codec=None)) | st.lists(MARKUP | st.text(max_size=4)).map("".join))
def test_any_text_is_checked_without_raising(html: str) -> None:
    for finding in html_findings_of(html):
        assert finding.message
        if finding.at is not None:
            line = html.split("\n")[finding.at.line - 1]
            assert 1 <= finding.at.column <= len(line) + 1


HOSTILE = {
    "plain": "a",
    "tags that never end": "<a",
    "comments that never end": "<!--",
    "attributes that never end": "<p a='",
    "many elements": "<em>x</em>",
    "marked sections": "<![",
    "references": "&",
    "addresses in css": "url(",
    "css comments": "/*",
    "descriptors": "a,(",
}


@pytest.mark.unmeasured
@pytest.mark.parametrize("context", ["{}", "<style>{}</style>", "<img srcset='{}'>", "<p style='{}'>"])
@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_line_of_a_megabyte_takes_no_longer_than_it_must(context: str, piece: str) -> None:
    html = context.format(piece * (1_000_000 // len(piece)))
    started = time.process_time()
    html_findings_of(html)
    assert time.process_time() - started < 10, "a quadratic search would take minutes"
