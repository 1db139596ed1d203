r"""Texts as they come back, and when they are the same as what was sent.

They are compared to the letter, but for what the platform's own export does to any text on its way back: it is
XML, which turns every line end into `\n`; `]]>` cannot stand in CDATA, so it comes as `]]&gt;`; and absolute
addresses of the course's own files come as `/static/…` (edx-platform, openedx/core/lib/xblock_serializer).
"""

import re

from lxml import etree

from domain.course_key import CourseKey


def html_of(olx: str) -> str | None:
    """The HTML inside an exported `<html>` element; None where it cannot be read."""
    element = _element(olx)
    if element is None or element.tag != "html":
        return None
    inner = (etree.tostring(child, encoding="unicode") for child in element)
    return (element.text or "") + "".join(inner)


def children_in(olx: str) -> int | None:
    """How many blocks an exported unit shows; None where it cannot be read."""
    element = _element(olx)
    return None if element is None else len(element)


def _element(olx: str) -> etree._Element | None:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, strip_cdata=False
    )
    try:
        return etree.fromstring(olx, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def same_text(sent: str, found: str, key: CourseKey) -> bool:
    """Whether the LMS has what was sent, but for the three things above."""
    return sent == found or _exported(sent, key) == _exported(found, key)


def _exported(text: str, key: CourseKey) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("]]>", "]]&gt;")
    own_file = (
        rf"https?://[^/\s'\"]+/asset-v1:{re.escape(f'{key.org}+{key.course}+{key.run}')}\+type@asset\+block@"
    )
    return re.sub(own_file, "/static/", lines)
