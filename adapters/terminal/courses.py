"""Courses that are kept: a list for people, plain data for programs."""

from typing import Any

from rich.console import Console

from adapters.terminal.findings import shown
from adapters.terminal.organizations import print_share
from application.ports.stores import CourseCard, Page


def card_to_json(card: CourseCard) -> dict[str, Any]:
    """What lists say of a course, as data."""
    return {
        "id": str(card.id),
        "organization_id": str(card.organization_id),
        "owner_id": None if card.owner_id is None else str(card.owner_id),
        "title": card.title,
        "language": card.language,
        "created_at": card.created_at.isoformat(),
        "updated_at": card.updated_at.isoformat(),
    }


def print_courses(console: Console, page: Page[CourseCard]) -> None:
    """The last changed first; two lines each: however narrow the terminal, the id is whole."""
    for card in page.items:
        changed = f"{card.updated_at.astimezone():%Y-%m-%d %H:%M:%S}"
        owner = "nobody's" if card.owner_id is None else f"owner {card.owner_id}"
        console.print(f"{card.id}  {changed}  {card.language}", soft_wrap=True)
        console.print(shown(f"    {card.title}  ({owner})"), soft_wrap=True)
    print_share(console, page)
