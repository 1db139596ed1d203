"""A look at a piece of HTML: what a reader would see of it, and how it is built. Parsed, never matched."""

from collections import Counter
from html import unescape
from html.parser import HTMLParser

from attrs import frozen
from typing_extensions import override

_VOID_ELEMENTS = "area base br col embed hr img input link meta param source track wbr"
_SEEN_ELEMENTS = "img svg math video audio iframe object embed canvas picture input hr table"
_UNSEEN_ELEMENTS = "script style template title head"
_HTML_ELEMENTS = """
    a abbr address article aside audio b bdi bdo blockquote body br button canvas center cite code data dd
    del details dfn dialog div dl dt em embed fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6
    head header hgroup hr html i iframe img input ins kbd label li link main map mark math menu meta meter
    nav noscript object ol output p picture pre progress q ruby s samp script search section select small
    span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time tr tt
    u ul var video wbr
"""

_VOID = frozenset(_VOID_ELEMENTS.split())
_SEEN = frozenset(_SEEN_ELEMENTS.split())
_UNSEEN = frozenset(_UNSEEN_ELEMENTS.split())
_ELEMENTS = frozenset(_HTML_ELEMENTS.split())


@frozen
class Glance:
    """`text` is what is read; `shows` tells of pictures and the like; `loose` of text that no element holds."""

    text: str
    shows: bool
    elements: int
    loose: bool
    body: tuple[int, int] | None

    @property
    def blank(self) -> bool:
        """Whether a reader would see an empty page."""
        return not self.shows and not self.text.strip()

    @property
    def all_in_elements(self) -> bool:
        """Whether it can be HTML: known elements at the top, all text inside of them."""
        return self.elements > 0 and not self.loose


def glance(html: str) -> Glance:
    """Never raises, whatever the text is."""
    reader = _Reader(html)
    end = _end_of_markup(html)
    # `<![` of an unknown kind makes HTMLParser raise; browsers take all of them for comments, and so does this.
    reader.feed(html[:end].replace("<![", "<!x"))
    reader.close()
    if html[end : end + 4] != "<!--" and html[end:]:
        reader.handle_data(unescape(html[end:]))
    return reader.seen(len(html))


def beginning_of(html: str, length: int) -> str:
    """What is read in the first `length` characters: the beginning of `glance(html).text`, at little cost."""
    start = html[: min(length, _end_of_markup(html))]
    reader = _Reader(start)
    reader.feed(start.replace("<![", "<!x"))
    return reader.seen(len(start)).text


class _Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self._lines = _line_starts(html)
        self._open: list[str] = []
        self._count: Counter[str] = Counter()
        self._text: list[str] = []
        self._shows = self._loose = False
        self._elements = 0
        self._body: list[int] = []

    def seen(self, length: int) -> Glance:
        body = (self._body[0], (*self._body, length)[1]) if self._body else None
        return Glance("".join(self._text), self._shows, self._elements, self._loose, body)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._open and tag not in _ELEMENTS and "-" not in tag:
            self._loose = True  # an autolink such as <https://…>, a generic type such as <T>: text to its author
        self._elements += 1
        self._shows = self._shows or tag in _SEEN
        if tag == "body" and not self._body:
            self._body.append(self._offset() + len(self.get_starttag_text() or ""))
        if tag not in _VOID:
            self._open.append(tag)
            self._count[tag] += 1

    @override
    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _ELEMENTS and self._open:
            self._close()  # HTML knows no self-closing but that of foreign elements

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "body" and len(self._body) == 1:
            self._body.append(self._offset())
        if self._count[tag]:
            while self._close() != tag:
                pass

    @override
    def handle_data(self, data: str) -> None:
        if not data.strip():
            self._text.append(data)
            return
        if not self._open:
            self._loose = True
        if not any(self._count[name] for name in _UNSEEN):
            self._text.append(data)

    def _close(self) -> str:
        tag = self._open.pop()
        self._count[tag] -= 1
        return tag

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column


def _end_of_markup(html: str) -> int:
    """Where the last tag ends or an endless comment begins: HTMLParser takes quadratic time over the rest."""
    comment = html.find("<!--", html.rfind("-->") + 1)
    return html.rfind(">") + 1 if comment < 0 else comment


def _line_starts(text: str) -> list[int]:
    starts = [0]
    while (end := text.find("\n", starts[-1])) >= 0:
        starts.append(end + 1)
    return starts
