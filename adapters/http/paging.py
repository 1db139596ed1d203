"""Lists come in pages; the cursor to the next one is opaque to callers."""

import base64
import binascii
from typing import Annotated, Any, TypeAlias

from attrs import frozen
from litestar.params import QueryParameter

from adapters.http.problems import invalid
from application.ports.stores import Page
from domain.violations import Place, Violation

FARTHEST = 1_000_000
"""No list is walked beyond this; a narrower question finds what one looks for."""

Limit: TypeAlias = Annotated[int, QueryParameter(ge=1, le=200, description="How many items a page has at most.")]
Cursor: TypeAlias = Annotated[
    str | None,
    QueryParameter(max_length=64, description="`next_cursor` of the page before; without it, the first page."),
]


@frozen(slots=False)
class PageEnd:
    """What stands at the end of each page."""

    total: int
    has_more: bool
    next_cursor: str | None


def offset_of(cursor: str | None) -> int:
    """Where the page begins; raises the problem of a cursor that was not made here."""
    if cursor is None:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor.encode("ascii") + b"==").decode("ascii")
    except (binascii.Error, ValueError):
        text = ""
    digits = text.removeprefix("after:")
    if digits == text or not (digits.isdecimal() and len(digits) < 8 and int(digits) <= FARTHEST):
        raise invalid([Violation("INVALID_VALUE", Place("cursor"), "is not a cursor from here; leave it away")])
    return int(digits)


def page_end(page: Page[Any]) -> dict[str, Any]:
    """The members of `PageEnd` for a page of a store."""
    after = page.offset + len(page.items)
    more = page.has_more and bool(page.items) and after <= FARTHEST
    token = base64.urlsafe_b64encode(f"after:{after}".encode()).decode().rstrip("=")
    return {"total": page.total, "has_more": more, "next_cursor": token if more else None}
