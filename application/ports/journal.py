"""What happens to jobs, told as it happens: to logs, to metrics, to whoever counts (docs/decisions/0011)."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from attrs import frozen

from domain.import_job import ImportJob


class Happening(StrEnum):
    """What may happen to a job."""

    BEGUN = "begun"
    """A run took the job up, newly or again."""

    REACHED = "reached"
    """It has come to another state or stage, and that is kept."""

    WAITED = "waited"
    """It got its turn at the LMS after waiting for others."""

    PUT_OFF = "put_off"
    """A fault that may pass: the job rests; `job.setbacks.last` is the fault."""

    BROKEN_DOWN = "broken_down"
    """A run died of an exception that nobody expected; the job rests."""

    LEASE_LOST = "lease_lost"
    """A run found that it may write no more: another took over, or a person cancelled."""

    ENDED = "ended"
    """It succeeded or failed, and that is kept."""


@frozen(kw_only=True)
class JobEvent:
    """The job as it is then, and the run that tells it; `seconds` of rest or of waiting, where there is one.

    `run_id` is the correlation id of everything that one run does.
    """

    what: Happening
    job: ImportJob
    run_id: UUID
    seconds: float | None = None


Journal: TypeAlias = Callable[[JobEvent], None]
"""Takes note at once: it neither waits nor raises, and what it keeps of the job holds no secret."""


def untold(_event: JobEvent) -> None:
    """The journal of those who keep none."""
