"""A job followed to its end: a live bar per stage on a terminal, plain lines elsewhere, or JSON lines."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from typing_extensions import override

from adapters.terminal.findings import shown
from adapters.terminal.json_lines import json_line
from adapters.terminal.resting import rest_explained, rest_in_short, resting
from application.job_json import job_to_json
from domain.import_job import ImportJob
from domain.progress import Stage
from domain.setbacks import Patience

_USUAL = Patience()

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


class Follower(Protocol):
    """Shows a job as it goes on."""

    def show(self, job: ImportJob) -> None:
        """The job as it is now; called again and again, also when nothing changed."""
        ...


class _ForPeople(Follower):
    """Tells each rest as long as it lasts; the first one that is seen is explained."""

    def __init__(self, console: Console, patience: Patience) -> None:
        self._console = console
        self._patience = patience
        self._explained = False

    def _doing(self, job: ImportJob) -> str:
        rests = resting(job)
        if rests is None:
            return stage_name(job.progress.stage)
        if not self._explained:
            self._explained = True
            self._console.print(shown(rest_explained(rests, self._patience), "yellow"), soft_wrap=True)
        return rest_in_short(rests, self._patience)


class _Bars(_ForPeople):
    def __init__(self, progress: Progress, patience: Patience) -> None:
        super().__init__(progress.console, patience)
        self._progress = progress
        self._task = progress.add_task("", total=100)

    @override
    def show(self, job: ImportJob) -> None:
        self._progress.update(self._task, completed=job.progress.percent, description=self._doing(job))


class _Lines(_ForPeople):
    def __init__(self, console: Console, patience: Patience) -> None:
        super().__init__(console, patience)
        self._last = ""

    @override
    def show(self, job: ImportJob) -> None:
        line = f"{job.progress.percent:3d} %  {self._doing(job)}"
        if line != self._last:
            self._last = line
            self._console.print(line, highlight=False)


class _JsonLines(Follower):
    def __init__(self, console: Console) -> None:
        self._console = console
        self._last = ""

    @override
    def show(self, job: ImportJob) -> None:
        line = json_line({"event": "progress", "job": job_to_json(job)}, self._console.encoding)
        if line != self._last:
            self._last = line
            self._console.out(line, highlight=False)


@contextmanager
def follower(console: Console, *, as_json: bool, patience: Patience = _USUAL) -> Iterator[Follower]:
    """The way of showing that fits where the output goes; `patience` is that of whoever runs the job."""
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
            yield _Bars(progress, patience)
    else:
        yield _Lines(console, patience)
