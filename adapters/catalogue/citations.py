"""The sources of a section, as a list below it."""

from collections.abc import Mapping
from html import escape
from urllib.parse import urlsplit

from adapters.catalogue.fields import check_fields, is_nothing
from adapters.catalogue.markdown import TOP_HEADING
from adapters.catalogue.spot import Spot
from adapters.catalogue.wording import Wording

_TOLD = ("author", "authors", "title", "name", "document", "source", "text", "quote", "year", "page", "pages")
"""Fields of a source in the order they are shown."""

_LINKED = ("url", "link", "href")


def citations_to_html(value: object, spot: Spot, words: Wording) -> str | None:
    """A list under the word for sources; empty where there are none; None where one was refused."""
    if is_nothing(value):
        return ""
    if not isinstance(value, list):
        spot.refuse_shape(value, "write a list of sources")
        return None
    items = [_citation(citation, spot.at(index)) for index, citation in enumerate(value)]
    if any(item is None for item in items):
        return None
    lines = "".join(f"<li>{item}</li>\n" for item in items)
    return f"<h{TOP_HEADING}>{words.sources}</h{TOP_HEADING}>\n<ol>\n{lines}</ol>\n"


def _citation(value: object, spot: Spot) -> str | None:
    if isinstance(value, str) and value.strip():
        return _linked(value.strip(), value.strip())
    if not isinstance(value, dict):
        spot.refuse_shape(value, "write a text, or an object with a title and a url")
        return None
    if not check_fields(value, frozenset({*_TOLD, *_LINKED}), spot):
        return None
    told = ", ".join(dict.fromkeys(text for name in _TOLD if (text := _text(value, name))))
    address = next((text for name in _LINKED if (text := _text(value, name))), "")
    if not told and not address:
        spot.refuse_shape(value, "write a title or a url")
        return None
    return _linked(told or address, address)


def _linked(text: str, address: str) -> str:
    """The text, as a link where the address is one of the web; an address of another kind is shown beside it."""
    shown = escape(text, quote=False)
    if _is_web(address):
        return f'<a href="{escape(address)}">{shown}</a>'
    return shown if address in ("", text) else f"{shown}, {escape(address, quote=False)}"


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and len(address.split()) == 1


def _text(value: Mapping[str, object], name: str) -> str:
    held = value.get(name)
    if isinstance(held, list):
        return ", ".join(item.strip() for item in held if isinstance(item, str))
    if isinstance(held, str):
        return held.strip()
    return str(held) if isinstance(held, int) and not isinstance(held, bool) and abs(held) < 10**9 else ""
