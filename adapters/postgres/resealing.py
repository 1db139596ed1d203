"""Sealing credentials anew with today's key, page by page, beside everybody who reads and writes them."""

from sqlalchemy import RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.postgres.configuration_rows import SECRETS, Sealer
from adapters.postgres.paging import check_limit
from adapters.postgres.tables import lms_configurations as table
from application.ports.stores import Resealing
from domain.identifiers import ConfigurationId


async def reseal_page(
    connection: AsyncConnection, sealer: Sealer, limit: int, after: ConfigurationId | None
) -> Resealing:
    """The promise of `ConfigurationStore.reseal`. What does not open raises, and the page stays as it was."""
    check_limit(limit)
    query = select(table.c.id, *SECRETS).order_by(table.c.id).limit(limit)
    rows = (await connection.execute(query if after is None else query.where(table.c.id > after))).mappings().all()
    resealed = overtaken = 0
    for row in rows:
        if all(sealer.is_current(row[column.name]) for column in SECRETS):
            continue
        if await _reseal(connection, sealer, row):
            resealed += 1
        else:
            overtaken += 1
    return Resealing(
        looked_at=len(rows),
        resealed=resealed,
        overtaken=overtaken,
        last=ConfigurationId(rows[-1]["id"]) if len(rows) == limit else None,
    )


async def _reseal(connection: AsyncConnection, sealer: Sealer, row: RowMapping) -> bool:
    """Compare-and-set: whoever changed the credentials since they were read keeps what they wrote."""
    identity = str(row["id"])
    anew = {}
    for column in SECRETS:
        opened = sealer.open(row[column.name], table=table.name, row=identity, field=column.name)
        anew[column.name] = sealer.seal(opened, table=table.name, row=identity, field=column.name)
    unchanged = [column == row[column.name] for column in SECRETS]
    change = update(table).where(table.c.id == row["id"], *unchanged).values(**anew)
    return (await connection.execute(change)).rowcount == 1
