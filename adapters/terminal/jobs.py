"""Jobs for people: how one ended, and the history as a table."""

from datetime import datetime, timedelta

from rich.console import Console
from rich.text import Text

from adapters.terminal.findings import shown
from adapters.terminal.following import stage_name
from application.ports.stores import ListedJob
from domain.faults import ValidationFault
from domain.import_job import Failed, ImportJob, Pending, Succeeded
from domain.violations import errors_among

FINDINGS_SHOWN = 10
"""Findings of a refused course that are told with its job; each can be long."""


def print_job(console: Console, job: ImportJob) -> None:
    """Everything about one job that a person wants to know, a fact a line."""
    for name, value in _facts(job):
        console.print(shown(f"{name:<13} {value}"), soft_wrap=True)


def _facts(job: ImportJob) -> list[tuple[str, str]]:
    facts = [
        ("job", str(job.id)),
        ("course key", str(job.order.course_key)),
        ("status", f"{job.status}, {job.progress.percent} %"),
        ("ordered", _moment(job.order.created_at)),
    ]
    if not isinstance(job, Pending) and job.package is not None:
        facts.append(("package", f"{job.package.size:,} bytes, {job.package.members} members"))
        facts.append(("sha256", job.package.sha256))
    if isinstance(job, Succeeded) and not job.uploaded:
        facts.append(("uploaded", "nothing, as there was nothing to do: the LMS holds this very package"))
    if isinstance(job, Succeeded):
        facts += [
            ("verified", job.verification.summary()),
            ("learners", str(job.links.course_url)),
            ("authors", str(job.links.studio_url or "–")),
        ]
    if isinstance(job, Failed):
        facts += _failure(job)
    facts += _setbacks(job)
    durations = job.progress.durations()
    named = [f"{stage_name(stage)} {_span(spent)}" for stage, spent in durations]
    return [*facts, ("took" if isinstance(job, Succeeded | Failed) else "so far", ", ".join(named) or "–")]


def _setbacks(job: ImportJob) -> list[tuple[str, str]]:
    """How often it was tried again, and what it rests from now."""
    setbacks = job.setbacks
    if not setbacks.faults and not setbacks.breakdowns:
        return []
    told = [
        (setbacks.faults, "the LMS or the way to it failed"),
        (setbacks.breakdowns, "Courseport itself broke down"),
    ]
    facts = [("setbacks", ", ".join(f"{_times(count)} {what}" for count, what in told if count))]
    if not isinstance(job, Succeeded | Failed) and setbacks.last is not None:
        facts.append(("the last", f"{setbacks.last.code.value}: {setbacks.last.message}"))
        if setbacks.again_at is not None:
            facts.append(("next try", _moment(setbacks.again_at)))
    return facts


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _failure(job: Failed) -> list[tuple[str, str]]:
    fault = job.fault
    facts = [("failed with", fault.code.value), ("why", fault.message)]
    if isinstance(fault, ValidationFault):
        facts += _findings(fault)
    words = getattr(fault, "lms_words", None)
    if words:
        facts.append(("the LMS says", words))
    if fault.cause:
        facts.append(("cause", fault.cause))
    return [*facts, ("what to do", fault.help or f"to order it again: courseport jobs retry {job.id}")]


def _findings(fault: ValidationFault) -> list[tuple[str, str]]:
    errors = errors_among(fault.violations)
    told = [("finding", f"{each.rule} at {each.place}: {each.message}") for each in errors[:FINDINGS_SHOWN]]
    more = len(errors) - FINDINGS_SHOWN
    return [*told, ("and", f"{more} more; `courseport validate` shows them")] if more > 0 else told


def print_history(console: Console, listed: tuple[ListedJob, ...], total: int) -> None:
    """Newest first; two lines a job: however narrow the terminal, the id is whole, as other commands want it."""
    for entry in listed:
        job = entry.job
        duration = job.duration if isinstance(job, Succeeded | Failed) else None
        took = "" if duration is None else _span(duration)
        ended = f"{job.status} {job.fault.code.value}" if isinstance(job, Failed) else job.status
        console.print(f"{job.id}  {_moment(job.order.created_at)}  {ended}  {took}", soft_wrap=True, markup=False)
        console.print(
            Text.assemble("    ", shown(entry.course_title), " → ", shown(entry.lms_name)), soft_wrap=True
        )
    console.print(f"{len(listed)} of {total}", highlight=False)


def _moment(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _span(span: timedelta) -> str:
    return f"{span / timedelta(seconds=1):.1f} s"
