"""What the runs of jobs share, whichever process they are in: places at an LMS, and a count that outlives them."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.faults import JobFault
from domain.identifiers import JobId


class Place(StrEnum):
    """What only so many jobs may do at one LMS at the same time."""

    UPLOADING = "uploading"
    IMPORTING = "importing"
    READING = "reading"


class RunStore(Protocol):
    """Runs of active jobs. All but `begin` have no effect where the run is not the job's any more."""

    async def begin(self, job_id: JobId, run_token: UUID) -> int | None:
        """Fences out every earlier run, frees its places, and tells how many runs have begun by now.

        None where no such job is active. The job itself is not read: this works on one that nobody can read.
        """
        ...

    async def excuse(self, job_id: JobId, run_token: UUID) -> None:
        """The run counts no more: it only waits, and whatever ends its process is not its doing."""
        ...

    async def give_up(self, job_id: JobId, run_token: UUID, fault: JobFault, at: datetime) -> bool:
        """Ends the job with that fault without having read it; whether it did."""
        ...

    async def take_place(
        self, job_id: JobId, run_token: UUID, place: Place, limit: int | None, since: datetime
    ) -> bool | None:
        """Takes one of `limit` places at the job's LMS, which its Studio URL names; whether there was one.

        None where the run is not the job's any more, or the job has ended.
        Counted are those of other active jobs that were written since `since`: of the rest, the process is gone.
        Without a limit the place is taken in any case, and others count it.
        """
        ...

    async def leave_place(self, job_id: JobId, run_token: UUID, place: Place) -> None:
        """Another may have it; no effect where it is not held."""
        ...
