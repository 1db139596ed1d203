"""Content that makes one page: a text, an object around a text, or typed blocks."""

from collections.abc import Mapping

from adapters.catalogue.blocks import blocks_to_html
from adapters.catalogue.fields import BODY_NAMES, body_name, check_fields, is_nothing
from adapters.catalogue.frame import Frame
from adapters.catalogue.html_glance import beginning_of, glance
from adapters.catalogue.markup import Markup
from adapters.catalogue.placeholders import goes_beyond_placeholders, is_placeholder
from adapters.catalogue.spot import Spot

_SAID_BY_NAME = {"html": Markup.HTML, "markdown": Markup.MARKDOWN}
_DEPTH = 5
"""Objects around objects around a text; deeper ones are no shape that anybody writes."""

_FIRST_LOOK = 250
"""Characters of a page that nearly always show that something stands on it."""

_WANTED = "write HTML, Markdown, {markdown: …}, or blocks [{type: …}]"


def page_of(value: object, spot: Spot, frame: Frame) -> str | None:
    """The page's HTML, empty where there is nothing to see; None where it was refused, which is noted then."""
    html = _rendered(value, spot, frame, _DEPTH)
    if html is None:
        return None
    if goes_beyond_placeholders(beginning_of(html, _FIRST_LOOK)):
        return html
    seen = glance(html)
    if seen.blank:
        return ""
    if not seen.shows and is_placeholder(seen.text):
        spot.leave_unfinished(f"a placeholder stands here: {' '.join(seen.text.split())[:60]!r}")
        return None
    return html


def _rendered(value: object, spot: Spot, frame: Frame, depth: int) -> str | None:
    if is_nothing(value):
        return ""
    match value:
        case str():
            return frame.rendered(value)
        case dict() if depth:
            return _of_object(value, spot, frame, depth - 1)
        case list() if any(isinstance(item, dict) and "type" in item for item in value):
            return blocks_to_html(value, spot, frame)
        case _:
            spot.refuse_shape(value, _WANTED)
            return None


def _of_object(value: Mapping[str, object], spot: Spot, frame: Frame, depth: int) -> str | None:
    if value.get("placeholder") is True or value.get("is_placeholder") is True:
        spot.leave_unfinished("it is marked as a placeholder")
        return None
    if "type" in value:
        return blocks_to_html([value], spot, frame, listed=False)
    if not any(name in value for name in BODY_NAMES):
        spot.refuse_shape(value, _WANTED)
        return None
    sound = check_fields(value, frozenset(BODY_NAMES), spot)
    before = len(spot.findings.violations)
    name = body_name(value, spot)
    if name is None:
        return "" if sound and len(spot.findings.violations) == before else None
    body = value[name]
    if isinstance(body, str):
        html: str | None = frame.rendered(body, _SAID_BY_NAME.get(name))
    else:
        html = _rendered(body, spot.at(name), frame, depth)
    return html if sound else None
