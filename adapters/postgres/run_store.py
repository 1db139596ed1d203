"""Runs of import jobs: a fence, a count, and places at each LMS, in the job's own row."""

from datetime import datetime
from typing import final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CursorResult,
    ScalarSelect,
    Text,
    Update,
    and_,
    any_,
    case,
    cast,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.postgres.job_rows import ending_of
from adapters.postgres.job_tables import ACTIVE
from adapters.postgres.job_tables import lms_import_jobs as table
from adapters.postgres.tables import lms_configurations
from application.ports.outside import Clock
from application.ports.runs import Place
from domain.faults import JobFault
from domain.identifiers import JobId
from domain.progress import Stage

_NONE = cast([], ARRAY(Text))
# Named once: an alias copies every column of its table.
_ASKING, _ASKED = table.alias("asking"), lms_configurations.alias("asked")
_OTHERS, _THEIRS = table.alias("others"), lms_configurations.alias("theirs")


@final
class PostgresRuns:
    """Every change is fenced by the run token; places are counted under a lock of their LMS."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def begin(self, job_id: JobId, run_token: UUID) -> int | None:
        """Fences out every earlier run, frees its places, and tells how many runs have begun by now."""
        change = (
            update(table)
            .where(table.c.id == job_id, table.c.status.in_(ACTIVE))
            .values(run_token=run_token, written_at=self._clock(), runs=table.c.runs + 1, places=_NONE)
            .returning(table.c.runs)
        )
        begun: int | None = await self._connection.scalar(change)
        return begun

    async def excuse(self, job_id: JobId, run_token: UUID) -> None:
        """The run counts no more."""
        await self._changed(_of(job_id, run_token).values(runs=table.c.runs - 1))

    async def give_up(self, job_id: JobId, run_token: UUID, fault: JobFault, at: datetime) -> bool:
        """Ends the job with that fault without having read it; whether it did."""
        mark = cast([[Stage.ENDED.value, at.isoformat()]], JSONB)
        stages = func.coalesce(table.c.metadata["stages"], cast([], JSONB)).op("||")(mark)
        spent = func.greatest(func.extract("epoch", at - table.c.started_at) * 1000, 0)
        change = _of(job_id, run_token).values(
            status="failed",
            completed_at=at,
            duration_ms=case((table.c.started_at.is_not(None), cast(spent, BigInteger))),
            metadata=func.jsonb_set(table.c.metadata, cast(["stages"], ARRAY(Text)), stages),
            written_at=self._clock(),
            **ending_of(fault),
        )
        return await self._changed(change)

    async def take_place(
        self, job_id: JobId, run_token: UUID, place: Place, limit: int | None, since: datetime
    ) -> bool | None:
        """Takes one of `limit` places at the job's LMS; whether there was one.

        Whoever counts at the same moment waits for the other's commit, so that two cannot take the last one.
        """
        site = _site_of(job_id)
        name = literal(f"courseport {place.value} ").concat(site)
        await self._connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))
        change = _of(job_id, run_token).values(
            places=func.array_append(func.array_remove(table.c.places, place.value), place.value),
            written_at=self._clock(),
        )
        if limit is not None:
            change = change.where(_taken(job_id, place, since, site) < limit)
        if await self._changed(change):
            return True
        ours = select(table.c.id).where(*_fence(job_id, run_token))
        return None if await self._connection.scalar(ours) is None else False

    async def leave_place(self, job_id: JobId, run_token: UUID, place: Place) -> None:
        """Another may have it."""
        await self._changed(_of(job_id, run_token).values(places=func.array_remove(table.c.places, place.value)))

    async def _changed(self, change: Update) -> bool:
        changed: CursorResult[object] = await self._connection.execute(change)
        return changed.rowcount == 1


def _of(job_id: JobId, run_token: UUID) -> Update:
    """A change of that job, as long as it is that run's."""
    return update(table).where(*_fence(job_id, run_token))


def _fence(job_id: JobId, run_token: UUID) -> tuple[ColumnElement[bool], ...]:
    return table.c.id == job_id, table.c.run_token == run_token, table.c.status.in_(ACTIVE)


def _site_of(job_id: JobId) -> ScalarSelect[str]:
    joined = _ASKING.join(_ASKED, _ASKED.c.id == _ASKING.c.lms_configuration_id)
    return select(_ASKED.c.site).select_from(joined).where(_ASKING.c.id == job_id).scalar_subquery()


def _taken(job_id: JobId, place: Place, since: datetime, site: ScalarSelect[str]) -> ColumnElement[int]:
    """How many others have such a place there."""
    joined = _OTHERS.join(_THEIRS, _THEIRS.c.id == _OTHERS.c.lms_configuration_id)
    holding = and_(
        _OTHERS.c.id != job_id,
        _OTHERS.c.status.in_(ACTIVE),
        _OTHERS.c.written_at >= since,
        literal(place.value) == any_(_OTHERS.c.places),
        _THEIRS.c.site == site,
    )
    return select(func.count()).select_from(joined).where(holding).scalar_subquery()
