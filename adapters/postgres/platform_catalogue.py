"""A platform's own database: its courses are read there as they are at the moment, and nothing is ever written."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import final

from sqlalchemy import Column, MetaData, Table, Text, Uuid, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.postgres.absences import absence_told
from adapters.postgres.engine import PoolSettings, create_engine
from adapters.postgres.platform_names import PlatformNames, PlatformTable
from adapters.postgres.row_reader import RowTables, read_rows
from application.ports.rows import PlatformCourse
from domain.identifiers import CourseId

POOL = PoolSettings(
    size=2, overflow=3, wait_seconds=10, statement_seconds=15, application_name="courseport catalogue"
)

_KINDS = {
    "uuid": ("uuid",),
    "whole": ("int2", "int4", "int8"),
    "moment": ("timestamp", "timestamptz"),
}

_COLUMNS_THERE = text(
    "SELECT a.attname AS name, t.typname AS type, has_column_privilege(c.oid, a.attnum, 'SELECT') AS readable"
    " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
    " JOIN pg_type t ON t.oid = a.atttypid"
    " WHERE c.relname = :name AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped"
    " AND CASE WHEN CAST(:schema AS text) IS NULL THEN pg_table_is_visible(c.oid) ELSE n.nspname = :schema END"
)


class PlatformTablesError(Exception):
    """The platform's database is not as it is said to be; the message names each table and column."""


@asynccontextmanager
async def open_platform(url: str, names: PlatformNames) -> AsyncIterator["PlatformCatalogue"]:
    """The catalogue over that database, for as long as it is used; nobody is asked anything yet.

    Raises `DatabaseUrlError` for what is no PostgreSQL's URL.
    """
    engine = create_engine(url, POOL)
    try:
        yield PlatformCatalogue(engine, names)
    finally:
        await engine.dispose()


@final
class PlatformCatalogue:
    """The port `CourseCatalogue` over tables of other people, whatever their names are.

    Every transaction is read-only and of one moment; a statement ends within 15 s. Raises `StoreAwayError`.
    """

    def __init__(self, engine: AsyncEngine, names: PlatformNames) -> None:
        self._engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._names = names
        self._tables: RowTables | None = None

    async def check(self) -> None:
        """Looks whether tables and columns are there; `PlatformTablesError` says what is not."""
        with absence_told():
            async with self._engine.connect() as connection:
                self._tables = await _tables(connection, self._names)

    async def rows(self, course_id: CourseId) -> PlatformCourse | None:
        """Every row of that course. What its tables do not have is null; an `order_index` of null counts as 0."""
        if self._tables is None:
            await self.check()
        with absence_told():
            async with self._engine.connect() as connection:
                return None if self._tables is None else await read_rows(connection, self._tables, course_id)


async def _tables(connection: AsyncConnection, names: PlatformNames) -> RowTables:
    tables, mistakes = {}, []
    for named in names:
        query = {"name": named.name, "schema": named.schema}
        rows = (await connection.execute(_COLUMNS_THERE, query)).all()
        there = {row.name: row.type for row in rows if row.readable}
        hidden = {row.name for row in rows if not row.readable}
        mistakes += list(_mistakes(named, there, hidden))
        tables[named.ours] = _table(named, there)
    if mistakes:
        raise PlatformTablesError("; ".join(mistakes))
    return RowTables(**tables)


def _mistakes(named: PlatformTable, there: dict[str, str], hidden: set[str]) -> Iterator[str]:
    if not there and not hidden:
        yield f"there is no table {named.shown}, meant as {named.ours}"
        return
    for ours, (name, kind) in named.columns.items():
        meant = f"column {name} of {named.shown}" + ("" if name == ours else f", meant as {ours},")
        if name in hidden:
            yield f"the {meant} may not be read by this user"
        elif name not in there:
            if not named.may_be_missing(ours):
                yield f"there is no {meant.rstrip(',')}"
        elif kind and there[name] not in _KINDS[kind]:
            yield f"the {meant} is of type {there[name]}, expected {' or '.join(_KINDS[kind])}"


def _table(named: PlatformTable, there: dict[str, str]) -> Table:
    """Names are quoted as identifiers whatever they are; a column's key is our name for it."""
    columns = (
        Column(name, Uuid if kind == "uuid" else Text, key=ours, quote=True)
        for ours, (name, kind) in named.columns.items()
        if name in there
    )
    return Table(named.name, MetaData(), *columns, schema=named.schema, quote=True, quote_schema=True)
