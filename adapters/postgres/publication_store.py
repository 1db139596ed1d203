"""What is published where: ownership of course runs, the ledger of block names, the course last proved."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, final

from returns.result import Failure, Result, Success
from sqlalchemy import Text, Uuid, bindparam, select, text, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.postgres.job_tables import lms_block_identities, lms_import_jobs, lms_publications
from adapters.postgres.tables import Moment, course_versions
from application.course_json import course_from_json
from application.ports.outside import Clock
from application.ports.stores import Publication
from domain.course_key import CourseKey
from domain.faults import ConflictFault, FaultCode
from domain.identifiers import ConfigurationId, CourseId, JobId
from domain.identities import BlockIdentity, BlockKind, Identities

# One statement for the whole ledger: 10,000 blocks are one round trip, and rows that say the same already are left
# alone, so that publishing again writes nothing. A name, once given, is never deleted: names that the new ledger
# does not know are retired by the second statement.
_KEEP = text("""
    INSERT INTO lms_block_identities AS known (
        lms_configuration_id, edx_course_key, url_name, block_type, source_id, source_path, position, first_job_id,
        retired_at)
    SELECT :configuration, :key, new.name, new.kind, new.path[cardinality(new.path)], new.path, new.position, :job,
        CASE WHEN new.retired THEN :now END
    FROM jsonb_to_recordset(:entries) AS new (name text, kind text, path text[], position int, retired bool)
    ON CONFLICT (lms_configuration_id, edx_course_key, url_name) DO UPDATE SET
        block_type = excluded.block_type,
        source_id = excluded.source_id,
        source_path = excluded.source_path,
        position = excluded.position,
        retired_at = CASE WHEN excluded.retired_at IS NOT NULL
            THEN coalesce(known.retired_at, excluded.retired_at) END
    WHERE (known.block_type, known.source_path, known.position, known.retired_at IS NULL)
        IS DISTINCT FROM
        (excluded.block_type, excluded.source_path, excluded.position, excluded.retired_at IS NULL)
""").bindparams(
    bindparam("configuration", type_=Uuid),
    bindparam("key", type_=Text),
    bindparam("job", type_=Uuid),
    bindparam("now", type_=Moment),
    bindparam("entries", type_=JSONB),
)

_RETIRE = text("""
    UPDATE lms_block_identities SET retired_at = :now
    WHERE lms_configuration_id = :configuration AND edx_course_key = :key AND retired_at IS NULL
        AND url_name NOT IN (SELECT jsonb_array_elements_text(:names))
""").bindparams(
    bindparam("configuration", type_=Uuid),
    bindparam("key", type_=Text),
    bindparam("now", type_=Moment),
    bindparam("names", type_=JSONB),
)


@final
class PostgresPublications:
    """Course runs that have been published to."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def get(self, configuration_id: ConfigurationId, key: CourseKey) -> Publication | None:
        """None where nothing was ever published there."""
        proved = lms_publications.outerjoin(
            lms_import_jobs, lms_import_jobs.c.id == lms_publications.c.proved_job_id
        ).outerjoin(course_versions, course_versions.c.digest == lms_import_jobs.c.course_digest)
        columns = (lms_publications.c.course_id, lms_publications.c.proved_job_id, course_versions.c.content)
        query = (
            select(*columns)
            .select_from(proved)
            .where(
                lms_publications.c.lms_configuration_id == configuration_id,
                lms_publications.c.edx_course_key == str(key),
            )
        )
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return None
        return Publication(
            course_id=CourseId(row.course_id),
            identities=await self._identities(configuration_id, key),
            proved=None if row.content is None else course_from_json(row.content),
            proved_by=None if row.proved_job_id is None else JobId(row.proved_job_id),
        )

    async def keys_of(self, configuration_id: ConfigurationId, course_id: CourseId) -> Sequence[CourseKey]:
        """The course runs of that LMS that are this course's, the last claimed first."""
        runs = lms_publications.c
        query = (
            select(runs.edx_course_key)
            .where(runs.lms_configuration_id == configuration_id, runs.course_id == course_id)
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
        run = {"lms_configuration_id": configuration_id, "edx_course_key": str(key)}
        new = insert(lms_publications).values(**run, course_id=course_id, claimed_at=now)
        await self._connection.execute(new.on_conflict_do_nothing())
        owner = select(lms_publications.c.course_id).filter_by(**run).with_for_update()
        if await self._connection.scalar(owner) != course_id:
            return Failure(_taken(key))
        await self._keep(configuration_id, key, identities, job_id, now)
        return Success(None)

    async def prove(self, configuration_id: ConfigurationId, key: CourseKey, job_id: JobId) -> None:
        """Notes that the job's course is what the LMS holds now; `LookupError` for a run never claimed."""
        change = (
            update(lms_publications)
            .filter_by(lms_configuration_id=configuration_id, edx_course_key=str(key))
            .values(proved_job_id=job_id, proved_at=self._clock())
        )
        if (await self._connection.execute(change)).rowcount != 1:
            raise LookupError(f"{key} was never claimed")

    async def _identities(self, configuration_id: ConfigurationId, key: CourseKey) -> Identities:
        ledger = lms_block_identities.c
        query = (
            select(ledger.block_type, ledger.source_path, ledger.url_name, ledger.retired_at)
            .where(ledger.lms_configuration_id == configuration_id, ledger.edx_course_key == str(key))
            .order_by(ledger.position, ledger.url_name)
        )
        rows = await self._connection.execute(query)
        return Identities(
            tuple(
                BlockIdentity(
                    BlockKind(row.block_type), tuple(row.source_path), row.url_name, bool(row.retired_at)
                )
                for row in rows
            )
        )

    async def _keep(
        self,
        configuration_id: ConfigurationId,
        key: CourseKey,
        identities: Identities,
        job_id: JobId,
        now: datetime,
    ) -> None:
        run = {"configuration": configuration_id, "key": str(key), "now": now}
        entries = list(_entries(identities))
        await self._connection.execute(_KEEP, {**run, "job": job_id, "entries": entries})
        await self._connection.execute(_RETIRE, {**run, "names": [entry["name"] for entry in entries]})


def _entries(identities: Identities) -> Iterator[dict[str, Any]]:
    for position, entry in enumerate(identities.entries):
        yield {
            "name": entry.name,
            "kind": entry.kind.value,
            "path": list(entry.path),
            "position": position,
            "retired": entry.retired,
        }


def _taken(key: CourseKey) -> ConflictFault:
    return ConflictFault(
        code=FaultCode.COURSE_KEY_TAKEN,
        message=f"{key} was published from another course and belongs to it.",
        help="Publish under another course code or run.",
    )
