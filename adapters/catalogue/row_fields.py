"""One row, column by column: hands out usable values and notes what is wrong with the others."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from attrs import field, frozen

from adapters.catalogue.spot import found
from domain.violations import Place, Violation

_NOBODY = UUID(int=0)


@frozen
class RowFields:
    """The columns of one row; others than those asked for are the platform's own business and are not looked at.

    A value that cannot be used is noted in `mistakes`, and a stand-in handed out.
    """

    place: Place
    _values: Mapping[str, object]
    mistakes: list[Violation] = field(factory=list)

    def uuid(self, name: str) -> UUID:
        """A UUID that must be there."""
        return self._uuid(name, self._values.get(name)) or _NOBODY

    def optional_uuid(self, name: str) -> UUID | None:
        """A UUID or null."""
        value = self._values.get(name)
        return None if value is None else self._uuid(name, value)

    def text(self, name: str) -> str:
        """A text that must be there; it may be empty."""
        value = self._values.get(name)
        if isinstance(value, str):
            return value
        self._refuse(name, value, "write text in quotes")
        return ""

    def optional_text(self, name: str) -> str | None:
        """A text or null."""
        return None if self._values.get(name) is None else self.text(name)

    def whole(self, name: str) -> int:
        """A whole number that must be there."""
        value = self._values.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        self._refuse(name, value, "write a whole number")
        return 0

    def moment(self, name: str) -> datetime | None:
        """An ISO 8601 moment or null; without a zone it is UTC."""
        text = self.optional_text(name)
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            self._refuse(name, text, "write a moment such as 2026-03-01T12:00:00Z")
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    def anything(self, name: str) -> object:
        """The value as JSON has it; null where the column is missing."""
        return self._values.get(name)

    def _uuid(self, name: str, value: object) -> UUID | None:
        try:
            if isinstance(value, str):
                return UUID(value)
        except ValueError:
            pass
        self._refuse(name, value, "write a UUID in quotes")
        return None

    def _refuse(self, name: str, value: object, advice: str) -> None:
        shown = found(value) if name in self._values else "no such column"
        self.mistakes.append(Violation("ROW_COLUMN", self.place, f"{name}: found {shown}; {advice}"))
