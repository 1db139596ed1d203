"""What revision 0007 makes of course runs that several configurations of one LMS published; and its way back."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.migrating import downgrade, migrate
from tests.adapters.postgres.releases import earlier_release

BEFORE = "0006"
REVISION = "0007"

_ROWS = """
    INSERT INTO organizations (name) VALUES ('Acme');
    INSERT INTO courses (organization_id, title, language, content)
    SELECT id, title, 'ru', '{}' FROM organizations, unnest(ARRAY['First', 'Second']) AS title;
    INSERT INTO lms_configurations (
        organization_id, name, lms_url, studio_url, client_id, client_secret, default_org)
    SELECT id, way, 'https://l', studio_url, 'x', 'y', 'Acme' FROM organizations, (VALUES
        ('old', 'http://s:80'), ('late', 'https://s:443'), ('other', 'https://s'), ('far', 'https://s:8443')
    ) AS ways (way, studio_url)
"""
_RUN = """
    INSERT INTO lms_publications (lms_configuration_id, edx_course_key, course_id, claimed_at, proved_at)
    SELECT l.id, 'course-v1:A+B+' || :run, c.id,
        to_timestamp(CAST(:claimed AS int)), to_timestamp(CAST(:proved AS int))
    FROM lms_configurations l, courses c WHERE l.name = :way AND c.title = :course
"""
_SITES = """
    SELECT l.name, l.studio_url, run.site, run.edx_course_key
    FROM lms_publications run JOIN lms_configurations l ON l.id = run.lms_configuration_id
    ORDER BY edx_course_key, claimed_at
"""


@pytest.fixture
async def earlier(empty_database_url: str) -> AsyncIterator[AsyncEngine]:
    """A database of the release before: one LMS written in three ways, and another port of the same machine."""
    async with earlier_release(empty_database_url, BEFORE, _ROWS) as engine:
        yield engine


async def run(engine: AsyncEngine, way: str, course: str, **facts: Any) -> None:
    values = {"run": "R", "claimed": 0, "proved": None} | facts
    async with engine.begin() as connection:
        await connection.execute(text(_RUN), {"way": way, "course": course, **values})


async def sites(engine: AsyncEngine) -> list[tuple[str, str, str | None]]:
    async with engine.connect() as connection:
        rows = await connection.execute(text(_SITES))
        return [(row.name, row.studio_url, row.site) for row in rows]


async def test_the_first_course_has_the_run_with_the_names_it_was_sent_last(earlier: AsyncEngine) -> None:
    await run(earlier, "old", "First", claimed=1, proved=2)
    await run(earlier, "late", "First", claimed=3, proved=4)
    await run(earlier, "other", "Second", claimed=5, proved=6)
    await run(earlier, "far", "Second", claimed=7)
    await migrate(earlier, REVISION)
    assert await sites(earlier) == [
        ("old", "http://s", None),
        ("late", "https://s", "s"),
        ("other", "https://s", None),
        ("far", "https://s:8443", "s:8443"),
    ]


async def test_every_run_keeps_its_own_lms(earlier: AsyncEngine) -> None:
    await run(earlier, "old", "First", run="R", claimed=1)
    await run(earlier, "late", "Second", run="S", claimed=2)
    await migrate(earlier, REVISION)
    assert [site for _, _, site in await sites(earlier)] == ["s", "s"]


async def test_back_and_up_again(earlier: AsyncEngine) -> None:
    await run(earlier, "old", "First")
    await migrate(earlier, REVISION)
    await downgrade(earlier, BEFORE)
    async with earlier.begin() as connection:
        await connection.execute(text("DELETE FROM lms_configurations WHERE name = 'far'"))
    await migrate(earlier, REVISION)
    assert [site for _, _, site in await sites(earlier)] == ["s"]
