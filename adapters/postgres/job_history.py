"""Lists of jobs, for people: newest first, with the names of today."""

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.postgres.job_rows import job_of
from adapters.postgres.job_tables import STATUSES
from adapters.postgres.job_tables import lms_import_jobs as table
from adapters.postgres.paging import check_page
from adapters.postgres.tables import courses, lms_configurations, organization_members
from application.ports.stores import JobQuery, ListedJob, Page
from domain.access import Role
from domain.identifiers import UserId

_SHOWN = table.join(courses, courses.c.id == table.c.course_id).join(
    lms_configurations, lms_configurations.c.id == table.c.lms_configuration_id
)


async def history(connection: AsyncConnection, query: JobQuery) -> Page[ListedJob]:
    """The page that was asked for; a status that no job can have finds no job."""
    check_page(query.limit, query.offset)
    if query.status is not None and query.status not in STATUSES:
        return Page((), 0, query.offset)
    wanted = _conditions(query)
    page = (
        select(*table.c, courses.c.title.label("course_title"), lms_configurations.c.name.label("lms_name"))
        .select_from(_SHOWN)
        .where(*wanted)
        .order_by(table.c.created_at.desc(), table.c.id.desc())
        .limit(query.limit)
        .offset(query.offset)
    )
    rows = (await connection.execute(page)).mappings()
    items = tuple(ListedJob(job_of(row), row["course_title"], row["lms_name"]) for row in rows)
    total = await connection.scalar(select(func.count()).select_from(_SHOWN).where(*wanted))
    return Page(items, total or 0, query.offset)


def _conditions(query: JobQuery) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if query.course_id is not None:
        wanted.append(table.c.course_id == query.course_id)
    if query.organization_id is not None:
        wanted.append(courses.c.organization_id == query.organization_id)
    if query.seen_by is not None:
        wanted.append(_sees(query.seen_by))
    if query.status is not None:
        wanted.append(table.c.status == query.status)
    return wanted


def _sees(user_id: UserId) -> ColumnElement[bool]:
    """A member who owns the course, or any admin or owner of the organization (`domain/access.py`, SEE_JOB)."""
    members = organization_members.c
    return exists().where(
        members.organization_id == courses.c.organization_id,
        members.user_id == user_id,
        or_(courses.c.user_id == user_id, members.role.in_((Role.OWNER.value, Role.ADMIN.value))),
    )
