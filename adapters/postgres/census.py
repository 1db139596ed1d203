"""How much there is to do, for metrics."""

from attrs import frozen
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.job_tables import ACTIVE
from adapters.postgres.job_tables import lms_import_jobs as jobs


@frozen
class Census:
    """Active jobs and rows of the queue, counted by status; every status is named."""

    jobs: dict[str, int]
    queue: dict[str, int]


async def take_census(engine: AsyncEngine) -> Census:
    """Counts what is active; ended jobs are history and not counted, however many there are."""
    active = select(jobs.c.status, func.count()).where(jobs.c.status.in_(ACTIVE)).group_by(jobs.c.status)
    async with engine.connect() as connection:
        by_status = {str(status): count for status, count in await connection.execute(active)}
        rows = await connection.execute(text("SELECT status::text, count(*) FROM pgqueuer GROUP BY 1"))
        queue = {str(status): count for status, count in rows}
    return Census(
        {status: by_status.get(status, 0) for status in ACTIVE},
        {status: queue.get(status, 0) for status in ("queued", "picked", "failed")},
    )
