"""What revision 0004 makes of course runs that are there already, and what it leaves when it is taken back."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.migrating import downgrade, migrate
from tests.adapters.postgres.releases import earlier_release
from tests.builders import at

BEFORE = "0003"
REVISION = "0004"

_ROWS = """
    INSERT INTO organizations (name) VALUES ('Acme');
    INSERT INTO courses (organization_id, title, language, content)
    SELECT id, 't', 'ru', '{}' FROM organizations;
    INSERT INTO lms_configurations (
        organization_id, name, lms_url, studio_url, client_id, client_secret, default_org)
    SELECT id, 'n', 'https://l', 'https://s', 'x', 'y', 'Acme' FROM organizations;
    INSERT INTO course_versions VALUES (repeat('0', 64), '{}');
    INSERT INTO lms_publications (lms_configuration_id, edx_course_key, course_id)
    SELECT l.id, key, c.id FROM courses c, lms_configurations l,
        unnest(ARRAY['course-v1:A+B+C', 'course-v1:A+B+D']) AS key
"""
_JOB = """
    INSERT INTO lms_import_jobs (
        course_id, lms_configuration_id, edx_course_key, course_digest, status, started_at, completed_at,
        duration_ms, error_code, error_message, error_details)
    SELECT c.id, l.id, 'course-v1:A+B+C', repeat('0', 64), 'failed', CAST(:began AS timestamptz), now(),
        CASE WHEN CAST(:began AS timestamptz) IS NOT NULL THEN 1 END, 'E', 'm', '{}'
    FROM courses c, lms_configurations l
    RETURNING id
"""
_NAME = """
    INSERT INTO lms_block_identities (
        lms_configuration_id, edx_course_key, url_name, block_type, source_id, source_path, position, first_job_id)
    SELECT id, 'course-v1:A+B+C', 'adopted', 'unit', 'u', '{u}', 0, NULL FROM lms_configurations
"""


@pytest.fixture
async def earlier(empty_database_url: str) -> AsyncIterator[AsyncEngine]:
    """A database of the release before, with a course run that was published and one that was not."""
    async with earlier_release(empty_database_url, BEFORE, _ROWS) as engine:
        yield engine


async def test_the_last_job_that_began_has_the_run(earlier: AsyncEngine) -> None:
    async with earlier.begin() as connection:
        ids = [await connection.scalar(text(_JOB), {"began": began}) for began in (at(1), at(3), at(2), None)]
    await migrate(earlier, REVISION)
    async with earlier.connect() as connection:
        rows = (
            await connection.execute(text("SELECT edx_course_key, claimed_job_id FROM lms_publications"))
        ).all()
        assert {row.edx_course_key: row.claimed_job_id for row in rows} == {
            "course-v1:A+B+C": ids[1],
            "course-v1:A+B+D": None,
        }


async def test_adopted_names_outlive_a_downgrade(earlier: AsyncEngine) -> None:
    await migrate(earlier, REVISION)
    async with earlier.begin() as connection:
        await connection.execute(text(_NAME))
    await downgrade(earlier, BEFORE)
    async with earlier.connect() as connection:
        assert await connection.scalar(text("SELECT url_name FROM lms_block_identities")) == "adopted"
