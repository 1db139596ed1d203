"""Where a unit's HTML refers to something outside of it: images, other files, links, and CSS."""

import re
from collections.abc import Iterable, Iterator
from enum import Enum, auto
from typing import Final

from attrs import frozen

from adapters.openedx.olx.html_reader import StartTag, Text, Token
from adapters.openedx.olx.rules import Mark


class Purpose(Enum):
    """What a reference is for: an image is drawn, a file is loaded, a link is followed."""

    IMAGE = auto()
    FILE = auto()
    LINK = auto()


@frozen
class Reference:
    """One address as the author wrote it, and by which tag or rule."""

    url: str
    purpose: Purpose
    origin: str
    at: Mark


_ATTRIBUTES: Final = {
    "a": (("href", Purpose.LINK),),
    "area": (("href", Purpose.LINK),),
    "audio": (("src", Purpose.FILE),),
    "embed": (("src", Purpose.FILE),),
    "feimage": (("href", Purpose.IMAGE), ("xlink:href", Purpose.IMAGE)),
    "frame": (("src", Purpose.FILE),),
    "iframe": (("src", Purpose.FILE),),
    "image": (("href", Purpose.IMAGE), ("xlink:href", Purpose.IMAGE)),
    "img": (("src", Purpose.IMAGE),),
    "input": (("src", Purpose.IMAGE),),
    "link": (("href", Purpose.FILE),),
    "object": (("data", Purpose.FILE),),
    "script": (("src", Purpose.FILE),),
    "source": (("src", Purpose.FILE),),
    "table": (("background", Purpose.IMAGE),),
    "td": (("background", Purpose.IMAGE),),
    "th": (("background", Purpose.IMAGE),),
    "track": (("src", Purpose.FILE),),
    "use": (("href", Purpose.FILE), ("xlink:href", Purpose.FILE)),
    "video": (("src", Purpose.FILE), ("poster", Purpose.IMAGE)),
}

_IN_QUOTES: Final = r'[^"\\\n]*+(?:\\.[^"\\\n]*+)*+'
_IN_APOSTROPHES: Final = _IN_QUOTES.replace('"', "'")
_CSS: Final = re.compile(
    rf"""
    /\*(?:.*?\*/|.*)
    | (?<![\w\\-])url\(\s*+
      (?: "({_IN_QUOTES})" | '({_IN_APOSTROPHES})' | ([^\s"'()\\]*+(?:\\.[^\s"'()\\]*+)*+) )
    | @import\s*+ (?: "({_IN_QUOTES})" | '({_IN_APOSTROPHES})' )
    | "{_IN_QUOTES}"? | '{_IN_APOSTROPHES}'?
    """,
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
"""The words of CSS that load something; comments and other texts are matched so as to be skipped. It is linear:
what is read in vain is read once more at most."""

_CSS_ESCAPE: Final = re.compile(r"\\(?:([0-9A-Fa-f]{1,6})\s?|\n|(.))", re.DOTALL)
_WINDOWS_PATH: Final = re.compile(r"[A-Za-z]:\\|\\\\|\.{1,2}\\[^0-9A-Fa-f]")
"""Its backslashes are meant as what they are, though CSS reads them otherwise."""


def references_of(tokens: Iterable[Token]) -> Iterator[Reference]:
    """Every reference in reading order. The position is that of the tag; in a style element, that of the word."""
    for token in tokens:
        match token:
            case StartTag():
                yield from _in_tag(token)
            case Text(inside="style"):
                yield from _in_css(token.text, token.at)
            case _:
                continue


def _in_tag(tag: StartTag) -> Iterator[Reference]:
    for name, purpose in _ATTRIBUTES.get(tag.name, ()):
        if name in tag.attributes and (tag.name != "input" or tag.attributes.get("type", "").lower() == "image"):
            yield Reference(tag.attributes[name], purpose, f"{name} of <{tag.name}>", tag.at)
    if tag.name in ("img", "source"):
        for url in candidates(tag.attributes.get("srcset", "")):
            yield Reference(url, Purpose.IMAGE, f"srcset of <{tag.name}>", tag.at)
    for match in _CSS.finditer(tag.attributes.get("style", "")):
        for url in _urls(match):
            yield Reference(url, Purpose.FILE, f"style of <{tag.name}>", tag.at)


def _in_css(css: str, start: Mark) -> Iterator[Reference]:
    line, column, position = start.line, start.column, 0
    for match in _CSS.finditer(css):
        between = css[position : match.start()]
        column = (
            match.start() - css.rfind("\n", position, match.start()) if "\n" in between else column + len(between)
        )
        line += between.count("\n")
        position = match.start()
        for url in _urls(match):
            yield Reference(url, Purpose.FILE, "<style>", Mark(line, column))


def _urls(match: re.Match[str]) -> Iterator[str]:
    yield from (_plain(group) for group in match.groups() if group is not None)


def _plain(url: str) -> str:
    """An address as browsers read it from CSS, where a backslash escapes what follows."""
    return url if _WINDOWS_PATH.match(url) else _CSS_ESCAPE.sub(_escaped, url)


def _escaped(found: re.Match[str]) -> str:
    if found[1] is None:
        return found[2] or ""
    code = int(found[1], 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def candidates(srcset: str) -> Iterator[str]:
    """The addresses in a `srcset`, split as HTML says: a comma inside of an address does not part it."""
    for match in _CANDIDATE.finditer(srcset):
        if match[1] is not None:
            yield match[1].rstrip(",")


_CANDIDATE: Final = re.compile(r"[\s,]*+(?:(\S++)(?:(?<=,)|(?:\([^)]*+\)?|[^,(])*+))?")
"""An address up to a blank; unless it ends in a comma, descriptors up to the next comma outside of brackets."""
