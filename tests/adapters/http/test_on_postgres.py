"""The API over PostgreSQL, behind both walls: the access table again, and what memory cannot show."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.http.app import create_app
from adapters.http.events import JobStream
from adapters.http.use_cases import UseCases
from adapters.postgres.job_events import open_job_events
from adapters.postgres.transactions import PostgresTransactions
from domain.access import Action
from domain.identifiers import JobId
from tests.access_cases import AccessCase, access_cases
from tests.access_scene import set_the_scene
from tests.adapters.http.access_requests import decision_of, requests_of
from tests.adapters.http.postgres_site import PostgresSite
from tests.adapters.http.site import client_of


@pytest.fixture
async def site(postgres_transactions: PostgresTransactions, engine: AsyncEngine) -> AsyncIterator[PostgresSite]:
    site = PostgresSite(store=postgres_transactions, engine=engine)
    async with client_of(create_app(site.parts())) as site.client:
        yield site


@pytest.mark.slow
@pytest.mark.parametrize("action", Action)
async def test_access(site: PostgresSite, action: Action) -> None:
    """Each case has an organization of its own, so that all of one action can share a database."""
    for case in (case for case in access_cases() if case.action is action):
        await check_access(site, case)


async def check_access(site: PostgresSite, case: AccessCase) -> None:
    scene = await set_the_scene(site.transactions(), case)
    site.people["actor"] = scene.actor
    for method, path, more in requests_of(scene)[case.action]:
        answer = await site.call(method, path, by="actor", **more)
        problem = answer.json() if answer.status_code >= 400 else {}
        decision = decision_of(answer.status_code, problem)
        assert decision is case.answer, f"{case}: {method} {path}: {answer.text}"


async def test_many_publishes_with_one_key_make_one_job(site: PostgresSite) -> None:
    await site.fill()
    answers = await asyncio.gather(*(site.publish(headers={"Idempotency-Key": "k"}) for _ in range(5)))
    assert {answer.status_code for answer in answers} <= {202, 409}
    history = (await site.call("GET", "/v1/import-jobs")).json()
    assert history["total"] == 1
    again = await site.publish(headers={"Idempotency-Key": "k"})
    assert again.json()["job_id"] == history["items"][0]["id"]


async def test_events_come_from_whoever_writes_the_job(site: PostgresSite, database_url: str) -> None:
    await site.fill()
    job_id = JobId(UUID((await site.publish()).json()["job_id"]))
    use: UseCases = site.use_cases_for(site.people["author"])
    async with open_job_events(database_url) as events:
        stream = JobStream(get_job=use.get_job, events=events, heartbeat_seconds=30, longest_seconds=60)
        chunks = stream.of(job_id, None)
        await anext(chunks)
        assert b"event: progress" in await anext(chunks)
        running = asyncio.create_task(site.run(str(job_id)))
        told: list[Any] = [chunk async for chunk in chunks]
        await running
    assert b"event: ended" in told[-1]
    percents = [json.loads(chunk.split(b"data: ")[1])["progress_percent"] for chunk in told]
    assert percents == sorted(percents)
    assert percents[-1] == 100
