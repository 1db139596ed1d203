"""Reading the blocks of an unpacked package, and losing exactly those that the real importer loses.

Mirrors platform-facts 5.
"""

import hashlib
import posixpath
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import attrs
from lxml import etree

from .field_values import fields_of_policy, fields_of_xml
from .keys import BlockId, is_source_name
from .modulestore import Block

_CONTAINERS = frozenset(
    ("course", "chapter", "sequential", "vertical", "split_test", "conditional", "library_content")
).union(("randomize", "itembank", "wrapper"))
_INSTALLED = frozenset(
    ("about", "annotatable", "discussion", "done", "drag-and-drop-v2", "edx_sga", "google-document", "lti")
).union(
    ("lti_consumer", "openassessment", "poll", "poll_question", "problem", "recommender", "survey", "video"),
    ("word_cloud",),
)
_NEED_UNIQUE_NAMES = frozenset(
    ("problem", "sequential", "video", "course", "chapter", "poll_question", "vertical")
)
_NOT_BLOCKS = frozenset(("textbook", "wiki"))


class CannotRead(ValueError):
    """This element gives no block; whoever holds it goes on without it."""


@attrs.frozen
class Dropped:
    """A line of the worker's log: what was left out, with all that is below it, and why."""

    element: str
    reason: str


@attrs.define
class OlxReader:
    """Reads one package. Blocks come out in `blocks`, what was silently left out in `drops`."""

    root: Path
    policy: dict[str, Any]
    blocks: dict[BlockId, Block] = attrs.field(factory=dict)
    drops: list[Dropped] = attrs.field(factory=list)
    _used: dict[str, set[str]] = attrs.field(factory=lambda: defaultdict(set))

    def read(self, node: etree._Element) -> Block:
        """The block of an element, and all blocks below it; raises whatever made it unreadable."""
        tag = str(node.tag)
        name = self._unique_name(node)
        if not is_source_name(name):
            raise CannotRead(f"illegal url_name {name!r}")
        definition = self._load(tag, name) if _is_pointer(node) else node
        block = Block(BlockId(tag, name))
        if tag in _CONTAINERS:
            block.children = self._read_children(definition)
        elif tag == "html":
            block.data = self._html(definition, name)
        else:
            block.olx = _as_olx(definition, tag)
            block.block_class = "XBlock" if tag in _INSTALLED else "HiddenBlock"
        block.fields = fields_of_xml({str(key): str(value) for key, value in definition.attrib.items()})
        block.fields |= fields_of_policy(self.policy.get(f"{tag}/{name}", {}))
        self.blocks[block.id] = block
        return block

    def _read_children(self, parent: etree._Element) -> list[BlockId]:
        children = []
        for node in parent.iterchildren("*"):
            if node.tag in _NOT_BLOCKS:
                continue
            try:
                children.append(self.read(node).id)
            except (etree.XMLSyntaxError, OSError, ValueError) as reason:
                self.drops.append(Dropped(f"{node.tag}/{node.get('url_name')}", str(reason)))
        return children

    def _unique_name(self, node: etree._Element) -> str:
        """The element's url_name, else one made of its name or of a hash.

        Taken names give way in types that hold state.
        """
        tag = str(node.tag)
        name = _given_name(node) or _fallback_name(node, "")
        if name in self._used[tag] and tag in _NEED_UNIQUE_NAMES:
            name = _fallback_name(node, name)
        self._used[tag].add(name)
        return name

    def _load(self, tag: str, name: str) -> etree._Element:
        return parse_xml(self._inside(f"{tag}/{name.replace(':', '/')}.xml").read_bytes())

    def _html(self, definition: etree._Element, name: str) -> str:
        file_name = definition.get("filename")
        if file_name is None:
            return _inner_markup(definition)
        folder = Path("html", name.replace(":", "/")).parent
        return self._inside(f"{folder}/{file_name}.html").read_bytes().decode("utf-8")

    def _inside(self, relative: str) -> Path:
        way = posixpath.normpath(relative)
        if way.startswith(("/", "../")):
            raise CannotRead(f"{relative} is outside the package")
        return self.root / way


def parse_xml(data: bytes) -> etree._Element:
    """Parse one file; entities of a DTD are refused, as the platform refuses them."""
    parser = etree.XMLParser(load_dtd=False, remove_blank_text=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(data, parser)
    dtd: Any = root.getroottree().docinfo.internalDTD  # the stubs do not know the entities of a DTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise CannotRead("entities in a DTD")
    return root


def _is_pointer(node: etree._Element) -> bool:
    """Exactly these attributes and nothing inside.

    An element that had no url_name has been given one by then.
    """
    wanted = {"url_name", "org", "course"} if node.tag == "course" else {"url_name"}
    attributes = ({str(name) for name in node.attrib} - {"slug"}) | {"url_name"}
    return len(node) == 0 and attributes == wanted and not (node.text or "").strip()


def _given_name(node: etree._Element) -> str:
    for attribute in ("url_name", "slug"):
        if attribute in node.attrib:
            return str(node.attrib[attribute])
    for attribute in ("name", "display_name"):
        if attribute in node.attrib:
            return clean_name(str(node.attrib[attribute]))
    return ""


def clean_name(text: str) -> str:
    """A url_name made of any text."""
    return re.sub("_+", "_", re.sub(r"[^\w.%-]", "_", text))


def _fallback_name(node: etree._Element, name: str) -> str:
    digest = hashlib.sha256(etree.tostring(node)).hexdigest()[:12]
    return f"{node.tag}_{name}_{digest}" if name else f"{node.tag}_{digest}"


def _inner_markup(node: etree._Element) -> str:
    inner = [etree.tostring(child, encoding="unicode") for child in node]
    return (node.text or "") + "".join(inner)


def _as_olx(definition: etree._Element, tag: str) -> str:
    """A leaf other than html, kept as it was written, under the pointer's type."""
    copy = etree.fromstring(etree.tostring(definition, with_tail=False))
    copy.tag = tag
    for attribute in {"url_name", "slug"} & {str(name) for name in copy.attrib}:
        del copy.attrib[attribute]
    return etree.tostring(copy, encoding="unicode")
