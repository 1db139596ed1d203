"""A course's parts as OLX elements, made by lxml and never by pasting strings.

Every function takes a domain value and the names of elements, and gives one element; how elements are spread over
files is `members.py`'s business.
"""

import json
from collections.abc import Iterable

from lxml import etree

from adapters.openedx.olx.url_names import ElementType
from domain.course_key import CourseKey


def course_pointer(key: CourseKey, url_name: str) -> etree._Element:
    """The root of `course.xml`: these three attributes and no other, or the import is silently empty."""
    return etree.Element("course", {"url_name": url_name, "org": key.org, "course": key.course})


def course_element(chapters: Iterable[str]) -> etree._Element:
    """The course itself: pointers to its chapters. Its settings stand in the policy, and only there."""
    course = etree.Element("course")
    course.extend(pointer(ElementType.CHAPTER, name) for name in chapters)
    return course


def block_element(kind: ElementType, title: str, children: Iterable[etree._Element]) -> etree._Element:
    """A chapter, sequential or vertical in a file of its own: the file's name is its url_name."""
    block = etree.Element(kind.value, {"display_name": text_value(title)})
    block.extend(children)
    return block


def html_element(url_name: str, title: str) -> etree._Element:
    """What a unit shows: the element that names the `.html` file with the content."""
    return etree.Element(ElementType.HTML.value, {"filename": url_name, "display_name": text_value(title)})


def pointer(kind: ElementType, url_name: str) -> etree._Element:
    """A child that stands in a file of its own; any further attribute would make it an inline element."""
    return etree.Element(kind.value, {"url_name": url_name})


def text_value(text: str) -> str:
    """An attribute that the platform reads back as this very text.

    It reads attributes as JSON where they parse (so dates may stand in quotes, platform-facts 5): a title that is
    `null`, or wholly in double quotes, would lose itself or its quotes. Such a title is written as JSON.
    """
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return json.dumps(text, ensure_ascii=False) if read is None or isinstance(read, str) else text


def inline(element: etree._Element, url_name: str) -> etree._Element:
    """The same element for use inside its parent's file, where it must carry its name itself."""
    element.set("url_name", url_name)
    return element


def to_bytes(element: etree._Element) -> bytes:
    """A whole XML file, UTF-8, with a newline at its end."""
    etree.indent(element)
    return etree.tostring(element, encoding="UTF-8", xml_declaration=True) + b"\n"
