"""The journal as structured log lines: one an event, each with job id, course key and correlation id."""

from typing import Any

import structlog

from application.ports.journal import Happening, JobEvent
from domain.faults import JobFault
from domain.import_job import Failed

_WORDS = {
    Happening.BEGUN: "a run takes the job up",
    Happening.REACHED: "the job goes on",
    Happening.WAITED: "the job got its turn at the LMS",
    Happening.PUT_OFF: "the job rests after a fault that may pass",
    Happening.BROKEN_DOWN: "the job rests after a run that broke down",
    Happening.LEASE_LOST: "the lease is lost; this run stops",
    Happening.ENDED: "the job has ended",
}
_GRAVE = frozenset({Happening.PUT_OFF, Happening.BROKEN_DOWN, Happening.LEASE_LOST})

_log = structlog.get_logger()


def write_down(event: JobEvent) -> None:
    """The port `Journal`. Faults hold no secret (`domain/faults.py`), and neither does anything else said here."""
    tell = _log.warning if event.what in _GRAVE or isinstance(event.job, Failed) else _log.info
    tell(_WORDS[event.what], **_facts(event))


def _facts(event: JobEvent) -> dict[str, Any]:
    job = event.job
    facts: dict[str, Any] = {
        "job_id": str(job.id),
        "course_key": str(job.order.course_key),
        "correlation_id": str(event.run_id),
        "status": job.status,
        "stage": job.progress.stage.value,
        "percent": job.progress.percent,
    }
    if event.seconds is not None:
        facts["seconds"] = round(event.seconds, 3)
    if event.what is Happening.ENDED:
        facts["stages_seconds"] = {stage.value: span.total_seconds() for stage, span in job.progress.durations()}
    fault = job.fault if isinstance(job, Failed) else job.setbacks.last
    if event.what in (Happening.PUT_OFF, Happening.ENDED) and fault is not None:
        facts |= _of_the_fault(fault)
    if job.setbacks.faults or job.setbacks.breakdowns:
        facts |= {"faults": job.setbacks.faults, "breakdowns": job.setbacks.breakdowns}
    return facts


def _of_the_fault(fault: JobFault) -> dict[str, Any]:
    told = {"code": fault.code.value, "why": fault.message, "cause": fault.cause}
    return {name: value for name, value in told.items() if value}
