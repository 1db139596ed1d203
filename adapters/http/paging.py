"""Lists come in pages. A cursor says where the page before ended, so that what comes and goes moves nothing.

Cursors are opaque to callers, and each belongs to the question that it was given for: one that was changed, or
that comes from another list or another filter, is refused instead of answering something that nobody asked.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Generic, TypeAlias, TypeVar, final
from uuid import UUID

import msgspec
from attrs import frozen
from litestar.params import QueryParameter

from adapters.http.problems import ProblemError, invalid
from application.ports.stores import Page, Standing
from domain.violations import Place, Violation

T = TypeVar("T")
P = TypeVar("P")

Limit: TypeAlias = Annotated[int, QueryParameter(ge=1, le=200, description="How many items a page has at most.")]
Cursor: TypeAlias = Annotated[
    str | None,
    QueryParameter(
        max_length=1024, description="`next_cursor` of the page before, to the same question; else the first page."
    ),
]

_SEAL_BYTES = 9
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LATEST = (datetime(9999, 1, 1, tzinfo=UTC) - _EPOCH) // _MICROSECOND

# What a cursor may hold is what the database takes, whoever made the cursor.
_Moment = Annotated[int, msgspec.Meta(ge=0, le=_LATEST)]
_Name = Annotated[str, msgspec.Meta(max_length=100, pattern=r"^[^\x00]*$")]
_Number = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]


@frozen(slots=False)
class PageEnd:
    """What stands at the end of each page."""

    total: int
    has_more: bool
    next_cursor: str | None


@final
@frozen
class Cursors(Generic[T, P]):
    """The cursors of one list; made by `by_standing`, `by_name` and `by_number`.

    A `question` is what decides, beside the order, which items the list has: its filters, in a fixed order.
    """

    _list: str
    _shape: Any
    _place: Callable[[T], Any]
    _placed: Callable[[Any], P]

    def read(self, cursor: str | None, *question: object) -> P | None:
        """Where the page before ended, None for the first page; raises the problem of a cursor not made here."""
        if cursor is None:
            return None
        try:
            raw = base64.urlsafe_b64decode(cursor.encode("ascii") + b"==")
            place = msgspec.json.decode(raw[_SEAL_BYTES:], type=self._shape)
        except (binascii.Error, ValueError, msgspec.DecodeError):
            raise _refused() from None
        if self._token(place, question) != cursor:
            raise _refused()
        return self._placed(place)

    def end_of(self, page: Page[T], *question: object) -> dict[str, Any]:
        """The members of `PageEnd` for the page that answers this question."""
        more = page.has_more and bool(page.items)
        cursor = self._token(self._place(page.items[-1]), question) if more else None
        return {"total": page.total, "has_more": more, "next_cursor": cursor}

    def _token(self, place: object, question: tuple[object, ...]) -> str:
        raw = msgspec.json.encode(place)
        # No secret is in it: a forged cursor shows nothing that its maker may not see anyway. It tells mistakes.
        asked = repr((self._list, *map(str, question))).encode()
        seal = hashlib.sha256(asked + raw).digest()[:_SEAL_BYTES]
        return base64.urlsafe_b64encode(seal + raw).decode().rstrip("=")


def by_standing(name: str, standing: Callable[[T], Standing]) -> Cursors[T, Standing]:
    """Of a list that is ordered by time."""

    def place(item: T) -> tuple[int, UUID]:
        here = standing(item)
        return (here.at - _EPOCH) // _MICROSECOND, here.id

    def placed(place: tuple[int, UUID]) -> Standing:
        return Standing(_EPOCH + place[0] * _MICROSECOND, place[1])

    return Cursors(name, tuple[_Moment, UUID], place, placed)


def by_name(name: str, name_of: Callable[[T], str]) -> Cursors[T, str]:
    """Of a list that is ordered by names, no two of which are equal."""
    return Cursors(name, _Name, name_of, str)


def by_number(name: str, number_of: Callable[[T], int]) -> Cursors[T, int]:
    """Of a list that is ordered by numbers, no two of which are equal."""
    return Cursors(name, _Number, number_of, int)


def _refused() -> ProblemError:
    finding = "is not a cursor of this list and filter; leave it away to begin anew"
    return invalid([Violation("INVALID_VALUE", Place("cursor"), finding)])
