"""Migration 0005, with courses in the tables: up keeps all, down keeps those that the release before knows."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.engine import create_engine
from adapters.postgres.migrating import downgrade, migrate

COURSE = """
    INSERT INTO courses (organization_id, title, language, content)
    SELECT id, 'Whole', 'ru', '{}' FROM organizations
"""
ROWS = """
    WITH rows AS (
        INSERT INTO courses (organization_id, title, kept)
        SELECT id, 'Rows', 'rows' FROM organizations RETURNING id
    ), inside AS (
        INSERT INTO sections SELECT id, id, 'S', 1 FROM rows RETURNING course_id, id
    )
    INSERT INTO lessons (course_id, id, version, section_id, title, order_index, status)
    SELECT course_id, id, 0, id, 'L', 1, 'completed' FROM inside
"""


async def run(engine: AsyncEngine, *statements: str) -> None:
    async with engine.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))


async def courses(engine: AsyncEngine, columns: str) -> list[tuple[str, ...]]:
    async with engine.connect() as connection:
        rows = await connection.execute(text(f"SELECT {columns} FROM courses ORDER BY title"))  # noqa: S608 - ours
        return [tuple(row) for row in rows]


async def test_up_and_down_with_courses_of_both_kinds(empty_database_url: str) -> None:
    engine = create_engine(empty_database_url)
    await migrate(engine, "0004")
    await run(engine, "INSERT INTO organizations (name) VALUES ('Acme')", COURSE)
    await migrate(engine, "0005")
    await run(engine, ROWS)
    assert await courses(engine, "title, kept") == [("Rows", "rows"), ("Whole", "whole")]
    await downgrade(engine, "0004")
    assert await courses(engine, "title, language") == [("Whole", "ru")]
    await migrate(engine)
    assert await courses(engine, "title, kept") == [("Whole", "whole")]
    await run(engine, ROWS, "DELETE FROM courses WHERE kept = 'rows'")
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM lessons")) == 0
    await engine.dispose()
