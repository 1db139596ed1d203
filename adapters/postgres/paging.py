"""Bounds of lists."""

LARGEST_PAGE = 200


def check_page(limit: int, offset: int) -> None:
    """Raises `ValueError` for a page that no list gives: whoever faces people has checked before."""
    if not 1 <= limit <= LARGEST_PAGE:
        raise ValueError(f"a page has 1–{LARGEST_PAGE} items, not {limit}")
    if offset < 0:
        raise ValueError(f"a list begins at 0, not {offset}")
