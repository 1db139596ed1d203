"""The words of faults that stand a second time in `example_faults.py` are those of the faults themselves."""

import re
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from attrs import evolve
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.catalogue.mapping import course_of
from adapters.http import example_case as case
from adapters.http import example_faults as faults
from adapters.http.app import create_app
from adapters.http.problems import problem_of
from adapters.openedx import calls
from adapters.openedx.auth import granted
from adapters.openedx.failures import refused, timed_out, unreachable
from adapters.openedx.gateway import OpenEdxGateways
from adapters.postgres.transactions import PostgresTransactions
from application.ports.catalogue import Placement
from domain.access import Action
from domain.faults import Fault
from domain.identifiers import JobId
from domain.import_job import Pending
from domain.lms_configuration import Credentials, LmsConfiguration
from tests import builders
from tests.adapters.http.postgres_site import PostgresSite
from tests.adapters.http.site import client_of, configuration_body, course_body

_LOOK = calls.Call(site=calls.Site.LMS, path=f"/api/courses/v1/courses/{case.KEY}/")


@pytest.fixture
async def site(postgres_transactions: PostgresTransactions, engine: AsyncEngine) -> AsyncIterator[PostgresSite]:
    site = PostgresSite(store=postgres_transactions, engine=engine)
    await site.fill()
    async with client_of(create_app(site.parts())) as site.client:
        yield site


def same(answer: httpx.Response, fault: Fault) -> bool:
    """Whether that is what the example says, but for names, ids and course keys."""
    problem, told = problem_of(fault), answer.json()
    given = [told["status"], told["code"], told["detail"], told["help"], sorted(told["metadata"])]
    shown = [problem.status, problem.code, problem.detail, problem.help, sorted(problem.metadata)]
    return _bare(given) == _bare(shown)


def _bare(told: list[Any]) -> str:
    return re.sub(r"«[^»]*»|course-v1:\S+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "…", str(told))


async def test_collisions_of_configurations_and_courses(site: PostgresSite) -> None:
    here = f"/v1/organizations/{site.organization.id}/lms-configurations"
    taken = await site.call("POST", here, by="admin", json=configuration_body(name="Campus"))
    assert same(taken, faults.NAME_TAKEN)
    await site.publish()
    lms, course = f"/v1/lms-configurations/{site.configuration.id}", f"/v1/courses/{site.stored.id}"
    assert same(await site.call("DELETE", lms, by="admin"), faults.LMS_IN_USE)
    assert same(await site.call("DELETE", course), faults.COURSE_IN_USE)
    assert same(await site.publish(), faults.PUBLISHED_ALREADY)


async def test_collisions_of_jobs(site: PostgresSite) -> None:
    job = (await site.publish()).json()["job_id"]
    await site.run(job)
    assert same(await site.call("POST", f"/v1/import-jobs/{job}/retry"), faults.NOT_FAILED)
    following = JobId(UUID((await site.publish()).json()["job_id"]))
    async with site.transactions()() as tx:
        token = uuid4()
        pending = await tx.jobs.lease(following, token)
        assert isinstance(pending, Pending)
        uploading = pending.start(builders.FACTS, "a.tar.gz", builders.at(1))
        assert await tx.jobs.save(uploading.accepted("task", builders.at(2)), token)
        await tx.commit()
    assert same(await site.call("POST", f"/v1/import-jobs/{following}/cancel"), faults.NOT_CANCELLED)


async def test_a_key_that_is_taken(site: PostgresSite) -> None:
    await site.run((await site.publish()).json()["job_id"])
    other, where = f"/v1/courses/{uuid4()}", {"organization_id": str(site.organization.id)}
    headers = {"Content-Type": "application/json"}
    assert (await site.call("PUT", other, params=where, content=course_body(), headers=headers)).status_code == 201
    body = {"course_id": other.rpartition("/")[2], "lms_configuration_id": str(site.configuration.id)}
    assert same(await site.call("POST", "/v1/import-jobs", json=body), faults.KEY_TAKEN)
    del body["course_id"]
    assert same(await site.call("POST", f"{other}/plan", json=body), faults.KEY_TAKEN)


async def test_what_roles_do_not_let_one_do(site: PostgresSite) -> None:
    trail = f"/v1/organizations/{site.organization.id}/audit"
    assert same(await site.call("GET", trail, by="member"), faults.insufficient(Action.READ_AUDIT))


def test_an_unfinished_course() -> None:
    draft = evolve(case.ROWS, lessons=(evolve(case.ROWS.lessons[0], status="draft"),))
    assert course_of(draft, Placement(org="Acme", run="2026_Q1", course_code=None)).failure() == faults.NOT_READY


async def test_what_open_edx_cannot_do() -> None:
    configuration = LmsConfiguration(public=case.CONFIGURATION, credentials=Credentials("a", "b"))
    async with OpenEdxGateways()(configuration) as gateway:
        assert (await gateway.delete(case.KEY)).failure() == faults.NOT_DELETED


def test_an_lms_that_does_not_know_us() -> None:
    denied = calls.Answer(401, httpx.Headers(), b'{"error": "invalid_client"}')
    assert granted(denied, 0.0).failure() == faults.UNKNOWN_CLIENT
    assert faults.NOT_STAFF.cause is not None
    words = f'{{"detail": "{faults.NOT_STAFF.cause}"}}'.encode()
    assert refused(_LOOK, calls.Answer(403, httpx.Headers(), words), to=f"look at {case.KEY}") == faults.NOT_STAFF


def test_an_lms_that_is_not_there() -> None:
    error = httpx.ConnectError("refused")
    error.__cause__ = ConnectionRefusedError()
    assert unreachable(error, calls.Site.LMS, "lms.example.org") == faults.UNREACHABLE
    assert timed_out(_LOOK, "lms.example.org", 30.0) == faults.TOO_SLOW
