"""A connection test of the LMS in memory: two steps."""

from collections.abc import Sequence

from domain.connection import Probe, ProbeOutcome
from domain.faults import LmsFault, NetworkFault


def probes_of(trouble: LmsFault | None) -> Sequence[Probe]:
    """The way there, and the door."""
    way, door = "reach the LMS", "sign in"
    match trouble:
        case None:
            return (_probe(way, ProbeOutcome.OK), _probe(door, ProbeOutcome.OK))
        case NetworkFault():
            return (_probe(way, ProbeOutcome.FAILED, trouble), _probe(door, ProbeOutcome.SKIPPED))
        case _:
            return (_probe(way, ProbeOutcome.OK), _probe(door, ProbeOutcome.FAILED, trouble))


def _probe(name: str, outcome: ProbeOutcome, trouble: LmsFault | None = None) -> Probe:
    finding, advice = ("", "") if trouble is None else (trouble.message, trouble.help)
    return Probe(name=name, outcome=outcome, duration_ms=0, finding=finding, advice=advice)
