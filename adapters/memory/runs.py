"""Runs of import jobs in memory."""

from datetime import datetime
from typing import final
from uuid import UUID

from attrs import evolve

from adapters.memory.session import Session
from adapters.memory.state import JobRow, State
from application.ports.outside import Clock
from application.ports.runs import Place
from domain.faults import JobFault
from domain.identifiers import JobId
from domain.import_job import ActiveJob, Failed, Succeeded


@final
class MemoryRuns:
    """What runs share, until the process ends."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def begin(self, job_id: JobId, run_token: UUID) -> int | None:
        """Fences out every earlier run, frees its places, and tells how many runs have begun by now."""
        state = await self._session.write()
        row = state.jobs.get(job_id)
        if row is None or _active(row) is None:
            return None
        state.jobs[job_id] = evolve(
            row, run_token=run_token, written_at=self._clock(), runs=row.runs + 1, places=frozenset()
        )
        return row.runs + 1

    async def excuse(self, job_id: JobId, run_token: UUID) -> None:
        """The run counts no more."""
        state, row = await self._held(job_id, run_token)
        if row is not None:
            state.jobs[job_id] = evolve(row, runs=row.runs - 1)

    async def give_up(self, job_id: JobId, run_token: UUID, fault: JobFault, at: datetime) -> bool:
        """Ends the job with that fault; whether it did."""
        state, row = await self._held(job_id, run_token)
        job = None if row is None else _active(row)
        if row is None or job is None:
            return False
        state.jobs[job_id] = evolve(row, job=job.fail(fault, at), written_at=self._clock())
        return True

    async def take_place(
        self, job_id: JobId, run_token: UUID, place: Place, limit: int | None, since: datetime
    ) -> bool | None:
        """Takes one of `limit` places at the job's LMS; whether there was one."""
        state, row = await self._held(job_id, run_token)
        if row is None:
            return None
        taken = [
            other
            for other_id, other in state.jobs.items()
            if other_id != job_id
            and place in other.places
            and _active(other) is not None
            and other.written_at >= since
            and _site_of(other, state) == _site_of(row, state)
        ]
        if limit is not None and len(taken) >= limit:
            return False
        state.jobs[job_id] = evolve(row, places=row.places | {place}, written_at=self._clock())
        return True

    async def leave_place(self, job_id: JobId, run_token: UUID, place: Place) -> None:
        """Another may have it."""
        state, row = await self._held(job_id, run_token)
        if row is not None:
            state.jobs[job_id] = evolve(row, places=row.places - {place})

    async def _held(self, job_id: JobId, run_token: UUID) -> tuple[State, JobRow | None]:
        """The row, where it is this run's and still active."""
        state = await self._session.write()
        row = state.jobs.get(job_id)
        ours = row is not None and row.run_token == run_token and _active(row) is not None
        return state, row if ours else None


def _active(row: JobRow) -> ActiveJob | None:
    return None if isinstance(row.job, Succeeded | Failed) else row.job


def _site_of(row: JobRow, state: State) -> str | None:
    configuration = state.configurations.get(row.job.order.configuration_id)
    return None if configuration is None else configuration.settings.site
