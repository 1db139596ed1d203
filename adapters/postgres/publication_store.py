"""What is published where: ownership of course runs, the names given there, the course last proved."""

from collections.abc import Sequence
from datetime import datetime
from typing import final

from returns.result import Failure, Result, Success
from sqlalchemy import and_, column, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.postgres.job_tables import ACTIVE, lms_import_jobs, lms_publications
from adapters.postgres.ledger import keep_names, names_of
from adapters.postgres.reached_runs import keeper_anywhere, keeper_of, runs_of, site_of
from adapters.postgres.tables import course_versions, courses
from application.course_json import course_from_json
from application.ports.outside import Clock
from application.ports.stores import Holder, Publication
from domain.course_key import CourseKey
from domain.faults import ConflictFault, FaultCode
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
        proved = lms_publications.outerjoin(lms_import_jobs, lms_import_jobs.c.id == _RUN.proved_job_id).outerjoin(
            course_versions, course_versions.c.digest == lms_import_jobs.c.course_digest
        )
        query = (
            select(lms_publications, course_versions.c.content)
            .select_from(proved)
            .where(_RUN.edx_course_key == str(key), _RUN.lms_configuration_id == keeper_of(configuration_id, key))
        )
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return None
        return Publication(
            course_id=CourseId(row.course_id),
            identities=await names_of(self._connection, ConfigurationId(row.lms_configuration_id), key),
            proved=None if row.content is None else course_from_json(row.content),
            proved_by=None if row.proved_job_id is None else JobId(row.proved_job_id),
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
        runs = runs_of(configuration_id).c
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
        now = self._clock()
        await self._first_claim(configuration_id, key, course_id, now)
        held = _RUN.lms_configuration_id == keeper_anywhere(configuration_id, key)
        claimed = (
            update(lms_publications)
            .where(_RUN.edx_course_key == str(key), held, _RUN.course_id == course_id)
            .values(claimed_job_id=job_id, site=site_of(configuration_id))
            .returning(_RUN.lms_configuration_id)
        )
        keeper = await self._connection.scalar(claimed)
        if keeper is None:
            return Failure(_taken(key))
        await keep_names(self._connection, ConfigurationId(keeper), key, identities, now, job_id)
        return Success(None)

    async def prove(self, configuration_id: ConfigurationId, key: CourseKey, job_id: JobId) -> None:
        """Notes that the job's course is what the LMS holds now; `LookupError` for a run never claimed."""
        change = (
            update(lms_publications)
            .where(_RUN.edx_course_key == str(key), _RUN.lms_configuration_id == keeper_of(configuration_id, key))
            .values(proved_job_id=job_id, claimed_job_id=job_id, proved_at=self._clock())
        )
        if (await self._connection.execute(change)).rowcount != 1:
            raise LookupError(f"{key} was never claimed")

    async def adopt(
        self, configuration_id: ConfigurationId, key: CourseKey, course_id: CourseId, identities: Identities
    ) -> Result[None, ConflictFault]:
        """Makes a run that was published by something else this course's, with the names it has there.

        The course's row is locked, which a new job's foreign key must share: so a job is either seen here, or
        waits and then sees the adopted names.
        """
        await self._connection.execute(select(courses.c.id).where(courses.c.id == course_id).with_for_update())
        running = await self._running(configuration_id, key, course_id)
        if running is not None:
            return Failure(_in_progress(key, running))
        now = self._clock()
        if not await self._first_claim(configuration_id, key, course_id, now):
            held = _RUN.lms_configuration_id == keeper_anywhere(configuration_id, key)
            owner = await self._connection.scalar(
                select(_RUN.course_id).where(_RUN.edx_course_key == str(key), held)
            )
            return Failure(_known_here(key) if owner == course_id else _taken(key))
        await keep_names(self._connection, configuration_id, key, identities, now, None)
        return Success(None)

    async def _first_claim(
        self, configuration_id: ConfigurationId, key: CourseKey, course_id: CourseId, now: datetime
    ) -> bool:
        """Whether the run was free, and is now the course's: unique indexes let one of many in."""
        new = insert(lms_publications).values(
            lms_configuration_id=configuration_id,
            edx_course_key=str(key),
            course_id=course_id,
            claimed_at=now,
            site=site_of(configuration_id),
        )
        return (await self._connection.execute(new.on_conflict_do_nothing())).rowcount == 1

    async def _running(
        self, configuration_id: ConfigurationId, key: CourseKey, course_id: CourseId
    ) -> JobId | None:
        job = lms_import_jobs.c
        same_run = and_(job.lms_configuration_id == configuration_id, job.edx_course_key == str(key))
        active = select(job.id).where(job.status.in_(ACTIVE), or_(job.course_id == course_id, same_run)).limit(1)
        found = await self._connection.scalar(active)
        return None if found is None else JobId(found)


def _taken(key: CourseKey) -> ConflictFault:
    return ConflictFault(
        code=FaultCode.COURSE_KEY_TAKEN,
        message=f"{key} was published from another course and belongs to it.",
        help="Publish under another course code or run.",
    )


def _known_here(key: CourseKey) -> ConflictFault:
    return ConflictFault(
        code=FaultCode.COURSE_KEY_TAKEN,
        message=f"{key} has its names here already, and keeps them.",
        help="There is nothing to adopt; publish the course.",
    )


def _in_progress(key: CourseKey, job_id: JobId) -> ConflictFault:
    return ConflictFault(
        code=FaultCode.IMPORT_IN_PROGRESS,
        message=f"A job is about to publish this course, or to {key}.",
        help="Follow the running job, or cancel it; then adopt.",
        job_id=job_id,
    )
