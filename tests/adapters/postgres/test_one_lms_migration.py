"""What revision 0007 makes of course runs that several configurations of one LMS published; and its way back."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.migrating import downgrade, migrate
from domain.lms_configuration import Url
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
_NAME = """
    INSERT INTO lms_block_identities (
        lms_configuration_id, edx_course_key, url_name, block_type, source_id, source_path, position)
    SELECT id, 'course-v1:A+B+R', :given, 'unit', 'u', '{u}', 0 FROM lms_configurations WHERE name = :way
"""
_RUNS = """
    SELECT run.site, c.title, run.proved_at IS NOT NULL AS proved
    FROM lms_publications run JOIN courses c ON c.id = run.course_id ORDER BY run.site, run.edx_course_key
"""
_NAMES = (
    "SELECT url_name, retired_at IS NULL AS living FROM lms_block_identities WHERE site = 's' ORDER BY url_name"
)


@pytest.fixture
async def earlier(empty_database_url: str) -> AsyncIterator[AsyncEngine]:
    """A database of the release before: one LMS written in three ways, and another port of the same machine."""
    async with earlier_release(empty_database_url, BEFORE, _ROWS) as engine:
        yield engine


async def run(engine: AsyncEngine, way: str, course: str, **facts: Any) -> None:
    values = {"run": "R", "claimed": 0, "proved": None} | facts
    async with engine.begin() as connection:
        await connection.execute(text(_RUN), {"way": way, "course": course, **values})


async def name(engine: AsyncEngine, way: str, given: str) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(_NAME), {"way": way, "given": given})


async def told(engine: AsyncEngine, query: str) -> list[tuple[Any, ...]]:
    async with engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(text(query))]


async def test_the_first_course_has_the_run_with_the_names_it_was_sent_last(earlier: AsyncEngine) -> None:
    await run(earlier, "old", "First", claimed=1, proved=2)
    await run(earlier, "late", "First", claimed=3, proved=4)
    await run(earlier, "other", "Second", claimed=5, proved=6)
    await run(earlier, "far", "Second", claimed=7)
    for way, given in (("old", "shared"), ("old", "given_early"), ("late", "shared"), ("other", "foreign")):
        await name(earlier, way, given)
    await migrate(earlier, REVISION)
    assert await told(earlier, _RUNS) == [("s", "First", True), ("s:8443", "Second", False)]
    assert await told(earlier, _NAMES) == [("given_early", False), ("shared", True)]


async def test_every_run_keeps_its_own_lms(earlier: AsyncEngine) -> None:
    await run(earlier, "old", "First", run="R", claimed=1)
    await run(earlier, "late", "Second", run="S", claimed=2)
    await migrate(earlier, REVISION)
    assert await told(earlier, _RUNS) == [("s", "First", False), ("s", "Second", False)]


async def test_addresses_are_sites_as_the_domain_has_them(earlier: AsyncEngine) -> None:
    written = (
        "https://S.example.org:0443/a",
        "http://кампус.рф.:80",
        "https://[::1]:",
        "https://s.example.org:8443",
    )
    async with earlier.begin() as connection:
        for way, url in zip(("old", "late", "other", "far"), written, strict=True):
            change = text("UPDATE lms_configurations SET studio_url = :url WHERE name = :way")
            await connection.execute(change, {"url": url.lower(), "way": way})
    await migrate(earlier, REVISION)
    sites = await told(earlier, "SELECT studio_url, site FROM lms_configurations")
    assert len(sites) == len(written)
    assert [site for _, site in sites] == [Url(url).site for url, _ in sites]


async def test_back_and_up_again(earlier: AsyncEngine) -> None:
    await run(earlier, "late", "First")
    await run(earlier, "far", "Second")
    await name(earlier, "late", "shared")
    await migrate(earlier, REVISION)
    async with earlier.begin() as connection:
        await connection.execute(text("DELETE FROM lms_configurations WHERE name = 'far'"))
    await downgrade(earlier, BEFORE)
    assert await told(earlier, "SELECT url_name FROM lms_block_identities") == [("shared",)]
    await migrate(earlier, REVISION)
    assert await told(earlier, _RUNS) == [("s", "First", False)]
    assert await told(earlier, _NAMES) == [("shared", True)]
