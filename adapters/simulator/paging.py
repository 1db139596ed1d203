"""Numbered pages as the platform's lists have them (platform-facts 1.6)."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from .dialects import Dialect
from .web import Refused, Reply, Request, json_reply

T = TypeVar("T")
_PAGE_SIZE = 10
_LARGEST_PAGE = 100


def page_reply(request: Request, rows: Sequence[T], view: Callable[[T], Any]) -> Reply:
    """One page of the rows, with the counts and links to its neighbours."""
    size = min(_number(request, "page_size") or _PAGE_SIZE, _LARGEST_PAGE)
    pages = max(1, -(-len(rows) // size))
    page = _number(request, "page") or 1
    if page > pages:
        raise Refused(Dialect.DETAIL.error(404, "Invalid page."))
    start = (page - 1) * size
    answer = {
        "next": _link(request, page + 1) if page < pages else None,
        "previous": _link(request, page - 1) if page > 1 else None,
        "count": len(rows),
        "num_pages": pages,
        "current_page": page,
        "start": start,
        "results": [view(row) for row in rows[start : start + size]],
    }
    return json_reply(answer)


def _number(request: Request, name: str) -> int | None:
    text = request.query.get(name, "")
    return int(text) if text.isdecimal() and int(text) > 0 else None


def _link(request: Request, page: int) -> str:
    parameters = {name: value for name, value in request.query.items() if name != "page"}
    if page > 1:
        parameters["page"] = str(page)
    query = urlencode(sorted(parameters.items()))
    return f"{request.base_url}{request.path}{'?' if query else ''}{query}"
