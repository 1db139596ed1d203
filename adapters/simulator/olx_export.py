"""Blocks written back as OLX, as Studio's olx-export does it (platform-facts 4)."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lxml import etree

from .keys import CourseKey
from .modulestore import Block, Course
from .package_files import asset_name

_STATIC = re.compile(r"""["']/static/([^"'?#]+)""")
_ASSET_URL = re.compile(
    r"https?://[^/\s]+/asset-v1:(?P<course>[^\s'\"&]+)\+type@asset\+block@(?P<name>[^\s'\"&]+)"
)


def block_as_olx(course: Course, block: Block) -> str:
    """The OLX of a block with all below it.

    ValueError where its text holds what XML cannot (the view then breaks).
    """
    text = etree.tostring(_element(course, block), encoding="unicode", pretty_print=True).rstrip("\n")
    return _portable(text, course.key)


def static_files_of(course: Course, olx: str, base_url: str) -> dict[str, dict[str, str]]:
    """Where the files are that this OLX refers to as `/static/…`, by name."""
    names = dict.fromkeys(_STATIC.findall(olx.replace("&quot;", '"')))
    return {name: {"url": f"{base_url}/{course.key.asset(asset_name(name))}"} for name in names}


def below(course: Course, block: Block) -> Iterator[Block]:
    """The block and every block under it, each once."""
    seen = {block.id: block}
    waiting = [block]
    while waiting:
        for child in course.children(waiting.pop(0)):
            if child.id not in seen:
                seen[child.id] = child
                waiting.append(child)
    yield from seen.values()


def _element(course: Course, block: Block) -> etree._Element:
    if block.data is not None:
        return _html(block, block.data)
    if block.olx is not None:
        return etree.fromstring(block.olx)
    node = etree.Element(block.id.block_type)
    for name, value in block.fields.items():
        if value is not None:
            node.set(name, _attribute(value))
    for child in course.children(block):
        node.append(_element(course, child))
    return node


def _html(block: Block, data: str) -> etree._Element:
    """HTML stands verbatim in CDATA, save that Teak's exporter writes `]]&gt;` for `]]>` (read in its source)."""
    node = etree.Element("html")
    name = block.fields.get("display_name")
    if name:
        node.set("display_name", str(name))
    node.text = etree.CDATA(data.replace("]]>", "]]&gt;"))
    return node


def _attribute(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return str(value)


def _portable(olx: str, key: CourseKey) -> str:
    """Absolute addresses of the course's own files come back as `/static/…`."""

    def rewrite(match: re.Match[str]) -> str:
        return f"/static/{match['name']}" if match["course"] == key.plain else match[0]

    return _ASSET_URL.sub(rewrite, olx)
