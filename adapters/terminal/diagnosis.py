"""A connection test for people: every step as a row, the verdict below; or the data model's result as data."""

from typing import Any

from cattrs.preconf.json import make_converter
from rich.console import Console
from rich.table import Table

from adapters.terminal.findings import shown
from domain.connection import Connection, ConnectionTest, ProbeOutcome

_STYLES = {
    ProbeOutcome.OK: "green",
    ProbeOutcome.WARNING: "yellow",
    ProbeOutcome.FAILED: "red",
    ProbeOutcome.SKIPPED: "dim",
}
_converter = make_converter()


def print_diagnosis(console: Console, outcome: ConnectionTest) -> None:
    """The steps in the order in which a request would take them."""
    table = Table(show_edge=False)
    for heading in ("step", "outcome", "took", "what was found"):
        table.add_column(heading, overflow="fold")  # an address that is cut short helps nobody
    if any(probe.advice for probe in outcome.probes):
        table.add_column("what to do", overflow="fold")
    for probe in outcome.probes:
        row = (
            probe.name,
            f"[{_STYLES[probe.outcome]}]{probe.outcome.value}[/]",
            f"{probe.duration_ms} ms",
            shown(probe.finding),
            shown(probe.advice),
        )
        table.add_row(*row[: len(table.columns)])
    console.print(table)
    console.print(f"{outcome.message} ({outcome.latency_ms} ms)", style="green" if outcome.success else "red")


def diagnosis_to_json(outcome: ConnectionTest) -> dict[str, Any]:
    """The data model's TestConnectionOutput and TestConnectionResult in one; the steps are its details."""
    connection = outcome.connection or Connection()
    return {
        "success": outcome.success,
        "latency_ms": outcome.latency_ms,
        "message": outcome.message,
        "lms_version": connection.lms_version,
        "api_version": connection.api_version,
        "details": {
            "username": connection.username,
            "may_create_courses": connection.may_create_courses,
            "probes": _converter.unstructure(outcome.probes),
        },
    }
