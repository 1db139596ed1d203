"""A job followed to its end: a live bar per stage on a terminal, plain lines elsewhere, or JSON lines."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from typing_extensions import override

from application.job_json import job_to_json
from domain.import_job import Failed, ImportJob, Succeeded
from domain.progress import Stage

_STAGES = {
    "queued": "waiting for a worker",
    "building": "building the package",
    "preparing": "preparing the course run",
    "uploading": "uploading",
    "queued_in_lms": "waiting for the LMS",
    "unpacking": "LMS: unpacking",
    "checking": "LMS: checking",
    "updating": "LMS: updating the course",
    "reading_back": "reading the course back",
    "ended": "ended",
}


def stage_name(stage: Stage) -> str:
    """The stage in words."""
    return _STAGES[stage.value]


def _doing(job: ImportJob) -> str:
    """What it is busy with; a job that rests says why, and for how long."""
    setbacks = job.setbacks
    if isinstance(job, Succeeded | Failed) or setbacks.again_at is None or setbacks.again_at <= datetime.now(UTC):
        return stage_name(job.progress.stage)
    why = "an unexpected error" if setbacks.last is None else setbacks.last.code.value
    return f"{why}: trying again at {setbacks.again_at.astimezone():%H:%M:%S}"


class Follower(Protocol):
    """Shows a job as it goes on."""

    def show(self, job: ImportJob) -> None:
        """The job as it is now; called again and again, also when nothing changed."""
        ...


class _Bars(Follower):
    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=100)

    @override
    def show(self, job: ImportJob) -> None:
        self._progress.update(self._task, completed=job.progress.percent, description=_doing(job))


class _Lines(Follower):
    def __init__(self, console: Console) -> None:
        self._console = console
        self._last = ""

    @override
    def show(self, job: ImportJob) -> None:
        line = f"{job.progress.percent:3d} %  {_doing(job)}"
        if line != self._last:
            self._last = line
            self._console.print(line, highlight=False)


class _JsonLines(Follower):
    def __init__(self, console: Console) -> None:
        self._console = console
        self._last = ""

    @override
    def show(self, job: ImportJob) -> None:
        line = json.dumps({"event": "progress", "job": job_to_json(job)}, ensure_ascii=False)
        if line != self._last:
            self._last = line
            self._console.out(line, highlight=False)


@contextmanager
def follower(console: Console, *, as_json: bool) -> Iterator[Follower]:
    """The way of showing that fits where the output goes."""
    if as_json:
        yield _JsonLines(console)
    elif console.is_terminal:
        columns = (
            TextColumn("{task.description:<26}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=console, transient=True) as progress:
            yield _Bars(progress)
    else:
        yield _Lines(console)
