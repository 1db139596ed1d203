"""A platform's own tables, under whatever names and types, made and filled in plain SQL."""

import json
from datetime import UTC
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from application.ports.rows import PlatformCourse

ODD: dict[str, Any] = {
    "courses": {"schema": "плат form", "table": "select", "columns": {"title": "na%me", "status": "co:lon"}},
    "sections": {"schema": "плат form", "table": "Sec%tions", "columns": {"order_index": "$1"}},
    "lessons": {
        "schema": "плат form",
        "table": 'Les"sons; DROP TABLE x --',
        "columns": {"content": "bo'dy", "updated_at": "WHEN"},
    },
}


COLUMNS = {
    "courses": "id:uuid organization_id:uuid user_id:uuid title:varchar(300) language:char(2) status:state"
    " description:text secret:text",
    "sections": "id:uuid course_id:uuid title:text order_index:bigint",
    "lessons": "id:uuid section_id:uuid title:text order_index:smallint status:state content:jsonb"
    " content_text:text updated_at:timestamp",
}
"""With types of a platform's own: an enumeration, a varchar, moments without a zone."""


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def table_of(mapping: dict[str, Any], ours: str) -> str:
    given = mapping.get(ours, {})
    return f"{quoted(given.get('schema', 'public'))}.{quoted(given.get('table', ours))}"


def columns_of(mapping: dict[str, Any], ours: str) -> dict[str, tuple[str, str]]:
    """Our name → the platform's, and its type."""
    named = mapping.get(ours, {}).get("columns", {})
    pairs = (each.split(":") for each in COLUMNS[ours].split())
    return {name: (quoted(named.get(name, name)), kind) for name, kind in pairs}


def schema_of(mapping: dict[str, Any]) -> list[str]:
    schema = quoted(mapping.get("courses", {}).get("schema", "public"))
    tables = [
        f"CREATE TABLE {table_of(mapping, ours)}"
        f" ({', '.join(f'{name} {kind}' for name, kind in columns_of(mapping, ours).values())})"
        for ours in COLUMNS
    ]
    state = "CREATE TYPE state AS ENUM ('completed', 'failed', 'generating', '')"
    return [f"CREATE SCHEMA IF NOT EXISTS {schema}", state, *tables]


async def fill(engine: AsyncEngine, mapping: dict[str, Any], course: PlatformCourse) -> None:
    """Literals in plain SQL, so that no cleverness is shared with what is tried here."""
    rows = {"courses": (course.course,), "sections": course.sections, "lessons": course.lessons}
    for ours, inside in rows.items():
        columns = {name: it for name, it in columns_of(mapping, ours).items() if name != "secret"}
        targets = ", ".join(name for name, _ in columns.values())
        for row in inside:
            values = ", ".join(literal(name, getattr(row, name)) for name in columns)
            await run(engine, f"INSERT INTO {table_of(mapping, ours)} ({targets}) VALUES ({values})")  # noqa: S608 - quoted


def literal(name: str, value: Any) -> str:
    if value is None:
        return "NULL"
    if name == "content":
        value = json.dumps(value, ensure_ascii=False)
    if name == "updated_at":
        value = value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
    return "'" + str(value).replace("'", "''") + "'"


async def run(engine: AsyncEngine, *statements: str) -> None:
    async with engine.begin() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None
        for statement in statements:
            await raw.execute(statement)
