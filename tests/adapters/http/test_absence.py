"""The API while its database is away: it says so, and does not say that it failed."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from attrs import define, evolve
from typing_extensions import override

from adapters.http.app import create_app
from adapters.http.events import JobStream
from adapters.http.parts import ApiParts
from application.ports.lms import NoAdapterError
from application.ports.serving import Allowance, Claimed, IdempotencyAnswer, KeptAnswer
from application.ports.stores import StoreAwayError, Transactions
from domain.access import Actor
from domain.identifiers import JobId
from tests.adapters.http.site import Site, client_of


@define
class Away:
    """Every store of the application, away."""

    async def take(self, bucket: str, allowance: Allowance) -> float:
        raise StoreAwayError(f"{bucket} {allowance}")

    async def keep(self, claim: UUID, answer: KeptAnswer) -> None:
        raise StoreAwayError(f"{claim} {answer}")

    async def release(self, claim: UUID) -> None:
        raise StoreAwayError(str(claim))

    async def claim(self, owner: UUID, key: str, fingerprint: str) -> IdempotencyAnswer:
        raise StoreAwayError(f"{owner} {key} {fingerprint}")


@define
class AwaySite(Site):
    """The same people over a store that is away."""

    @override
    def acting_for(self, actor: Actor) -> Transactions:
        @contextlib.asynccontextmanager
        async def begin() -> AsyncIterator[Any]:
            if actor in self.people.values():
                raise StoreAwayError("away")
            yield None

        return begin


@contextlib.asynccontextmanager
async def over(site: Site, parts: ApiParts) -> AsyncIterator[Site]:
    async with client_of(create_app(parts)) as site.client:
        yield site


async def test_a_store_that_is_away_is_a_503_and_not_a_500(site: Site) -> None:
    away = AwaySite(people=site.people, organization=site.organization)
    async with over(site, away.parts()):
        for path in (f"/v1/courses/{site.stored.id}", "/v1/import-jobs", f"/v1/import-jobs/{UUID(int=7)}/events"):
            answer = await site.call("GET", path)
            assert (answer.status_code, answer.json()["code"]) == (503, "UNAVAILABLE"), path
            assert answer.headers["retry-after"] == "5"


async def test_allowances_that_are_away_are_a_503(site: Site) -> None:
    async with over(site, evolve(site.parts(), rate_limits=Away())):
        assert (await site.call("GET", "/v1/import-jobs")).status_code == 503
        assert (await site.call("GET", "/health/live", by=None)).status_code == 200


async def test_a_key_that_cannot_be_claimed_publishes_nothing(site: Site) -> None:
    async with over(site, evolve(site.parts(), idempotency=Away())):
        assert (await site.publish(headers={"Idempotency-Key": "k"})).status_code == 503
    assert site.database.queued() == []


async def test_what_was_done_is_told_though_it_cannot_be_noted(site: Site) -> None:
    class Forgetful(Away):
        @override
        async def claim(self, owner: UUID, key: str, fingerprint: str) -> IdempotencyAnswer:
            return Claimed(owner)

    async with over(site, evolve(site.parts(), idempotency=Forgetful())):
        assert (await site.publish(headers={"Idempotency-Key": "k"})).status_code == 202


async def test_a_stream_outlasts_an_absence(site: Site) -> None:
    job_id = JobId(UUID((await site.publish()).json()["job_id"]))
    away = True

    async def get_job(wanted: JobId) -> Any:
        if away:
            raise StoreAwayError("away")
        return await site.use_cases_for(site.people["author"]).get_job(wanted)

    stream = JobStream(get_job=get_job, events=site.job_events, heartbeat_seconds=0.01, longest_seconds=60)
    chunks = stream.of(job_id, None)
    async with asyncio.timeout(10):
        assert (await anext(chunks)).startswith(b"retry:")
        assert await anext(chunks) == b": still here\n\n"
        away = False
        assert b"event: progress\n" in await anext(chunks)
    await chunks.aclose()


async def test_a_kind_of_lms_that_nobody_speaks_to_is_a_501(site: Site) -> None:
    async def no_adapter(_configuration_id: Any) -> Any:
        raise NoAdapterError("moodle")

    def use_cases_for(actor: Actor) -> Any:
        return evolve(site.use_cases_for(actor), test_connection=no_adapter)

    async with over(site, evolve(site.parts(), use_cases_for=use_cases_for)):
        answer = await site.call("POST", f"/v1/lms-configurations/{site.configuration.id}/test", by="admin")
    assert (answer.status_code, answer.json()["code"]) == (501, "UNSUPPORTED_BY_LMS")
    assert answer.json()["lms_type"] == "moodle"
