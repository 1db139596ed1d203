"""The ways in which the platform writes a moment."""

from datetime import datetime

_MONTHS = ("Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")


def iso(moment: datetime | None) -> str | None:
    """`2026-01-01T00:00:00Z`, as DRF writes it."""
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")


def studio_time(moment: datetime) -> str:
    """`Jan 01, 2026 at 00:00 UTC`, as Studio shows it."""
    return moment.strftime("%b %d, %Y at %H:%M UTC")


def catalogue_date(moment: datetime) -> str:
    """`Jan. 1, 2026`, as the LMS shows a course's start."""
    return f"{_MONTHS[moment.month - 1]} {moment.day}, {moment.year}"
