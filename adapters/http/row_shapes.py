"""The shape of a platform's rows as a request body; `adapters/catalogue` says what a lesson's content may be."""

from typing import Any, Final

_UUID = {"type": "string", "format": "uuid"}
_TEXT = {"type": "string"}
_MAYBE_UUID = {"type": ["string", "null"], "format": "uuid"}
_MAYBE_TEXT = {"type": ["string", "null"]}
_INDEX = {
    "type": "integer",
    "minimum": -(2**63),
    "maximum": 2**63 - 1,
    "description": "Where it stands; gaps, ties and negative numbers are fine.",
}


def _row(required: tuple[str, ...], properties: dict[str, Any]) -> dict[str, Any]:
    """Further columns are the platform's own business."""
    return {"type": "object", "required": list(required), "properties": properties}


_COURSE = _row(
    ("id", "title", "status"),
    {
        "id": {**_UUID, "description": "That of the path."},
        "title": _TEXT,
        "language": {**_MAYBE_TEXT, "description": "One of the 19 codes; others are told when it is published."},
        "status": {**_TEXT, "description": "Only `completed` courses are published."},
        "description": _MAYBE_TEXT,
        "organization_id": _MAYBE_UUID,
        "user_id": _MAYBE_UUID,
    },
)
_SECTION = _row(
    ("id", "course_id", "title", "order_index"),
    {"id": _UUID, "course_id": _UUID, "title": _TEXT, "order_index": _INDEX},
)
_LESSON = _row(
    ("id", "section_id", "title", "order_index", "status"),
    {
        "id": {
            **_UUID,
            "description": "Rows of one id are versions; the newest completed one counts.",
        },
        "section_id": _UUID,
        "title": _TEXT,
        "order_index": _INDEX,
        "status": {**_TEXT, "description": "`completed`, or the course is not ready."},
        "content": {"description": "HTML, Markdown, a structured lesson or a list of typed blocks."},
        "content_text": _MAYBE_TEXT,
        "updated_at": {"type": ["string", "null"], "format": "date-time"},
    },
)

ROWS_INPUT: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["course"],
    "additionalProperties": False,
    "properties": {
        "course": _COURSE,
        "sections": {"type": "array", "items": _SECTION},
        "lessons": {"type": "array", "items": _LESSON},
    },
    "examples": [
        {
            "course": {
                "id": "5f0e7a52-6c0b-4c43-9d0f-1c53c2b6a902",
                "title": "Knots",
                "language": "en",
                "status": "completed",
            },
            "sections": [
                {
                    "id": "c2f1d0a4-52a2-4b0e-8d0e-0c8a4f3f1b11",
                    "course_id": "5f0e7a52-6c0b-4c43-9d0f-1c53c2b6a902",
                    "title": "Loops",
                    "order_index": 1,
                }
            ],
            "lessons": [
                {
                    "id": "0b6f8f3e-7f0c-4ad4-9a5e-2f3b0a1c9d22",
                    "section_id": "c2f1d0a4-52a2-4b0e-8d0e-0c8a4f3f1b11",
                    "title": "The bowline",
                    "order_index": 1,
                    "status": "completed",
                    "content": {"markdown": "A loop that **holds**."},
                    "updated_at": "2026-03-01T12:00:00Z",
                }
            ],
        }
    ],
}
