"""The audit trail: a line a deed for people, plain data for programs."""

from typing import Any

from rich.console import Console

from adapters.terminal.findings import shown
from application.ports.stores import Page
from domain.access import User
from domain.audit import AuditEntry


def entry_to_json(entry: AuditEntry) -> dict[str, Any]:
    """A deed as data; `number` is what the next page begins after."""
    note = entry.note
    return {
        "number": entry.number,
        "at": entry.at.isoformat(),
        "by": note.actor.kind,
        "user_id": str(note.actor.id) if isinstance(note.actor, User) else None,
        "deed": note.deed.value,
        "subject": str(note.subject),
        "facts": note.facts,
    }


def print_trail(console: Console, page: Page[AuditEntry]) -> None:
    """The latest first."""
    for entry in page.items:
        note = entry.note
        who = f"user {note.actor.id}" if isinstance(note.actor, User) else note.actor.kind
        facts = ", ".join(f"{name} {value}" for name, value in note.facts.items())
        console.print(
            shown(f"{entry.at.astimezone():%Y-%m-%d %H:%M:%S}  {note.deed.value}  {note.subject}  by {who}"),
            soft_wrap=True,
        )
        if facts:
            console.print(shown(f"    {facts}"), soft_wrap=True)
    more = f"; the next page: --after {page.items[-1].number}" if page.has_more else ""
    console.print(f"{len(page.items)} of {page.total}{more}", soft_wrap=True)
