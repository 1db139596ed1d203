"""A job with what decides who may see it, in one statement: a status request asks for nothing else."""

from functools import cache
from typing import Any

from sqlalchemy import FromClause, Select, and_, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.postgres.course_stores import card_columns, card_of
from adapters.postgres.job_rows import job_of
from adapters.postgres.job_tables import lms_import_jobs as jobs
from adapters.postgres.tables import organization_members as members
from application.ports.stores import SeenJob
from domain.access import Role
from domain.identifiers import JobId, UserId

_CARD = "card_"


async def seen_job(
    connection: AsyncConnection, cards: FromClause, job_id: JobId, by: UserId | None
) -> SeenJob | None:
    """The job, the card of its course among these, and that user's role in its organization."""
    row = (await connection.execute(_sight(cards), {"job": job_id, "user": by})).mappings().one_or_none()
    if row is None:
        return None
    card = {name.removeprefix(_CARD): value for name, value in row.items() if name.startswith(_CARD)}
    return SeenJob(
        job=job_of(row),
        course=None if card["id"] is None else card_of(card),
        role=None if row["role"] is None else Role(row["role"]),
    )


@cache
def _sight(cards: FromClause) -> Select[Any]:
    member = and_(
        members.c.organization_id == cards.c.organization_id,
        members.c.user_id == bindparam("user", type_=members.c.user_id.type),
    )
    seen = jobs.outerjoin(cards, cards.c.id == jobs.c.course_id).outerjoin(members, member)
    card = [column.label(_CARD + column.name) for column in card_columns(cards)]
    return select(*jobs.c, *card, members.c.role).select_from(seen).where(jobs.c.id == bindparam("job"))
