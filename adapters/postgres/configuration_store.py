"""LMS configurations. Credentials are encrypted at rest, bound to their row."""

from typing import final

from returns.result import Failure, Result, Success
from sqlalchemy import FromClause, Text, delete, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.postgres.configuration_rows import (
    PUBLIC_COLUMNS,
    Sealer,
    configuration_of,
    public_of,
    sealed_values,
    settings_values,
    tested_values,
)
from adapters.postgres.job_tables import ACTIVE, lms_import_jobs
from adapters.postgres.paging import cut
from adapters.postgres.resealing import reseal_page
from adapters.postgres.tables import lms_configurations as table
from application.conflicts import lms_in_use
from application.ports.stores import Page, Resealing
from domain.faults import ConflictFault, FaultCode, MissingFault
from domain.identifiers import ConfigurationId, JobId, OrganizationId
from domain.lms_configuration import FORMER_SITES, ConnectionTestRecord, LmsConfiguration, PublicLmsConfiguration

_FORMER = func.array_prepend(
    table.c.site, func.array_remove(table.c.former_sites, table.c.site), type_=ARRAY(Text)
)[1:FORMER_SITES]
"""The LMS that it led to so far becomes the first of those before."""

ONE_NAME = "uq_lms_configurations_organization_id_name"


@final
class PostgresConfigurations:
    """The connections of all organizations."""

    def __init__(self, connection: AsyncConnection, sealer: Sealer, usable: FromClause = table) -> None:
        self._connection = connection
        self._sealer = sealer
        self._usable = usable

    async def get(self, configuration_id: ConfigurationId) -> LmsConfiguration | None:
        """The configuration with its credentials, or None."""
        query = select(self._usable).where(self._usable.c.id == configuration_id)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else configuration_of(row, self._sealer)

    async def face(self, configuration_id: ConfigurationId) -> PublicLmsConfiguration | None:
        """The configuration without its credentials, or None."""
        query = select(*PUBLIC_COLUMNS).where(table.c.id == configuration_id)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else public_of(row)

    async def leading_to(self, organization_id: OrganizationId, site: str) -> ConfigurationId | None:
        """The first of the organization's configurations that lead to that LMS, or None."""
        query = (
            select(table.c.id)
            .where(table.c.organization_id == organization_id, table.c.site == site)
            .order_by(table.c.created_at, table.c.id)
            .limit(1)
        )
        found = await self._connection.scalar(query)
        return None if found is None else ConfigurationId(found)

    async def named(self, organization_id: OrganizationId, name: str) -> LmsConfiguration | None:
        """The organization's configuration of that name, or None."""
        usable = self._usable.c
        query = select(self._usable).where(usable.organization_id == organization_id, usable.name == name)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else configuration_of(row, self._sealer)

    async def list(
        self, organization_id: OrganizationId, *, include_inactive: bool, limit: int, after: str | None = None
    ) -> Page[PublicLmsConfiguration]:
        """Their public faces by name, at most 200 at a time."""
        wanted = [table.c.organization_id == organization_id]
        if not include_inactive:
            wanted.append(table.c.is_active)
        # Collation C: the order of code points, the same on every server and in every other store.
        by_name = table.c.name.collate("C")
        query = select(*PUBLIC_COLUMNS).where(*wanted).order_by(by_name)
        rows, more = await cut(self._connection, query if after is None else query.where(by_name > after), limit)
        total = await self._connection.scalar(select(func.count()).select_from(table).where(*wanted))
        return Page(tuple(public_of(row) for row in rows), total or 0, more)

    async def add(self, configuration: LmsConfiguration) -> Result[None, ConflictFault]:
        """LMS_CONFIG_CONFLICT where the organization has one of that name."""
        public = configuration.public
        row = insert(table).values(
            id=public.id,
            organization_id=public.organization_id,
            created_at=public.created_at,
            updated_at=public.updated_at,
            created_by=public.created_by,
            **settings_values(public.settings),
            **tested_values(public.last_test),
            **sealed_values(self._sealer, configuration),
        )
        added = await self._connection.scalar(
            row.on_conflict_do_nothing(constraint=ONE_NAME).returning(table.c.id)
        )
        return Failure(_name_taken(configuration)) if added is None else Success(None)

    async def update(self, configuration: LmsConfiguration) -> Result[None, ConflictFault | MissingFault]:
        """Replaces settings and credentials of the row with that id; the last test stays as it was noted."""
        known = await self._locked(configuration.id)
        if known is None:
            return Failure(_missing())
        moves = known != configuration.settings.site
        running = await self._running(configuration.id) if moves else None
        if running is not None:
            return Failure(lms_in_use(running))
        change = (
            update(table)
            .where(table.c.id == configuration.id)
            .values(
                updated_at=configuration.public.updated_at,
                former_sites=_FORMER if moves else table.c.former_sites,
                **settings_values(configuration.settings),
                **sealed_values(self._sealer, configuration),
            )
        )
        try:
            async with self._connection.begin_nested():
                await self._connection.execute(change)
        except IntegrityError as error:
            if _violated(error) == ONE_NAME:
                return Failure(_name_taken(configuration))
            raise
        return Success(None)

    async def note_test(self, configuration_id: ConfigurationId, record: ConnectionTestRecord) -> None:
        """Remembers how a connection test ended; no effect where the configuration is gone."""
        change = update(table).where(table.c.id == configuration_id).values(**tested_values(record))
        await self._connection.execute(change)

    async def reseal(self, limit: int, after: ConfigurationId | None = None) -> Resealing:
        """Seals the credentials of the next configurations by id with today's key, at most 200 at a time."""
        return await reseal_page(self._connection, self._sealer, limit, after)

    async def delete(self, configuration_id: ConfigurationId) -> Result[None, ConflictFault | MissingFault]:
        """IMPORT_IN_PROGRESS while one of its jobs is active; otherwise it is gone, with its history."""
        if await self._locked(configuration_id) is None:
            return Failure(_missing())
        running = await self._running(configuration_id)
        if running is not None:
            return Failure(lms_in_use(running))
        await self._connection.execute(delete(table).where(table.c.id == configuration_id))
        return Success(None)

    async def _locked(self, configuration_id: ConfigurationId) -> str | None:
        """Where it leads, or None where it is gone. Until we are through nobody adds a job of this configuration.

        A new job's foreign key must look at this row first.
        """
        site: str | None = await self._connection.scalar(
            select(table.c.site).where(table.c.id == configuration_id).with_for_update()
        )
        return site

    async def _running(self, configuration_id: ConfigurationId) -> JobId | None:
        """One of its active jobs."""
        job = lms_import_jobs.c
        active = select(job.id).where(job.lms_configuration_id == configuration_id, job.status.in_(ACTIVE))
        found = await self._connection.scalar(active.limit(1))
        return None if found is None else JobId(found)


def _violated(error: IntegrityError) -> str | None:
    """The name of the violated constraint; asyncpg's own error stands behind SQLAlchemy's translation of it."""
    return getattr(error.orig.__cause__, "constraint_name", None) if error.orig is not None else None


def _name_taken(configuration: LmsConfiguration) -> ConflictFault:
    return ConflictFault(
        code=FaultCode.LMS_CONFIG_CONFLICT,
        message=f"The organization has an LMS configuration named «{configuration.settings.name}» already.",
        help="Choose another name.",
    )


def _missing() -> MissingFault:
    return MissingFault(code=FaultCode.LMS_CONFIG_NOT_FOUND, message="There is no such LMS configuration.")
