"""The shapes of request bodies for the schema: JSON Schema 2020-12, each with an example.

The domain is what checks them (`configuration_input.py`, `publish_input.py`, …); a test holds both together.
"""

from typing import Any, Final

from adapters.http.row_shapes import ROWS_INPUT
from domain.access import Role
from domain.languages import DEFAULT_LANGUAGE, Language
from domain.lms_configuration import DEFAULT_RUN, URL_LENGTH, LmsType
from domain.publication import VerificationScope

STORABLE: Final = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]*$"
"""What `domain/text.py` says of text, as JSON Schema can say it; halves of surrogate pairs are no text there."""

_TEXT = {"type": "string", "pattern": STORABLE}
_IDENTIFIER = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,50}$"}
_URL = {"type": "string", "format": "uri", "pattern": "^https?://[^@?#\\s]+$", "maxLength": URL_LENGTH}
_UUID = {"type": "string", "format": "uuid"}
_SECRET = {**_TEXT, "minLength": 1, "maxLength": 1000, "writeOnly": True}
_TITLE = {**_TEXT, "minLength": 1, "maxLength": 255}
_ID = {**_TEXT, "minLength": 1, "description": "Never changes: learners' work hangs on it."}


def _shape(
    required: tuple[str, ...], properties: dict[str, Any], example: dict[str, Any] | None = None
) -> dict[str, Any]:
    shape: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": properties}
    if required:
        shape["required"] = list(required)
    return shape if example is None else {**shape, "examples": [example]}


def _course_shape(required: tuple[str, ...], properties: dict[str, Any], example: Any = None) -> dict[str, Any]:
    """Fields that nobody knows are told as warnings there, so that platforms may send more than we take."""
    shape = _shape(required, properties, example)
    return {name: value for name, value in shape.items() if name != "additionalProperties"}


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    choices = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, **choices, "type": [schema["type"], "null"]}


_SETTINGS: Final = {
    "name": {**_TEXT, "minLength": 1, "maxLength": 100, "description": "Unique in the organization."},
    "description": _nullable({**_TEXT, "maxLength": 500}),
    "lms_type": {"type": "string", "enum": list(LmsType), "default": LmsType.OPENEDX},
    "lms_url": _URL,
    "studio_url": _URL,
    "client_id": _SECRET,
    "client_secret": _SECRET,
    "default_org": _IDENTIFIER,
    "default_run": {**_IDENTIFIER, "default": DEFAULT_RUN},
    "import_timeout_seconds": {"type": "integer", "minimum": 30, "maximum": 600, "default": 300},
    "max_retries": {"type": "integer", "minimum": 1, "maximum": 5, "default": 3},
    "poll_interval_seconds": {"type": "integer", "minimum": 2, "maximum": 5, "default": 5},
    "auto_create_course": {"type": "boolean", "default": True},
    "is_active": {"type": "boolean", "default": True},
}

_OPTIONS: Final = _shape(
    (),
    {
        "overwrite_existing": _nullable({"type": "boolean", "default": True}),
        "force": _nullable(
            {"type": "boolean", "default": False, "description": "Upload also what the LMS has already."}
        ),
        "course_code_override": _nullable(_IDENTIFIER),
        "run_override": _nullable(_IDENTIFIER),
        "verification": _nullable(
            {"type": "string", "enum": list(VerificationScope), "default": VerificationScope.AUTO}
        ),
    },
)
"""Null is what is not given: the default."""

_UNIT: Final = _course_shape(
    ("id", "title", "content"),
    {
        "id": _ID,
        "title": _TITLE,
        "content": {**_TEXT, "description": "An HTML fragment."},
        "assets": {"type": "array", "items": {"type": "string", "format": "uri"}},
    },
)
_SECTION: Final = _course_shape(
    ("id", "title", "units"),
    {"id": _ID, "title": _TITLE, "units": {"type": "array", "minItems": 1, "items": _UNIT}},
)
_CHAPTER: Final = _course_shape(
    ("id", "title", "sections"),
    {"id": _ID, "title": _TITLE, "sections": {"type": "array", "minItems": 1, "items": _SECTION}},
)
_MOMENT = {"type": "string", "format": "date-time"}

REQUEST_SHAPES: Final[dict[str, dict[str, Any]]] = {
    "OrganizationInput": _shape(
        ("name",), {"name": {**_TEXT, "minLength": 1, "maxLength": 255}}, {"name": "Acme University"}
    ),
    "MemberInput": _shape(("role",), {"role": {"type": "string", "enum": list(Role)}}, {"role": "instructor"}),
    "ConfigurationInput": _shape(
        ("name", "lms_url", "studio_url", "client_id", "client_secret", "default_org"),
        _SETTINGS,
        {
            "name": "Campus",
            "lms_url": "https://lms.example.org",
            "studio_url": "https://studio.example.org",
            "client_id": "courseport",
            "client_secret": "as the LMS gave it",
            "default_org": "Acme",
        },
    ),
    "ConfigurationChanges": {
        **_shape((), _SETTINGS, {"import_timeout_seconds": 600}),
        "dependentRequired": {"client_id": ["client_secret"], "client_secret": ["client_id"]},
    },
    "PublishInput": _shape(
        ("course_id", "lms_configuration_id"),
        {"course_id": _UUID, "lms_configuration_id": _UUID, "options": _nullable(_OPTIONS)},
        {
            "course_id": "5f0e7a52-6c0b-4c43-9d0f-1c53c2b6a901",
            "lms_configuration_id": "b0c4a7de-93c1-4f7e-8a53-52f7d6f2f7aa",
            "options": {"run_override": "2026_Q1"},
        },
    ),
    "PlanInput": _shape(
        ("lms_configuration_id",),
        {
            "lms_configuration_id": _UUID,
            "live": _nullable(
                {"type": "boolean", "default": False, "description": "Ask the LMS what it holds now."}
            ),
            "options": _nullable(_OPTIONS),
        },
        {"lms_configuration_id": "b0c4a7de-93c1-4f7e-8a53-52f7d6f2f7aa", "live": True},
    ),
    "RowsInput": ROWS_INPUT,
    "CourseInput": _course_shape(
        ("courseId", "title", "org", "run", "chapters"),
        {
            "courseId": _IDENTIFIER,
            "title": _TITLE,
            "description": _TEXT,
            "org": _IDENTIFIER,
            "run": _IDENTIFIER,
            "startDate": _MOMENT,
            "enrollmentStart": _MOMENT,
            "enrollmentEnd": _MOMENT,
            "language": {"type": "string", "enum": list(Language), "default": DEFAULT_LANGUAGE},
            "chapters": {"type": "array", "minItems": 1, "items": _CHAPTER},
        },
        {
            "courseId": "AI101",
            "title": "First steps",
            "org": "Acme",
            "run": "2026_Q1",
            "language": "en",
            "chapters": [
                {
                    "id": "c1",
                    "title": "Beginnings",
                    "sections": [
                        {
                            "id": "s1",
                            "title": "Hello",
                            "units": [{"id": "u1", "title": "Welcome", "content": "<p>Welcome!</p>"}],
                        }
                    ],
                }
            ],
        },
    ),
}
"""By the names that handlers give in `opt[BODY]`."""
