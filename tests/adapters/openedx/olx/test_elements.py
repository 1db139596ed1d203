"""Elements: what the importer's pointer rules demand, and titles of any script."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from adapters.openedx.olx.elements import (
    block_element,
    course_element,
    course_pointer,
    html_element,
    inline,
    pointer,
    to_bytes,
)
from adapters.openedx.olx.url_names import ElementType
from domain.course_key import CourseKey
from tests.adapters.openedx.olx.example_courses import XML_TEXT, attributes


def test_course_xml_has_three_attributes_and_no_other() -> None:
    element = etree.fromstring(to_bytes(course_pointer(CourseKey("Org", "C1", "r1"), "r1")))
    assert element.tag == "course"
    assert attributes(element) == {"url_name": "r1", "org": "Org", "course": "C1"}
    assert len(element) == 0
    assert not element.text


def test_the_course_has_its_chapters_in_order_and_no_settings() -> None:
    element = course_element(["b", "a"])
    assert [child.get("url_name") for child in element] == ["b", "a"]
    assert not element.attrib


def test_a_pointer_has_a_url_name_only() -> None:
    assert attributes(pointer(ElementType.VERTICAL, "v")) == {"url_name": "v"}


def test_a_block_in_its_own_file_has_no_url_name() -> None:
    assert attributes(block_element(ElementType.CHAPTER, "T", [])) == {"display_name": "T"}
    assert attributes(html_element("h", "T")) == {"filename": "h", "display_name": "T"}


def test_an_inline_block_has_one() -> None:
    assert inline(html_element("h", "T"), "h").get("url_name") == "h"


@given(
    XML_TEXT | st.sampled_from(["]]>", "--", "&nbsp;", "&amp;", "\"<a>'", "\t\n\r", "\x85\u2028", "مرحبا", "👩‍🌾"])
)
def test_any_legal_title_comes_back_equal(title: str) -> None:
    document = to_bytes(block_element(ElementType.VERTICAL, title, [pointer(ElementType.HTML, "h")]))
    assert etree.fromstring(document).get("display_name") == title
    assert document.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n")
    assert document.endswith(b"\n")
