"""Lists of jobs, for people: newest first, with the names of today."""

from sqlalchemy import ColumnElement, FromClause, exists, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.postgres.job_rows import job_of
from adapters.postgres.job_tables import STATUSES
from adapters.postgres.job_tables import lms_import_jobs as table
from adapters.postgres.paging import check_limit, cut
from adapters.postgres.tables import courses, lms_configurations, organization_members
from application.ports.stores import JobQuery, ListedJob, Page
from domain.access import Role
from domain.identifiers import UserId

_SHOWN = table.join(courses, courses.c.id == table.c.course_id).join(
    lms_configurations, lms_configurations.c.id == table.c.lms_configuration_id
)


async def history(connection: AsyncConnection, query: JobQuery) -> Page[ListedJob]:
    """The page that was asked for; a status that no job can have finds no job."""
    if query.status is not None and query.status not in STATUSES:
        check_limit(query.limit)
        return Page((), 0)
    wanted = _conditions(query)
    page = (
        select(*table.c, courses.c.title.label("course_title"), lms_configurations.c.name.label("lms_name"))
        .select_from(_SHOWN)
        .where(*wanted)
        .order_by(table.c.created_at.desc(), table.c.id.desc())
    )
    if query.after is not None:
        page = page.where(tuple_(table.c.created_at, table.c.id) < (query.after.at, query.after.id))
    rows, more = await cut(connection, page, query.limit)
    items = tuple(ListedJob(job_of(row), row["course_title"], row["lms_name"]) for row in rows)
    total = await connection.scalar(select(func.count()).select_from(_counted(query)).where(*wanted))
    return Page(items, total or 0, more)


def _counted(query: JobQuery) -> FromClause:
    """Every job has a course and a configuration, so they are looked at only where the question is about them."""
    if query.organization_id is None and query.seen_by is None:
        return table
    return table.join(courses, courses.c.id == table.c.course_id)


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
