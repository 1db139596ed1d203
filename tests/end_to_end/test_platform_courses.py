"""Platform courses from end to end: rows put here, and rows of a platform's own database, proved in the LMS."""

import asyncio
import json
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from attrs import evolve, frozen
from httpx import AsyncClient

from adapters.catalogue.mapping import course_of
from adapters.catalogue.reading import read_rows
from adapters.http.tokens import TokenSettings, new_token
from adapters.postgres.engine import create_engine
from adapters.simulator import Running
from application.ports.catalogue import Placement
from application.ports.rows import PlatformCourse
from application.row_json import rows_to_json
from domain.access import Actor, Service, User
from domain.course import Course
from domain.identifiers import UserId
from tests.adapters.postgres.platform_tables import ODD, columns_of, fill, quoted, run, schema_of, table_of
from tests.arrival.arrived import arrived_in, expected_of, usage_keys
from tests.end_to_end.command_line import CLIENT_ID, CLIENT_SECRET, PATIENCE_SECONDS, CommandLine, Site
from tests.end_to_end.listening import a_free_port, status_of

pytestmark = pytest.mark.slow
GOLDEN = Path(__file__).parents[1] / "adapters" / "catalogue" / "golden"
SECRET = "s" * 32
ORGANIZATION, AUTHOR = uuid4(), uuid4()


def rows_of(name: str) -> PlatformCourse:
    """A whole course, of lessons of every shape; the author's own."""
    read = read_rows(GOLDEN / f"{name}.rows.json").unwrap()
    rows = read.of(read.courses[0].id)
    assert rows is not None
    return evolve(rows, course=evolve(rows.course, organization_id=ORGANIZATION, user_id=AUTHOR))


def renamed(rows: PlatformCourse, lesson_title: str) -> PlatformCourse:
    """The same rows after their course and one lesson, in all its versions, got other titles."""
    lesson_id = rows.lessons[0].id
    lessons = (evolve(row, title=lesson_title) if row.id == lesson_id else row for row in rows.lessons)
    return evolve(rows, course=evolve(rows.course, title="Quite another title"), lessons=tuple(lessons))


