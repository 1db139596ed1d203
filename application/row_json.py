"""A platform's rows as JSON, as `PUT /v1/courses/{id}/rows` and `courseport import-rows` read them."""

from datetime import UTC, datetime
from typing import Any, TypeAlias
from uuid import UUID

import attrs

from application.ports.rows import PlatformCourse

Json: TypeAlias = dict[str, Any]


def rows_to_json(rows: PlatformCourse) -> Json:
    """All rows, columns named as the row classes' fields; the content of lessons as it is."""
    return {
        "course": _row(rows.course),
        "sections": [_row(row) for row in rows.sections],
        "lessons": [_row(row) for row in rows.lessons],
    }


def _row(row: attrs.AttrsInstance) -> Json:
    """Not `attrs.asdict`: that would look into the content, which is JSON already."""
    return {each.name: _plain(getattr(row, each.name)) for each in attrs.fields(type(row))}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return str(value) if isinstance(value, UUID) else value
