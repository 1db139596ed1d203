"""Bounds of lists, and how they are cut into pages."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping, Select
from sqlalchemy.ext.asyncio import AsyncConnection

LARGEST_PAGE = 200


def check_limit(limit: int) -> None:
    """Raises `ValueError` for a page that no list gives: whoever faces people has checked before."""
    if not 1 <= limit <= LARGEST_PAGE:
        raise ValueError(f"a page has 1–{LARGEST_PAGE} items, not {limit}")


async def cut(connection: AsyncConnection, query: Select[Any], limit: int) -> tuple[Sequence[RowMapping], bool]:
    """The first rows of an ordered query, and whether more follow: one row too many is asked for."""
    check_limit(limit)
    rows = (await connection.execute(query.limit(limit + 1))).mappings().all()
    return rows[:limit], len(rows) > limit
