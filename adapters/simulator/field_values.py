"""What the platform makes of the values in OLX attributes and in a policy (platform-facts 5)."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

_DATES = frozenset(("start", "due", "end", "enrollment_start", "enrollment_end", "announcement"))
_TEXTS = frozenset(
    ("display_name", "format", "course_image", "banner_image", "language", "advertised_start", "short_description")
)
_NOT_FIELDS = frozenset(("url_name", "slug", "org", "course", "filename", "name"))
_SPELLINGS = ("%Y-%m-%d", "%Y/%m/%d", "%m/%d/%Y", "%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%Y-%m")


def fields_of_xml(attributes: Mapping[str, str]) -> dict[str, Any]:
    """The fields in an element's attributes; ValueError where a date cannot be read.

    Unknown attributes are kept.
    """
    return {name: _from_attribute(name, raw) for name, raw in attributes.items() if name not in _NOT_FIELDS}


def fields_of_policy(policy: Mapping[str, Any]) -> dict[str, Any]:
    """The fields in one entry of a policy.

    ValueError for an unreadable date or `tabs` that are not a list of tabs.
    """
    fields = {name: read_date(value) if name in _DATES else value for name, value in policy.items()}
    tabs = fields.get("tabs", [])
    if not isinstance(tabs, list) or not all(isinstance(tab, dict) and "type" in tab for tab in tabs):
        raise ValueError("tabs must be a list of tabs")
    return fields


def _from_attribute(name: str, raw: str) -> Any:
    """Attributes hold JSON where it parses, bare text otherwise.

    Text fields keep what is not a JSON string.
    """
    try:
        value = json.loads(raw)
    except ValueError:
        value = raw
    if name in _DATES:
        return read_date(value)
    if name in _TEXTS and not (value is None or isinstance(value, str)):
        return raw
    return value


def read_date(value: Any) -> datetime | None:
    """A date as the platform reads it: text in many spellings, or milliseconds since 1970.

    ValueError for anything else.
    """
    if value is None or value == "":
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return datetime.fromtimestamp(value / 1000, UTC)
    if not isinstance(value, str):
        raise ValueError(f"not a date: {value!r}")  # noqa: TRY004 - the platform answers both alike
    moment = _spelled(value.strip())
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _spelled(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for spelling in _SPELLINGS:
        try:
            return datetime.strptime(text, spelling).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise ValueError(f"not a date: {text!r}")
