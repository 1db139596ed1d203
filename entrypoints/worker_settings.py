"""What an operator sets about the worker: the `COURSEPORT_WORKER_…` variables, grouped under `Settings.worker`."""

import environ
from attrs import evolve

from adapters.queue.settings import WorkerSettings
from application.turns import TurnLimits
from domain.setbacks import Patience
from entrypoints.commands.terminal import UsageError
from entrypoints.environment import number, whole

_ENGINE, _PATIENCE, _LIMITS = WorkerSettings(), Patience(), TurnLimits()


@environ.config(frozen=True)
class WorkerEnvironment:
    """Times are seconds. The defaults are those of the parts that they are handed to."""

    concurrency: int = environ.var(
        default=_ENGINE.concurrency, converter=whole(0), help="Jobs at once in one process."
    )
    batch: int = environ.var(default=_ENGINE.batch, converter=whole(0), help="Jobs taken from the queue at once.")
    dequeue: float = environ.var(
        default=_ENGINE.dequeue_seconds,
        converter=number,
        help="Longest wait for a job whose notification was lost.",
    )
    heartbeat: float = environ.var(
        default=_ENGINE.heartbeat_seconds, converter=number, help="Silence after which a worker counts as dead."
    )
    sweep: float = environ.var(
        default=_ENGINE.sweep_seconds, converter=number, help="How often jobs without a worker are looked for."
    )
    sweep_grace: float = environ.var(
        default=_ENGINE.sweep_grace_seconds,
        converter=number,
        help="Silence after which a job has no worker; > 30.",
    )
    drain: float = environ.var(
        default=_ENGINE.drain_seconds, converter=number, help="What running jobs get to tidy up when told to stop."
    )
    connections: int = environ.var(
        default=_ENGINE.connections, converter=whole(0), help="The engine's own database connections."
    )
    uploads_per_lms: int = environ.var(
        default=_LIMITS.uploads, converter=whole(0), help="Uploads at once to one LMS."
    )
    imports_per_lms: int = environ.var(
        default=_LIMITS.imports, converter=whole(0), help="Imports at once in one LMS."
    )
    readings_per_lms: int = environ.var(
        default=_LIMITS.readings,
        converter=whole(0),
        help="Courses read back at once from one LMS, by all workers.",
    )
    attempts: int = environ.var(
        default=_PATIENCE.faults, converter=whole(0), help="Passing faults after which a job fails."
    )
    breakdowns: int = environ.var(
        default=_PATIENCE.breakdowns, converter=whole(0), help="Unexpected errors after which a job fails."
    )
    retry_first: float = environ.var(
        default=_PATIENCE.first_seconds, converter=number, help="First rest of a job; doubled each time."
    )
    retry_longest: float = environ.var(
        default=_PATIENCE.longest_seconds, converter=number, help="Longest rest of a job."
    )
    give_up: float = environ.var(
        default=_PATIENCE.give_up_seconds,
        converter=number,
        help="No attempt later than this after the first fault.",
    )
    runs: int = environ.var(
        default=_PATIENCE.runs, converter=int, help="Runs of a job after which it fails, however they ended."
    )
    longest: float = environ.var(
        default=_PATIENCE.whole_seconds, converter=float, help="All the work on one job, waiting for a turn aside."
    )
    metrics_port: int = environ.var(
        default=0, converter=whole(0, 65535), help="Port of /metrics of `worker`; 0 is none."
    )
    metrics_host: str = environ.var(default="127.0.0.1", help="Address that /metrics of `worker` listens on.")

    def engine(self) -> WorkerSettings:
        """For the engine; raises `UsageError` for values that cannot be meant, as the others do."""
        try:
            return evolve(
                _ENGINE,
                concurrency=self.concurrency,
                batch=self.batch,
                dequeue_seconds=self.dequeue,
                heartbeat_seconds=self.heartbeat,
                sweep_seconds=self.sweep,
                sweep_grace_seconds=self.sweep_grace,
                drain_seconds=self.drain,
                connections=self.connections,
            )
        except ValueError as error:
            raise UsageError(f"COURSEPORT_WORKER: {error}") from error

    def patience(self) -> Patience:
        """How often a job is tried."""
        try:
            return Patience(
                faults=self.attempts,
                breakdowns=self.breakdowns,
                first_seconds=self.retry_first,
                longest_seconds=self.retry_longest,
                give_up_seconds=self.give_up,
                runs=self.runs,
                whole_seconds=self.longest,
            )
        except ValueError as error:
            raise UsageError(f"COURSEPORT_WORKER: {error}") from error

    def limits(self) -> TurnLimits:
        """How many jobs may burden one LMS at once."""
        try:
            return TurnLimits(
                uploads=self.uploads_per_lms, imports=self.imports_per_lms, readings=self.readings_per_lms
            )
        except ValueError as error:
            raise UsageError(f"COURSEPORT_WORKER: {error}") from error
