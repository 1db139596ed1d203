"""How a worker works: the values that held up in the comparison of engines (engine.md), all of them settable."""

from attrs import field, frozen
from attrs.validators import ge, gt


@frozen(kw_only=True)
class WorkerSettings:
    """Times are seconds. With these values the jobs of a killed worker are taken over within about 36 s."""

    concurrency: int = field(default=1000, validator=ge(2))
    """Jobs at once in this process; they mostly wait for an LMS. PgQueuer needs at least 2."""

    batch: int = field(default=50, validator=ge(1))
    """Jobs taken from the queue at once, at most half of the concurrency."""

    dequeue_seconds: float = field(default=5, validator=gt(0))
    """The longest that a job waits whose notification was lost."""

    heartbeat_seconds: float = field(default=30, validator=gt(0))
    """A picked job whose worker has been silent for so long is taken over."""

    sweep_seconds: float = field(default=60, validator=gt(0))
    sweep_grace_seconds: float = field(default=120, validator=gt(0))
    """How long an active job may go unwritten before it is enqueued again. Runs write at least every 30 s; a grace
    shorter than that would start a second run beside a living one."""
    sweep_limit: int = field(default=500, validator=ge(1))

    purge_seconds: float = field(default=3600, validator=gt(0))
    keep_days: int = field(default=7, validator=ge(1))
    """How long held rows and the engine's log are kept for people who look for a fault."""

    drain_seconds: float = field(default=5, validator=ge(0))
    """How long a cancelled run may take to tidy up before the job is handed over without waiting for it."""

    outage_seconds: float = field(default=1, validator=gt(0))
    outage_seconds_limit: float = field(default=30, validator=gt(0))
    """Pauses between runs of a job whose store is away; doubled each time."""

    restart_seconds: float = field(default=1, validator=gt(0))
    restart_seconds_limit: float = field(default=15, validator=gt(0))
    """Pauses between restarts of a part of the worker that ended with an error; doubled each time in a row."""

    connections: int = field(default=4, validator=ge(1))
    connect_seconds: float = field(default=10, validator=gt(0))
    statement_seconds: float = field(default=30, validator=gt(0))
    application_name: str = "courseport worker"
