"""The ledger of block names: which block of a course run has which name, for ever."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Text, Uuid, bindparam, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.postgres.publication_tables import lms_block_identities
from adapters.postgres.tables import Moment
from domain.course_key import CourseKey
from domain.identifiers import JobId
from domain.identities import BlockIdentity, BlockKind, Identities

# One statement for the whole ledger: 10,000 blocks are one round trip, and rows that say the same already are left
# alone, so that publishing again writes nothing. A name, once given, is never deleted: names that the new ledger
# does not know are retired by the second statement.
_KEEP = text("""
    INSERT INTO lms_block_identities AS known (
        site, edx_course_key, url_name, block_type, source_id, source_path, position, first_job_id, retired_at)
    SELECT :site, :key, new.name, new.kind, new.path[cardinality(new.path)], new.path, new.position, :job,
        CASE WHEN new.retired THEN :now END
    FROM jsonb_to_recordset(:entries) AS new (name text, kind text, path text[], position int, retired bool)
    ON CONFLICT (edx_course_key, site, url_name) DO UPDATE SET
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
    bindparam("site", type_=Text),
    bindparam("key", type_=Text),
    bindparam("job", type_=Uuid),
    bindparam("now", type_=Moment),
    bindparam("entries", type_=JSONB),
)

_RETIRE = text("""
    UPDATE lms_block_identities SET retired_at = :now
    WHERE edx_course_key = :key AND site = :site AND retired_at IS NULL
        AND url_name NOT IN (SELECT jsonb_array_elements_text(:names))
""").bindparams(
    bindparam("site", type_=Text),
    bindparam("key", type_=Text),
    bindparam("now", type_=Moment),
    bindparam("names", type_=JSONB),
)


async def names_of(connection: AsyncConnection, site: str, key: CourseKey) -> Identities:
    """All names ever given in the run, living ones in reading order."""
    ledger = lms_block_identities.c
    query = (
        select(ledger.block_type, ledger.source_path, ledger.url_name, ledger.retired_at)
        .where(ledger.edx_course_key == str(key), ledger.site == site)
        .order_by(ledger.position, ledger.url_name)
    )
    rows = await connection.execute(query)
    return Identities(
        tuple(
            BlockIdentity(BlockKind(row.block_type), tuple(row.source_path), row.url_name, bool(row.retired_at))
            for row in rows
        )
    )


async def keep_names(
    connection: AsyncConnection,
    site: str,
    key: CourseKey,
    identities: Identities,
    now: datetime,
    given_by: JobId | None,
) -> None:
    """Brings the run's names to these; `given_by` stands at those that are new, None for adopted ones."""
    run = {"site": site, "key": str(key), "now": now}
    entries = list(_entries(identities))
    await connection.execute(_KEEP, {**run, "job": given_by, "entries": entries})
    await connection.execute(_RETIRE, {**run, "names": [entry["name"] for entry in entries]})


def _entries(identities: Identities) -> Iterator[dict[str, Any]]:
    for position, entry in enumerate(identities.entries):
        yield {
            "name": entry.name,
            "kind": entry.kind.value,
            "path": list(entry.path),
            "position": position,
            "retired": entry.retired,
        }
