"""Migrations: up, down and up again; what they make is what the code says, ours and PgQueuer's."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

import adapters.postgres.migrations
from adapters.postgres.engine import PoolSettings, create_engine
from adapters.postgres.job_tables import lms_import_jobs
from adapters.postgres.migrating import LOCK, current_revision, downgrade, migrate, newest_revision

SCHEMA = """
    SELECT 'column' AS kind, attrelid::regclass::text AS of, attname AS name,
        format_type(atttypid, atttypmod) || ' ' || attnotnull || ' ' || coalesce(pg_get_expr(adbin, adrelid), '')
        AS is
    FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
        LEFT JOIN pg_attrdef ON (adrelid, adnum) = (attrelid, attnum)
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
    UNION ALL
    SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL
    SELECT 'enum', typname, enumlabel, enumsortorder::text FROM pg_enum JOIN pg_type t ON t.oid = enumtypid
    UNION ALL
    SELECT 'function', '', proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger
    WHERE NOT tgisinternal
    UNION ALL
    SELECT 'policy', tablename, policyname, concat(cmd, roles, qual, with_check) FROM pg_policies
    WHERE schemaname = 'public'
    UNION ALL
    SELECT 'wall', relname, '', '' FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'view', viewname, '', definition FROM pg_views WHERE schemaname = 'public'
    UNION ALL
    SELECT 'grant', table_name, column_name, privilege_type FROM information_schema.column_privileges
    WHERE grantee = 'courseport_api'
"""


@pytest.fixture
async def empty(empty_database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(empty_database_url)
    yield engine
    await engine.dispose()


async def schema(engine: AsyncEngine) -> set[tuple[Any, ...]]:
    """Everything that the database itself knows of its structure, but Alembic's own table."""
    async with engine.connect() as connection:
        rows = (await connection.execute(text(SCHEMA))).all()
    return {tuple(row) for row in rows if row.of != "alembic_version"}


async def structure(engine: AsyncEngine) -> set[tuple[Any, ...]]:
    """The same without row-level security, which only migrations know."""
    wall = ("policy", "wall", "view", "grant")
    return {row for row in await schema(engine) if row[0] not in wall and not row[2].startswith("courseport_")}


async def run_script(engine: AsyncEngine, script: str) -> None:
    async with engine.connect() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None
        await raw.execute(script)


async def test_up_down_and_up_again(empty: AsyncEngine) -> None:
    assert await current_revision(empty) is None
    await migrate(empty)
    first = await schema(empty)
    assert await current_revision(empty) == newest_revision()
    await downgrade(empty, "base")
    assert await schema(empty) == set()
    assert await current_revision(empty) is None
    await migrate(empty)
    assert await schema(empty) == first


async def test_whoever_migrates_waits_longer_than_a_request(empty: AsyncEngine) -> None:
    hurried = create_engine(
        empty.url.render_as_string(hide_password=False),
        PoolSettings(connect_seconds=1, statement_seconds=1, lock_seconds=1),
    )
    async with empty.connect() as first:
        await first.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
        second = asyncio.create_task(migrate(hurried))
        await asyncio.sleep(3)
        assert not second.done()
        await first.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})
        await second
    assert await current_revision(empty) == newest_revision()
    await hurried.dispose()


async def test_migrating_a_migrated_database_changes_nothing(engine: AsyncEngine) -> None:
    before = await schema(engine)
    await migrate(engine)
    assert await schema(engine) == before


async def test_many_processes_migrate_at_once(empty: AsyncEngine, empty_database_url: str) -> None:
    others = [create_engine(empty_database_url) for _ in range(3)]
    await asyncio.gather(*(migrate(each) for each in (empty, *others)))
    for each in others:
        await each.dispose()
    assert await current_revision(empty) == newest_revision()


async def test_a_failed_migration_leaves_nothing(empty: AsyncEngine) -> None:
    await run_script(empty, "CREATE TABLE lms_publications (id int)")
    with pytest.raises(Exception, match="lms_publications"):
        await migrate(empty)
    assert await current_revision(empty) is None
    assert {row[1] for row in await schema(empty)} == {"lms_publications"}


async def test_tables_and_migrations_agree_to_the_last_check(empty: AsyncEngine, engine: AsyncEngine) -> None:
    async with empty.begin() as connection:
        await connection.run_sync(lms_import_jobs.metadata.create_all)
    ours = {
        row for row in await structure(engine) if not row[1].startswith("pgqueuer") and "pgqueuer" not in row[2]
    }
    assert await schema(empty) == ours


