"""What is published where: ownership of course runs, the names given there, the course last proved."""

from collections.abc import Sequence
from datetime import datetime
from typing import final

from returns.result import Failure, Result, Success
from sqlalchemy import ColumnElement, and_, column, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.postgres.job_tables import ACTIVE, lms_import_jobs
from adapters.postgres.ledger import keep_names, names_of
from adapters.postgres.publication_tables import lms_publications
from adapters.postgres.reached_runs import organization_of, reached_by, site_of
from adapters.postgres.tables import course_versions, courses, lms_configurations
from application.conflicts import run_in_use, run_known_here, run_taken
from application.course_json import course_from_json
from application.ports.outside import Clock
from application.ports.stores import Holder, Publication
from domain.course_key import CourseKey
from domain.faults import ConflictFault
from domain.identifiers import ConfigurationId, CourseId, JobId
from domain.identities import Identities

_RUN = lms_publications.c


@final
class PostgresPublications:
    """Course runs that have been published to, found by the LMS that they are in."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def get(self, configuration_id: ConfigurationId, key: CourseKey) -> Publication | None:
        """None where the organization never published there."""
        runs = reached_by(configuration_id, [str(key)])
        job, version = lms_import_jobs.c, course_versions.c
        proved = runs.outerjoin(lms_import_jobs, job.id == runs.c.proved_job_id).outerjoin(
            course_versions, version.digest == job.course_digest
        )
        query = select(runs, version.content).select_from(proved).where(runs.c.edx_course_key == str(key))
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return None
        return Publication(
            course_id=CourseId(row.course_id),
            identities=await names_of(self._connection, row.site, key),
            proved=None if row.content is None else course_from_json(row.content),
            # What was proved at another address is not proved at this one.
            proved_by=None if row.proved_job_id is None or not row.here else JobId(row.proved_job_id),
            claimed_by=None if row.claimed_job_id is None else JobId(row.claimed_job_id),
        )

    async def holder(self, configuration_id: ConfigurationId, key: CourseKey) -> Holder | None:
        """Whose the run is, of all organizations' courses; None where nobody published there."""
        held = func.courseport_holder(configuration_id, str(key)).table_valued(column("held"), column("course_id"))
        row = (await self._connection.execute(select(held.c.course_id))).one_or_none()
        if row is None:
            return None
        return Holder(None if row.course_id is None else CourseId(row.course_id))

    async def keys_of(self, configuration_id: ConfigurationId, course_id: CourseId) -> Sequence[CourseKey]:
        """The course runs of that LMS that are this course's, the last claimed first."""
        mine = lms_publications.alias("mine").c
        runs = reached_by(configuration_id, select(mine.edx_course_key).where(mine.course_id == course_id)).c
        query = (
            select(runs.edx_course_key)
            .where(runs.course_id == course_id)
            .order_by(runs.claimed_at.desc(), runs.edx_course_key)
        )
        return [CourseKey.parse(key) for key in await self._connection.scalars(query)]

    async def claim(
        self,
        configuration_id: ConfigurationId,
        key: CourseKey,
        course_id: CourseId,
        identities: Identities,
        job_id: JobId,
    ) -> Result[None, ConflictFault]:
        """Makes the run this course's for ever and keeps the names; COURSE_KEY_TAKEN where it is another's."""
        held = await self.holder(configuration_id, key)
        if held is not None and held.course_id != course_id:
            return Failure(run_taken(key))
        now = self._clock()
        await self._first_claim(configuration_id, key, course_id, now)
        claimed = (
            update(lms_publications)
            .where(*_here(configuration_id, key), _RUN.course_id == course_id)
            .values(claimed_job_id=job_id)
            .returning(_RUN.site)
        )
        site: str | None = await self._connection.scalar(claimed)
        if site is None:  # another was faster by a hair
            return Failure(run_taken(key))
        await keep_names(self._connection, site, key, identities, now, job_id)
        return Success(None)

    async def prove(self, configuration_id: ConfigurationId, key: CourseKey, job_id: JobId) -> None:
        """Notes that the job's course is what the LMS holds now; `LookupError` where the run is not its."""
        published = select(lms_import_jobs.c.course_id).where(lms_import_jobs.c.id == job_id).scalar_subquery()
        change = (
            update(lms_publications)
            .where(*_here(configuration_id, key), _RUN.course_id == published)
            .values(proved_job_id=job_id, claimed_job_id=job_id, proved_at=self._clock())
        )
        if (await self._connection.execute(change)).rowcount != 1:
            raise LookupError(f"{key} was never claimed for that course")

    async def adopt(
        self, configuration_id: ConfigurationId, key: CourseKey, course_id: CourseId, identities: Identities
    ) -> Result[None, ConflictFault]:
        """Makes a run that was published by something else this course's, with the names it has there.

        The course's row is locked, which a new job's foreign key must share: so a job is either seen here, or
        waits and then sees the adopted names. The configuration stays where it leads as long.
        """
        ways = lms_configurations.c
        await self._connection.execute(
            select(ways.id).where(ways.id == configuration_id).with_for_update(read=True)
        )
        await self._connection.execute(select(courses.c.id).where(courses.c.id == course_id).with_for_update())
        running = await self._running(configuration_id, key, course_id)
        if running is not None:
            return Failure(run_in_use(key, running))
        held = await self.holder(configuration_id, key)
        if held is not None:
            return Failure(run_known_here(key) if held.course_id == course_id else run_taken(key))
        now = self._clock()
        site = await self._first_claim(configuration_id, key, course_id, now)
        if site is None:
            return Failure(run_taken(key))
        await keep_names(self._connection, site, key, identities, now, None)
        return Success(None)

    async def _first_claim(
        self, configuration_id: ConfigurationId, key: CourseKey, course_id: CourseId, now: datetime
    ) -> str | None:
        """The LMS, where the run was free there and is now the course's: the primary key lets one of many in."""
        new = insert(lms_publications).values(
            edx_course_key=str(key),
            site=site_of(configuration_id),
            organization_id=organization_of(configuration_id),
            course_id=course_id,
            claimed_at=now,
        )
        claimed: str | None = await self._connection.scalar(new.on_conflict_do_nothing().returning(_RUN.site))
        return claimed

    async def _running(
        self, configuration_id: ConfigurationId, key: CourseKey, course_id: CourseId
    ) -> JobId | None:
        job, ways = lms_import_jobs.c, lms_configurations.c
        siblings = select(ways.id).where(
            ways.organization_id == organization_of(configuration_id), ways.site == site_of(configuration_id)
        )
        same_run = and_(job.edx_course_key == str(key), job.lms_configuration_id.in_(siblings))
        active = select(job.id).where(job.status.in_(ACTIVE), or_(job.course_id == course_id, same_run)).limit(1)
        found = await self._connection.scalar(active)
        return None if found is None else JobId(found)


def _here(configuration_id: ConfigurationId, key: CourseKey) -> tuple[ColumnElement[bool], ...]:
    return _RUN.edx_course_key == str(key), _RUN.site == site_of(configuration_id)
