"""What went wrong on a job's way without ending it, and how much of that a job takes before it fails.

Faults that pass by themselves (a network, a busy site) are waited out, longer each time; those that a person must
mend are not. A breakdown is a mistake of ours: a run that died of an exception nobody expected.
"""

from datetime import datetime, timedelta

from attrs import evolve, field, frozen
from attrs.validators import ge, gt

from domain.faults import FaultCode, JobFault, NetworkFault, TimeoutFault
from domain.identifiers import JobId

_PASSING_STATUSES = frozenset({408, 425, 429, 502, 503, 504})
_PASSING_TIMEOUTS = frozenset({FaultCode.TIMEOUT_ERROR, FaultCode.UPLOAD_TIMEOUT})


def may_pass(fault: JobFault) -> bool:
    """Whether trying again later may help without anybody's doing. Deadlines of a whole import do not pass."""
    match fault:
        case NetworkFault(http_status=None):
            return not fault.lasting
        case NetworkFault():
            return not fault.lasting and fault.http_status in _PASSING_STATUSES
        case TimeoutFault():
            return fault.code in _PASSING_TIMEOUTS
        case _:
            return False


@frozen(kw_only=True)
class Setbacks:
    """Counted in the job itself, so that they outlive the processes that run it."""

    faults: int = 0
    breakdowns: int = 0
    since: datetime | None = None
    last: JobFault | None = None
    again_at: datetime | None = None

    def hit_by(self, fault: JobFault, at: datetime) -> "Setbacks":
        """One more fault."""
        return evolve(self, faults=self.faults + 1, since=self.since or at, last=fault, again_at=None)

    def broken_down(self, at: datetime) -> "Setbacks":
        """One more breakdown."""
        return evolve(self, breakdowns=self.breakdowns + 1, since=self.since or at, again_at=None)

    def until(self, moment: datetime) -> "Setbacks":
        """The job rests until then."""
        return evolve(self, again_at=moment)


@frozen(kw_only=True)
class Patience:
    """How often a job is tried, and how long it rests in between. Times are seconds.

    With these values a job outlives a site that is away for about four minutes.
    """

    faults: int = field(default=6, validator=ge(1))
    """The fault of that number ends the job."""

    breakdowns: int = field(default=3, validator=ge(1))
    """The breakdown of that number ends the job."""

    first_seconds: float = field(default=5, validator=gt(0))
    longest_seconds: float = field(default=300, validator=gt(0))
    give_up_seconds: float = field(default=3600, validator=gt(0))
    """No new attempt later than this after the first setback."""

    runs: int = field(default=50, validator=ge(1))
    """More runs than that are not begun. They count also where their process died without a word."""

    whole_seconds: float = field(default=6 * 3600, validator=gt(0))
    """What all the work on a job may take; waiting for its first turn is no work."""

    def after_fault(self, setbacks: Setbacks, job_id: JobId, at: datetime) -> timedelta | None:
        """How long the job rests after its newest fault, one that may pass; None where it must fail with it."""
        if setbacks.faults >= self.faults:
            return None
        pause = self._pause(setbacks.faults, job_id)
        since = setbacks.since or at
        return pause if at + pause - since <= timedelta(seconds=self.give_up_seconds) else None

    def after_breakdown(self, setbacks: Setbacks, job_id: JobId) -> timedelta | None:
        """How long the job rests after its newest breakdown; None where it must fail."""
        return None if setbacks.breakdowns >= self.breakdowns else self._pause(setbacks.breakdowns, job_id)

    def overdue(self, begun: datetime | None, at: datetime, run_began: datetime | None = None) -> bool:
        """Whether the work on a job, begun then, has taken too long in all.

        A run under way is left a sixth of that at least: the time may have passed while nobody was there to work.
        """
        whole = timedelta(seconds=self.whole_seconds)
        return begun is not None and at > max(begun + whole, (run_began or begun) + whole / 6)

    def _pause(self, count: int, job_id: JobId) -> timedelta:
        """Doubled each time. The jitter is the job's own: all that matters is that jobs do not return at once."""
        longest = min(self.first_seconds * 2.0 ** min(count - 1, 64), self.longest_seconds)
        part = (job_id.int >> (7 * count)) % 1024 / 1024
        return timedelta(seconds=longest * (1 + part) / 2)
