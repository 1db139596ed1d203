"""Dates as the data model writes them: ISO 8601 with time and zone, as zod's `.datetime({offset: true})`."""

import re
from datetime import UTC, datetime

EXAMPLE = "2026-01-12T09:00:00Z"

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_ZONELESS = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?", re.ASCII)


def moment(text: str) -> datetime:
    """The moment that the text names, in UTC. Raises `ValueError` with a message that says how to write it."""
    if not _MOMENT.fullmatch(text):
        raise ValueError(_advice(text))
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as problem:
        raise ValueError(
            f"there is no such moment: check day, time and offset, and write it like {EXAMPLE}"
        ) from problem


def _advice(text: str) -> str:
    if _DAY.fullmatch(text) and _exists(text):
        return f"a day alone is not enough; add time and zone, like {text}T09:00:00Z"
    if _ZONELESS.fullmatch(text) and _exists(text):
        return f"the zone is missing; add Z for UTC or an offset, like {text.replace(' ', 'T')}Z or …+03:00"
    if _DAY.fullmatch(text) or _ZONELESS.fullmatch(text):
        return f"there is no such day or time; write date, time and zone, like {EXAMPLE}"
    return f"write date, time and zone in ISO 8601, like {EXAMPLE} or 2026-01-12T09:00:00+03:00"


def _exists(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