@frozen
class Api:
    """A caller of the API, and what it publishes to."""

    client: AsyncClient
    configuration: str = ""

    async def call(self, method: str, path: str, by: Actor, **more: Any) -> dict[str, Any]:
        settings = TokenSettings(issuer="courseport", audience="courseport", secret=SECRET.encode())
        token = new_token(settings, by, datetime.now(UTC), timedelta(hours=1))
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        answer = await self.client.request(method, f"/v1{path}", headers=headers, **more)
        assert answer.status_code < 300, answer.text
        told: dict[str, Any] = answer.json() if answer.content else {}
        return told

    async def as_author(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        return await self.call(method, path, User(UserId(AUTHOR)), **more)

    async def put(self, rows: PlatformCourse) -> None:
        body = json.dumps(rows_to_json(rows)).encode()
        params = {"organization_id": str(ORGANIZATION)}
        told = await self.as_author("PUT", f"/courses/{rows.id}/rows", params=params, content=body)
        assert told["publishable"], told

    async def published(self, course_id: UUID) -> str:
        """The course's key, once the LMS has been proved to hold it."""
        ids = {"course_id": str(course_id), "lms_configuration_id": self.configuration}
        job_id = (await self.as_author("POST", "/import-jobs", json=ids))["job_id"]
        async with asyncio.timeout(PATIENCE_SECONDS):
            while (job := await self.as_author("GET", f"/import-jobs/{job_id}"))["status"] != "succeeded":
                assert job["status"] != "failed", job
                await asyncio.sleep(1.5)
        key: str = job["edx_course_key"]
        return key


@asynccontextmanager
async def api_of(serving: Process, port: int, site: Site) -> AsyncIterator[Api]:
    """The API with an organization, its author, and a connection to the site."""
    assert await status_of(serving, port, "/health/ready") == 200
    async with AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
        api = Api(client)
        here = f"/organizations/{ORGANIZATION}"
        await api.call("PUT", here, Service(), json={"name": "Acme"})
        await api.call("PUT", f"{here}/members/{AUTHOR}", Service(), json={"role": "owner"})
        connection = {
            "name": "Campus",
            "default_org": "Acme",
            "lms_url": site.lms_url,
            "studio_url": site.studio_url,
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "poll_interval_seconds": 2,
        }
        created = await api.as_author("POST", f"{here}/lms-configurations", json=connection)
        yield evolve(api, configuration=created["id"])


def proved(running: Running, key: str, rows: PlatformCourse) -> Course:
    """What the rows make, once the LMS was seen to hold all of it: every title, every text as it was rendered."""
    parts = key.removeprefix("course-v1:").split("+")
    course: Course = course_of(rows, Placement(org=parts[0], run=parts[2], course_code=parts[1])).unwrap()
    assert arrived_in(running.simulator.course(key)) == expected_of(course)
    return course


async def test_rows_here_and_rows_of_a_platform_are_published_and_keep_their_names(
    command_line: CommandLine, site: Site, running: Running, empty_database_url: str
) -> None:
    here, there = rows_of("rivers-en"), rows_of("bread-ru")
    platform = create_engine(empty_database_url)
    await run(platform, *schema_of(ODD))
    await fill(platform, ODD, there)
    port = a_free_port()
    serving_line = command_line.having(
        COURSEPORT_API_JWT_SECRET=SECRET,
        COURSEPORT_ALLOW_PRIVATE_LMS="yes",
        COURSEPORT_ALLOW_PLAIN_HTTP_LMS="yes",
        COURSEPORT_CATALOGUE_DATABASE_URL=empty_database_url,
        COURSEPORT_CATALOGUE_TABLES=json.dumps(ODD),
    )
    async with serving_line.running("serve", "--port", str(port)) as serving, api_of(serving, port, site) as api:
        await api.put(here)
        keys = await asyncio.gather(api.published(here.id), api.published(there.id))
        before = [
            usage_keys(proved(running, key, rows), running.simulator.course(key))
            for key, rows in zip(keys, (here, there), strict=True)
        ]

        here, there = renamed(here, "A lesson renamed"), renamed(there, "Урок под новым именем")
        await api.put(here)
        await rename(platform, there)
        assert await asyncio.gather(api.published(here.id), api.published(there.id)) == keys
        after = [
            usage_keys(proved(running, key, rows), running.simulator.course(key))
            for key, rows in zip(keys, (here, there), strict=True)
        ]
        assert after == before

        listed = await api.as_author("GET", f"/organizations/{ORGANIZATION}/courses")
        assert {item["title"] for item in listed["items"]} == {"Quite another title"}
        shown = await api.as_author("GET", f"/courses/{there.id}")
        assert (shown["kept"], shown["rows"]["course"]["title"]) == ("elsewhere", "Quite another title")
    await platform.dispose()


async def rename(engine: Any, rows: PlatformCourse) -> None:
    """As the platform's own program would do it."""
    title = columns_of(ODD, "courses")["title"][0]
    lesson = rows.lessons[0]
    await run(
        engine,
        f"UPDATE {table_of(ODD, 'courses')} SET {title} = '{rows.course.title}' WHERE id = '{rows.id}'",  # noqa: S608 - quoted
        f"UPDATE {table_of(ODD, 'lessons')} SET title = '{lesson.title}' WHERE id = '{lesson.id}'",  # noqa: S608 - quoted
    )


async def test_a_platforms_database_without_the_tables_stops_the_server_at_its_start(
    command_line: CommandLine, empty_database_url: str
) -> None:
    ended = await command_line.having(
        COURSEPORT_API_JWT_SECRET=SECRET,
        COURSEPORT_CATALOGUE_DATABASE_URL=empty_database_url,
        COURSEPORT_CATALOGUE_TABLES='lessons.table = "pages"',
    ).run("serve", "--port", str(a_free_port()))
    assert ended.code == 2
    assert "there is no table pages, meant as lessons" in ended.err
    assert "COURSEPORT_CATALOGUE_TABLES" in ended.err
    assert quoted("pages") not in ended.err
    assert "Traceback" not in ended.err