async def test_alembic_sees_no_difference_either(engine: AsyncEngine) -> None:
    def differences(connection: Connection) -> list[Any]:
        options = {"include_name": lambda name, kind, _: kind != "table" or not name.startswith("pgqueuer")}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, lms_import_jobs.metadata))

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_pgqueuers_tables_are_those_of_the_installed_release(
    empty: AsyncEngine, engine: AsyncEngine
) -> None:
    await run_script(empty, QueryBuilderEnvironment().build_install_query())
    migrated = {row for row in await structure(engine) if row[1].startswith("pgqueuer") or "pgqueuer" in row[2]}
    assert await schema(empty) == migrated


def test_what_migrations_need_is_in_the_package() -> None:
    folder = Path(adapters.postgres.migrations.__file__).parent
    assert (folder / "env.py").exists()
    assert {each.suffix for each in (folder / "versions").glob("0001*")} == {".py", ".sql"}


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("courses", "content = NULL"),
        ("courses", "kept = 'rows'"),
        ("courses", "kept = 'here'"),
        ("courses", "language = NULL"),
        ("courses", "course_code = 'two words'"),
        ("lms_configurations", "lms_url = 'ftp://lms'"),
        ("lms_configurations", "studio_url = 'studio.example.org'"),
        ("lms_configurations", "name = ''"),
        ("lms_configurations", "name = repeat('x', 101)"),
        ("lms_configurations", "description = repeat('x', 501)"),
        ("lms_configurations", "lms_type = 'blackboard'"),
        ("lms_configurations", "default_org = 'Орг'"),
        ("lms_configurations", "default_run = ''"),
        ("lms_configurations", "import_timeout_seconds = 29"),
        ("lms_configurations", "import_timeout_seconds = 601"),
        ("lms_configurations", "max_retries = 0"),
        ("lms_configurations", "max_retries = 6"),
        ("lms_configurations", "poll_interval_seconds = 1"),
        ("lms_configurations", "poll_interval_seconds = 6"),
        ("lms_configurations", "client_secret = ''"),
        ("lms_configurations", "last_connection_status = 'perhaps', last_connection_test = now()"),
        ("lms_configurations", "last_connection_status = 'success'"),
        ("lms_import_jobs", "progress_percent = 101"),
        ("lms_import_jobs", "progress_percent = 100"),
        ("lms_import_jobs", "edx_course_key = 'course-v1:A+B'"),
        ("lms_import_jobs", "status = 'uploading'"),
        ("lms_import_jobs", "status = 'failed', completed_at = now()"),
        ("lms_import_jobs", "status = 'succeeded', progress_percent = 100, completed_at = now()"),
        ("lms_import_jobs", "completed_at = now()"),
        ("lms_import_jobs", "started_at = now()"),
        ("lms_import_jobs", "edx_task_id = 't'"),
        ("lms_import_jobs", "error_code = 'X'"),
        ("lms_import_jobs", "course_url = 'https://x'"),
    ],
)
async def test_the_database_refuses_what_the_domain_refuses(engine: AsyncEngine, table: str, change: str) -> None:
    async with engine.connect() as connection:
        await connection.execute(text("INSERT INTO organizations (id, name) VALUES (gen_random_uuid(), 'Acme')"))
        await connection.execute(
            text(
                "INSERT INTO courses (organization_id, title, language, content) SELECT id, 't', 'ru', '{}'"
                " FROM organizations"
            )
        )
        await connection.execute(
            text(
                "INSERT INTO lms_configurations (organization_id, name, lms_url, studio_url, site, client_id,"
                " client_secret, default_org)"
                " SELECT id, 'n', 'https://l', 'https://s', 's', 'x', 'y', 'Acme' FROM organizations"
            )
        )
        await connection.execute(text("INSERT INTO course_versions VALUES (repeat('0', 64), '{}')"))
        await connection.execute(
            text(
                "INSERT INTO lms_import_jobs (course_id, lms_configuration_id, edx_course_key, course_digest)"
                " SELECT c.id, l.id, 'course-v1:A+B+C', repeat('0', 64) FROM courses c, lms_configurations l"
            )
        )
        with pytest.raises(IntegrityError, match="check"):
            await connection.execute(text(f"UPDATE {table} SET {change}"))  # noqa: S608 - the cases above
