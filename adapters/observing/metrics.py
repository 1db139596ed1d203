"""Prometheus metrics of one process, fed by the journal, by the LMS client, and by a census of the database."""

from collections.abc import Mapping
from typing import final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from application.ports.journal import Happening, JobEvent
from domain.import_job import Failed

_STAGE_BUCKETS = (0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600)
_REQUEST_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)


@final
class Metrics:
    """The metrics of this process, in a registry of their own. Nothing in them names a course or a person."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._ended = Counter(
            "courseport_jobs_ended", "Jobs that this process ended", ["status", "code"], registry=self.registry
        )
        self._retries = Counter(
            "courseport_job_retries", "Rests of jobs after a passing fault", ["code"], registry=self.registry
        )
        self._breakdowns = Counter(
            "courseport_job_breakdowns", "Runs that died unexpectedly", registry=self.registry
        )
        self._losses = Counter(
            "courseport_lease_losses", "Runs that found their job taken", registry=self.registry
        )
        self._runs = Counter("courseport_job_runs", "Runs begun, repeated ones too", registry=self.registry)
        self._stages = Histogram(
            "courseport_stage_seconds",
            "How long ended jobs were in each stage",
            ["stage"],
            buckets=_STAGE_BUCKETS,
            registry=self.registry,
        )
        self._turns = Histogram(
            "courseport_turn_wait_seconds",
            "How long jobs waited for their turn at an LMS",
            buckets=_STAGE_BUCKETS,
            registry=self.registry,
        )
        self._requests = Histogram(
            "courseport_lms_request_seconds",
            "Requests to LMS and Studio; outcome is the HTTP status or the code of the fault",
            ["site", "operation", "outcome"],
            buckets=_REQUEST_BUCKETS,
            registry=self.registry,
        )
        self._jobs = Gauge("courseport_jobs", "Active jobs in the database", ["status"], registry=self.registry)
        self._queue = Gauge("courseport_queue_rows", "Rows of the job queue", ["status"], registry=self.registry)

    def note(self, event: JobEvent) -> None:
        """The port `Journal`."""
        match event.what:
            case Happening.BEGUN:
                self._runs.inc()
            case Happening.WAITED:
                self._turns.observe(event.seconds or 0.0)
            case Happening.PUT_OFF:
                last = event.job.setbacks.last
                self._retries.labels("" if last is None else last.code.value).inc()
            case Happening.BROKEN_DOWN:
                self._breakdowns.inc()
            case Happening.LEASE_LOST:
                self._losses.inc()
            case Happening.ENDED:
                self._end(event)
            case Happening.REACHED:
                pass  # how long stages took is known when the job ends

    def _end(self, event: JobEvent) -> None:
        job = event.job
        self._ended.labels(job.status, job.fault.code.value if isinstance(job, Failed) else "").inc()
        for stage, span in job.progress.durations():
            self._stages.labels(stage.value).observe(max(span.total_seconds(), 0.0))

    def request(self, site: str, operation: str, outcome: str, seconds: float) -> None:
        """One request to an LMS, whatever became of it."""
        self._requests.labels(site, operation, outcome).observe(seconds)

    def census(self, jobs: Mapping[str, int], queue: Mapping[str, int]) -> None:
        """How many active jobs and queue rows there are now, by status; those not named are none."""
        for gauge, counts in ((self._jobs, jobs), (self._queue, queue)):
            gauge.clear()
            for status, count in counts.items():
                gauge.labels(status).set(count)

    def exposition(self) -> tuple[bytes, str]:
        """The text that Prometheus reads, and its media type."""
        return generate_latest(self.registry), CONTENT_TYPE_LATEST
