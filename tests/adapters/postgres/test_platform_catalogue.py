"""A platform's own database: read under whatever names, never written to, checked before it is believed."""

from collections.abc import AsyncIterator
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from typing_extensions import override

from adapters.postgres.engine import create_engine
from adapters.postgres.platform_catalogue import PlatformTablesError, open_platform
from adapters.postgres.platform_names import PlatformNames, PlatformNamesError
from application.ports.catalogue import CourseCatalogue
from application.ports.rows import PlatformCourse
from application.ports.stores import StoreAwayError
from domain.identifiers import CourseId, OrganizationId
from tests.adapters.postgres.platform_tables import ODD, fill, run, schema_of
from tests.contracts.catalogue import CatalogueContract, platform_course


@pytest.fixture
async def there(empty_database_url: str) -> AsyncIterator[AsyncEngine]:
    """The platform's database, by somebody who may write there."""
    engine = create_engine(empty_database_url)
    yield engine
    await engine.dispose()


class OnPlatform(CatalogueContract):
    """A platform's database that holds two courses."""

    mapping: ClassVar[dict[str, Any]]

    @pytest.fixture
    @override
    async def catalogue(
        self, there: AsyncEngine, empty_database_url: str, kept: PlatformCourse
    ) -> AsyncIterator[CourseCatalogue]:
        await run(there, *schema_of(self.mapping))
        for course in (kept, platform_course(OrganizationId(uuid4()))):
            await fill(there, self.mapping, course)
        async with open_platform(empty_database_url, PlatformNames.of(self.mapping)) as catalogue:
            yield catalogue


class TestOurNames(OnPlatform):
    mapping: ClassVar[dict[str, Any]] = {}


class TestOddNames(OnPlatform):
    mapping = ODD


async def test_what_a_platform_does_not_have_is_null(there: AsyncEngine, empty_database_url: str) -> None:
    course, section, lesson = (uuid4() for _ in range(3))
    await run(
        there,
        "CREATE TABLE courses (id uuid, organization_id uuid, user_id uuid, title text, language text,"
        " status text)",
        "CREATE TABLE sections (id uuid, course_id uuid, title text, order_index int)",
        "CREATE TABLE pages (id uuid, section_id uuid, title text, order_index int, status text, html text)",
        "CREATE VIEW lessons AS SELECT * FROM pages",
        f"INSERT INTO courses (id) VALUES ('{course}')",  # noqa: S608 - our own ids
        f"INSERT INTO sections (id, course_id) VALUES ('{section}', '{course}')",  # noqa: S608 - our own ids
        f"INSERT INTO pages (id, section_id, html) VALUES ('{lesson}', '{section}', '[1]')",  # noqa: S608 - our own ids
    )
    names = PlatformNames.of({"lessons": {"columns": {"content": "html"}}})
    async with open_platform(empty_database_url, names) as catalogue:
        rows = await catalogue.rows(CourseId(course))
    assert rows is not None
    assert (rows.course.title, rows.course.status, rows.course.language) == ("", "", None)
    assert (rows.sections[0].order_index, rows.lessons[0].content) == (0, "[1]")
    assert (rows.lessons[0].updated_at, rows.lessons[0].content_text) == (None, None)


async def test_nothing_is_ever_written_there(there: AsyncEngine, empty_database_url: str) -> None:
    await run(there, *schema_of({}))
    async with open_platform(empty_database_url, PlatformNames()) as catalogue, catalogue._engine.connect() as it:
        assert await it.scalar(text("SHOW statement_timeout")) == "15s"
        with pytest.raises(DBAPIError, match="read-only"):
            await it.execute(text("DELETE FROM lessons"))


async def test_every_missing_table_and_column_is_named(there: AsyncEngine, empty_database_url: str) -> None:
    await run(
        there,
        "CREATE TABLE courses (id text, organization_id uuid, user_id uuid, language text, status text)",
        "CREATE TABLE lessons (id uuid, section_id uuid, title text, order_index numeric, status text,"
        " content text)",
    )
    names = PlatformNames.of({"sections": {"table": "parts"}, "lessons": {"columns": {"updated_at": "changed"}}})
    async with open_platform(empty_database_url, names) as catalogue:
        with pytest.raises(PlatformTablesError) as told:
            await catalogue.check()
    assert str(told.value).split("; ") == [
        "the column id of courses is of type text, expected uuid",
        "there is no column title of courses",
        "there is no table parts, meant as sections",
        "the column order_index of lessons is of type numeric, expected int2 or int4 or int8",
        "there is no column changed of lessons, meant as updated_at",
    ]


async def test_what_may_not_be_read_is_named(there: AsyncEngine, empty_database_url: str) -> None:
    reader = f"reader_{uuid4().hex[:8]}"
    await run(
        there,
        *schema_of({}),
        f"CREATE ROLE {reader} LOGIN",
        f"GRANT SELECT ON courses, sections TO {reader}",
        f"GRANT SELECT (id, section_id, title, order_index, status, content) ON lessons TO {reader}",
    )
    url = make_url(empty_database_url).set(username=reader).render_as_string(hide_password=False)
    async with open_platform(url, PlatformNames()) as catalogue:
        with pytest.raises(PlatformTablesError, match="content_text of lessons may not be read by this user"):
            await catalogue.check()
    await run(there, f"DROP OWNED BY {reader}", f"DROP ROLE {reader}")


async def test_a_platform_that_is_away_is_told_as_such() -> None:
    async with open_platform("postgresql://nobody@127.0.0.1:1/none", PlatformNames()) as catalogue:
        with pytest.raises(StoreAwayError):
            await catalogue.rows(CourseId(UUID(int=1)))


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        ([], "an object"),
        ({"pages": {}}, "there is no table 'pages'"),
        ({"lessons": "pages"}, "lessons must be an object"),
        ({"lessons": {"name": "pages"}}, "lessons has no 'name'"),
        ({"lessons": {"table": 7}}, "lessons.table must be a name"),
        ({"lessons": {"schema": ""}}, "lessons.schema must be a name"),
        ({"lessons": {"columns": []}}, "lessons.columns must be an object"),
        ({"lessons": {"columns": {"body": "x"}}}, "lessons has no column 'body'"),
        ({"lessons": {"columns": {"title": "x" * 64}}}, "lessons.columns.title must be a name"),
        ({"lessons": {"columns": {"title": "x\0"}}}, "lessons.columns.title must be a name"),
    ],
)
def test_names_that_cannot_be_meant_are_refused(mapping: object, told: str) -> None:
    with pytest.raises(PlatformNamesError, match=told):
        PlatformNames.of(mapping)
