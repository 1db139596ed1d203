"""Units that say of themselves that they are no HTML: a quiz, a video, a code sandbox, …

Their text would be published as if it were HTML, and learners would see something else than the author made. So
each of them is an error with its place; and with an error anywhere nothing is published, not even in part.
"""

from adapters.course_input.field_names import field_place
from adapters.course_input.findings import Findings, shown
from domain.violations import Place

UNSUPPORTED = "UNSUPPORTED_CONTENT"

_KIND_FIELDS = ("type", "kind", "contentType", "content_type", "unitType", "unit_type", "blockType", "block_type")
_HTML = ("html", "text/html")


def kind_field(unit: object) -> str | None:
    """The field by which a unit says that it is something else than HTML; None where there is none."""
    return next((name for name in _KIND_FIELDS if _other_kind(unit, name) is not None), None)


def refuse_kind(unit: object, place: Place, findings: Findings) -> None:
    """Reports a unit, or its content, that is of a kind which cannot be published."""
    name = kind_field(unit)
    content = unit.get("content") if isinstance(unit, dict) else None
    if name is not None:
        findings.error(UNSUPPORTED, field_place(place, name), _advice(_other_kind(unit, name)))
        if not isinstance(content, str):  # such a unit keeps what it shows in fields of its own
            findings.stood_in_for(field_place(place, "content").path)
        return
    for block in content if isinstance(content, list) else [content]:
        inner = kind_field(block)
        if inner is not None:
            findings.replaced(UNSUPPORTED, field_place(place, "content"), _advice(_other_kind(block, inner)))
            return


def _other_kind(value: object, name: str) -> str | None:
    kind = value.get(name) if isinstance(value, dict) else None
    return kind if isinstance(kind, str) and kind.strip().lower() not in ("", *_HTML) else None


def _advice(kind: object) -> str:
    return f"content of the kind {shown(kind)} cannot be published; write it as HTML, or remove the unit"
