"""The names of an object's fields: those nobody knows, those given twice, and how a place is written."""

from collections.abc import Mapping
from difflib import get_close_matches

from adapters.course_input.findings import Findings, shown
from adapters.course_input.json_text import JsonObject
from domain.violations import Place

_SHOWN = 20
"""Unknown fields named one by one in one object."""

_NAME_LENGTH = 40
"""Longer names are no typos of ours."""


def field_place(parent: Place, name: str) -> Place:
    """The place of a field inside an object, under the object's title."""
    return Place(f"{parent.path}.{name}" if parent.path else name, parent.title)


def report_names(
    values: Mapping[object, object], place: Place, known: tuple[str, ...], findings: Findings
) -> None:
    """Says which names of an object are not known, and which stand there more than once.

    A repeated name is an error, not a warning: JSON leaves open which value counts, and the author's other one
    would be lost unseen.
    """
    for repeated in values.repeated if isinstance(values, JsonObject) else ():
        message = "the name is given more than once, and only the last value is read; keep one of them"
        findings.error("DUPLICATE_FIELD", _place_of(place, repeated), message)
    unknown = [name for name in values if name not in known]
    for name in unknown[:_SHOWN]:
        message = f"no field is called {shown(name)}, so it is not published; {_advice(name, known)}"
        findings.warning("UNKNOWN_FIELD", _place_of(place, name), message)
    if len(unknown) > _SHOWN:
        rest = f"and {len(unknown) - _SHOWN} more unknown fields here, none of them published"
        findings.warning("UNKNOWN_FIELD", place, rest)


def _place_of(parent: Place, name: object) -> Place:
    """Any name at all makes a readable path: those that are no plain word are quoted and cut."""
    if isinstance(name, str) and name.isascii() and name.isidentifier() and len(name) <= _NAME_LENGTH:
        return field_place(parent, name)
    return Place(f"{parent.path}[{shown(name)}]", parent.title)


def _advice(name: object, known: tuple[str, ...]) -> str:
    near = _near(name, known) if isinstance(name, str) else None
    return f"the fields here are {', '.join(known)}" if near is None else f"did you mean {near!r}?"


def _near(name: str, known: tuple[str, ...]) -> str | None:
    """The known name that a typo or another spelling (`start_date`, `Start-Date`) was meant for."""
    if len(name) > _NAME_LENGTH:
        return None
    plain = {known_name.lower(): known_name for known_name in known}
    key = name.replace("_", "").replace("-", "").replace(" ", "").lower()
    matches = get_close_matches(key, plain, n=1, cutoff=0.75)
    return plain[matches[0]] if matches else None
