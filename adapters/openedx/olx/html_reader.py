"""A unit's HTML as a sequence of tags and texts with their exact positions, read as browsers read it.

Built on the standard library's HTMLParser, which knows line and column of every tag (libxml2 knows the line only).
Any text at all can be read, in linear time; two of its habits are mended for that: it stumbles over `<![`, and
`close()` searches the rest of the text again for each tag that never ends. What never ends becomes `Unfinished`.
"""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import TypeAlias

from attrs import frozen
from typing_extensions import override

from adapters.openedx.olx.html_vocabulary import FOREIGN, RAW_TEXT
from adapters.openedx.olx.rules import Mark
from domain.text import SEEN


@frozen
class StartTag:
    """`<name …>`, name and attribute names in lower case, values with their character references resolved."""

    name: str
    attributes: Mapping[str, str]
    at: Mark
    self_closing: bool = False


@frozen
class EndTag:
    """`</name>`, in lower case."""

    name: str
    at: Mark


@frozen
class Text:
    """Text that can be seen; `inside` names the element (`script`, `style`, …) whose raw text it is, if any."""

    text: str
    inside: str | None
    at: Mark


@frozen
class Doctype:
    """`<!DOCTYPE …>`, which a fragment has no use for."""

    at: Mark


@frozen
class Unfinished:
    """A tag, comment, or element of raw text that begins and never ends: browsers show nothing from there on."""

    opening: str
    at: Mark


Token: TypeAlias = StartTag | EndTag | Text | Doctype | Unfinished


def tokens_of(html: str) -> tuple[Token, ...]:
    """What the HTML consists of, in order, without comments and blank text."""
    reader = _Reader()
    reader.feed(html)
    return reader.all_tokens()


_COMMENT_END = re.compile("--!?>")
_CDATA = "<![CDATA["


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._tokens: list[Token] = []
        self._foreign = 0

    def all_tokens(self) -> tuple[Token, ...]:
        """To be asked once, after `feed`: what is left over then is text, or never ends."""
        rest = self.rawdata
        if self.cdata_elem is not None:
            opening = next(token for token in reversed(self._tokens) if isinstance(token, StartTag))
            if not opening.self_closing:
                self._tokens.append(Unfinished(f"<{self.cdata_elem}>", opening.at))
        elif len(rest) > 1 and rest.startswith("<"):
            self._tokens.append(Unfinished("<!--" if rest.startswith("<!--") else rest[:20], self._mark()))
        else:
            self.handle_data(rest)
        return tuple(self._tokens)

    def _mark(self) -> Mark:
        line, offset = self.getpos()
        return Mark(line, offset + 1)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._start(tag, attrs, self_closing=False)

    @override
    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._start(tag, attrs, self_closing=True)

    @override
    def set_cdata_mode(self, elem: str, *, escapable: bool = False) -> None:
        """In an `svg`, a `title` is an element like others; scripts and styles are read for what is in them."""
        if not self._foreign or elem in ("script", "style"):
            super().set_cdata_mode(elem)

    def _start(self, tag: str, attrs: list[tuple[str, str | None]], *, self_closing: bool) -> None:
        attributes = {name: value or "" for name, value in reversed(attrs)}  # of two, the first one counts
        self._tokens.append(StartTag(tag, attributes, self._mark(), self_closing))
        self._foreign += tag in FOREIGN and not self_closing
        if tag in RAW_TEXT and not (self_closing and self._foreign):
            self.set_cdata_mode(tag)  # which the parser does by itself for some, in newer releases for more

    @override
    def handle_endtag(self, tag: str) -> None:
        self._tokens.append(EndTag(tag, self._mark()))
        self._foreign -= tag in FOREIGN and self._foreign > 0

    @override
    def handle_data(self, data: str) -> None:
        if SEEN.search(data):
            self._tokens.append(Text(data, self.cdata_elem, self._mark()))

    @override
    def handle_decl(self, decl: str) -> None:
        self._tokens.append(Doctype(self._mark()))

    @override
    def parse_comment(self, i: int, report: bool = True) -> int:
        """As HTML has it: `--!>` ends a comment too, `<!-->` is a whole one, `-- >` ends none."""
        end = _COMMENT_END.search(self.rawdata, i + 2)
        return -1 if end is None else end.end()

    @override
    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """`<![CDATA[…]]>` is text inside of an `svg`; elsewhere browsers skip it to the next `>`."""
        if not self._foreign or not self.rawdata.startswith(_CDATA, i):
            return self.parse_bogus_comment(i)
        end = self.rawdata.find("]]>", i)
        if end < 0:
            return -1
        self.handle_data(self.rawdata[i + len(_CDATA) : end])
        return end + len("]]>")
