"""What is told of a job that rests after a setback: what happened, and until when it is tried."""

from datetime import UTC, datetime, timedelta

from domain.import_job import ActiveJob, Failed, ImportJob, Succeeded
from domain.setbacks import Patience

_LONG_ATTEMPT = timedelta(minutes=1)
"""What came before the fault in a longer one was work, and is not done again."""


def resting(job: ImportJob) -> ActiveJob | None:
    """The job, where it rests at this moment."""
    if isinstance(job, Succeeded | Failed) or job.setbacks.again_at is None:
        return None
    return job if job.setbacks.again_at > datetime.now(UTC) else None


def rest_in_short(job: ActiveJob, patience: Patience) -> str:
    """Why it rests, and when which attempt follows: a line that stands while it does."""
    setbacks = job.setbacks
    why = "an unexpected error" if setbacks.last is None else setbacks.last.code.value
    attempt = f"attempt {setbacks.faults + 1} of {patience.faults}" if setbacks.faults else "trying again"
    return f"{why}: {attempt} at {_time(setbacks.again_at)}"


def rest_explained(job: ActiveJob, patience: Patience) -> str:
    """For the first rest that somebody sees: what goes on, until when, and how to leave."""
    last = job.setbacks.last
    what = "Courseport itself broke down over the job." if last is None else last.message
    end = _end(job, patience)
    until = "" if end is None else f", until about {end.astimezone() + timedelta(seconds=59):%H:%M} if need be"
    return (
        f"{what} That may pass: it is tried again{until}. Ctrl-C leaves the job: courseport jobs resume {job.id}"
    )


def _end(job: ActiveJob, patience: Patience) -> datetime | None:
    """When it is given up if each attempt takes as long as the first; None where it rests from no fault."""
    setbacks, last, moment = job.setbacks, job.setbacks.last, job.setbacks.again_at
    if last is None or setbacks.since is None or moment is None:
        return None
    took = min(max(setbacks.since - job.progress.marks[-1].at, timedelta(0)), _LONG_ATTEMPT)
    while True:
        moment += took
        setbacks = setbacks.hit_by(last, moment)
        pause = patience.after_fault(setbacks, job.id, moment)
        if pause is None:
            return moment
        moment += pause


def _time(moment: datetime | None) -> str:
    return "–" if moment is None else f"{moment.astimezone():%H:%M:%S}"
