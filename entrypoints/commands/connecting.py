"""`courseport test-connection`: is the LMS there, does it know us, may we publish — and if not, what to do."""

from datetime import UTC, datetime

from rich.table import Table

from adapters.terminal.findings import shown
from application.connecting import TryConnection
from domain.connection import ConnectionTest, Probe, ProbeOutcome
from entrypoints.commands.target import Target
from entrypoints.commands.terminal import FAILED, OK, Flag, out, print_json
from entrypoints.lms_registry import lms_gateways

_STYLES = {
    ProbeOutcome.OK: "green",
    ProbeOutcome.WARNING: "yellow",
    ProbeOutcome.FAILED: "red",
    ProbeOutcome.SKIPPED: "dim",
}


async def try_connection(*, target: Target, json: Flag = False) -> int:
    """Try a connection step by step; ends within ten seconds. Changes nothing, neither here nor there.

    Parameters
    ----------
    json
        The diagnosis as one JSON object.
    """

    def now() -> datetime:
        return datetime.now(UTC)

    outcome = await TryConnection(lms_gateways(), now)(target.configuration(now()))
    if json:
        print_json(_as_json(outcome))
    else:
        _print(outcome)
    return OK if outcome.success else FAILED


def _print(outcome: ConnectionTest) -> None:
    table = Table("step", "outcome", "took", "what was found", "what to do", show_edge=False)
    for probe in outcome.probes:
        table.add_row(
            probe.name,
            f"[{_STYLES[probe.outcome]}]{probe.outcome.value}[/]",
            f"{probe.duration_ms} ms",
            shown(probe.finding),
            shown(probe.advice),
        )
    console = out()
    console.print(table)
    console.print(f"{outcome.message} ({outcome.latency_ms} ms)", style="green" if outcome.success else "red")


def _as_json(outcome: ConnectionTest) -> dict[str, object]:
    """The data model's TestConnectionOutput; the steps are its details."""
    connection = outcome.connection
    return {
        "success": outcome.success,
        "latency_ms": outcome.latency_ms,
        "message": outcome.message,
        "lms_version": connection.lms_version if connection else None,
        "api_version": connection.api_version if connection else None,
        "details": {
            "username": connection.username if connection else None,
            "may_create_courses": connection.may_create_courses if connection else None,
            "probes": [_probe_as_json(probe) for probe in outcome.probes],
        },
    }


def _probe_as_json(probe: Probe) -> dict[str, object]:
    return {
        "name": probe.name,
        "outcome": probe.outcome.value,
        "duration_ms": probe.duration_ms,
        "finding": probe.finding,
        "advice": probe.advice,
    }
