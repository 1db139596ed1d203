"""What a platform's own database calls the tables and columns of its courses."""

from collections.abc import Iterator, Mapping
from typing import Final

from attrs import field, frozen

_COLUMNS: Final[Mapping[str, Mapping[str, str]]] = {
    "courses": {
        "id": "uuid",
        "organization_id": "uuid",
        "user_id": "uuid",
        "title": "",
        "language": "",
        "status": "",
        "description": "",
    },
    "sections": {"id": "uuid", "course_id": "uuid", "title": "", "order_index": "whole"},
    "lessons": {
        "id": "uuid",
        "section_id": "uuid",
        "title": "",
        "order_index": "whole",
        "status": "",
        "content": "",
        "content_text": "",
        "updated_at": "moment",
    },
}
"""By table: each column and what it must hold; the empty word is for whatever can be told as text or JSON."""

MAY_BE_MISSING: Final = frozenset({"description", "content_text", "updated_at"})


class PlatformNamesError(ValueError):
    """The mapping of names cannot be meant; the message says where."""


@frozen
class PlatformTable:
    """One of the three tables, by its name there; columns that are not named go by our own name for them."""

    ours: str
    name: str
    schema: str | None = None
    named: Mapping[str, str] = field(factory=dict)

    @property
    def shown(self) -> str:
        """Its name there, for people."""
        return self.name if self.schema is None else f"{self.schema}.{self.name}"

    @property
    def columns(self) -> Mapping[str, tuple[str, str]]:
        """Our name of each column → its name there, and what it must hold."""
        return {ours: (self.named.get(ours, ours), kind) for ours, kind in _COLUMNS[self.ours].items()}

    def may_be_missing(self, ours: str) -> bool:
        """Whether a platform can do without the column; not where the mapping names it."""
        return ours in MAY_BE_MISSING and ours not in self.named


@frozen
class PlatformNames:
    """The three tables of a platform."""

    courses: PlatformTable = PlatformTable("courses", "courses")
    sections: PlatformTable = PlatformTable("sections", "sections")
    lessons: PlatformTable = PlatformTable("lessons", "lessons")

    @classmethod
    def of(cls, mapping: object) -> "PlatformNames":
        """From `{"lessons": {"schema": …, "table": …, "columns": {"title": …}}, …}`; what is not named is as ours.

        Raises `PlatformNamesError` with everything that cannot be meant.
        """
        mistakes = list(_mistakes(mapping))
        if mistakes or not isinstance(mapping, dict):
            raise PlatformNamesError("; ".join(mistakes))
        tables = {}
        for ours in _COLUMNS:
            given = mapping.get(ours, {})
            tables[ours] = PlatformTable(
                ours, given.get("table", ours), given.get("schema"), dict(given.get("columns", {}))
            )
        return cls(**tables)

    def __iter__(self) -> Iterator[PlatformTable]:
        return iter((self.courses, self.sections, self.lessons))


def _mistakes(mapping: object) -> Iterator[str]:
    if not isinstance(mapping, dict):
        yield "it must be an object of the tables courses, sections and lessons"
        return
    for ours, given in mapping.items():
        if ours not in _COLUMNS:
            yield f"there is no table {ours!r}; known are {', '.join(_COLUMNS)}"
        elif not isinstance(given, dict):
            yield f"{ours} must be an object with table, schema and columns"
        else:
            yield from _mistakes_of(str(ours), given)


def _mistakes_of(ours: str, given: dict[object, object]) -> Iterator[str]:
    for name, value in given.items():
        if name in ("table", "schema"):
            if not _is_name(value):
                yield f"{ours}.{name} must be a name"
        elif name != "columns":
            yield f"{ours} has no {name!r}; known are table, schema, columns"
        elif not isinstance(value, dict):
            yield f"{ours}.columns must be an object"
        else:
            yield from (
                f"{ours} has no column {column!r}; known are {', '.join(_COLUMNS[ours])}"
                for column in value
                if column not in _COLUMNS[ours]
            )
            yield from (
                f"{ours}.columns.{column} must be a name" for column, to in value.items() if not _is_name(to)
            )


def _is_name(value: object) -> bool:
    """What PostgreSQL can have as an identifier, whatever is in it: it is always quoted."""
    return isinstance(value, str) and 1 <= len(value.encode("utf-8", "replace")) <= 63 and "\x00" not in value
