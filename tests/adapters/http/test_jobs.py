"""Import jobs over HTTP: keys that make repeats safe, history in pages, and events."""

import asyncio
import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from adapters.http.events import JobStream, event_id
from adapters.http.parts import ApiSettings
from application.following import GetJob
from application.guarding import Guard
from domain.faults import FaultCode, NetworkFault
from domain.identifiers import JobId
from domain.import_job import Pending
from domain.setbacks import Setbacks
from tests.adapters.http.site import Site, open_site

KEY = {"Idempotency-Key": "order-66"}


async def test_the_same_key_makes_one_job(site: Site) -> None:
    first = await site.publish(headers=KEY)
    again = await site.publish(headers=KEY)
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.json() == first.json()
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["idempotency-replayed"] == "true"
    assert len(site.database.queued()) == 1


async def test_the_same_key_for_another_request_is_refused(site: Site) -> None:
    await site.publish(headers=KEY)
    body = {"course_id": str(uuid4()), "lms_configuration_id": str(site.configuration.id)}
    other = await site.call("POST", "/v1/import-jobs", json=body, headers=KEY)
    assert (other.status_code, other.json()["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")


async def test_a_key_is_its_owners_alone(site: Site) -> None:
    await site.publish(headers=KEY)
    other = await site.publish(by="super", headers=KEY)
    assert (other.status_code, other.json()["code"]) == (409, "IMPORT_IN_PROGRESS")
    assert other.json()["metadata"]["job_id"]


async def test_a_refusal_is_not_kept(site: Site) -> None:
    site.lms.troubles.forbidden_words.add("Unit")
    assert (await site.publish(headers=KEY)).status_code == 400
    site.lms.troubles.forbidden_words.clear()
    assert (await site.publish(headers=KEY)).status_code == 202


async def test_a_key_is_forgotten_after_a_day(site: Site) -> None:
    first = (await site.publish(headers=KEY)).json()["job_id"]
    await site.run(first)
    site.clock.advance(24 * 3600 + 1)
    assert (await site.publish(headers=KEY)).json()["job_id"] != first


async def test_two_at_once_make_one_job(site: Site) -> None:
    answers = await asyncio.gather(*(site.publish(headers=KEY) for _ in range(5)))
    codes = [answer.status_code for answer in answers]
    assert set(codes) <= {202, 409}
    assert 202 in codes
    assert len(site.database.queued()) == 1


async def test_a_key_of_strange_characters_is_refused(site: Site) -> None:
    assert (await site.publish(headers={"Idempotency-Key": "a b"})).status_code == 400


async def test_cancel_and_retry(site: Site) -> None:
    job = (await site.publish()).headers["location"]
    cancelled = await site.call("POST", f"{job}/cancel")
    assert (cancelled.json()["status"], cancelled.json()["error_code"]) == ("failed", "CANCELLED")
    assert (await site.call("POST", f"{job}/cancel")).status_code == 409
    retried = await site.call("POST", f"{job}/retry")
    assert retried.status_code == 202
    assert retried.headers["location"] != job
    assert (await site.call("POST", f"{retried.headers['location']}/retry")).status_code == 409


async def test_history_is_walked_page_by_page(site: Site) -> None:
    made = []
    for _ in range(5):
        site.clock.advance(60)
        made.append((await site.publish()).json()["job_id"])
        await site.run(made[-1])
    seen: list[str] = []
    page: dict[str, Any] = {}
    query = {"limit": "2", "course_id": str(site.stored.id), "status": "succeeded"}
    for _ in range(3):
        page = (await site.call("GET", "/v1/import-jobs", params=query)).json()
        assert page["total"] == 5
        seen += [each["id"] for each in page["items"]]
        query["cursor"] = page["next_cursor"] or "none"
    assert not page["has_more"]
    assert page["next_cursor"] is None
    assert seen == made[::-1]


async def test_strangers_see_an_empty_history(site: Site) -> None:
    await site.publish()
    page = (await site.call("GET", "/v1/import-jobs", by="stranger")).json()
    assert (page["items"], page["total"]) == ([], 0)


async def test_whoever_knows_the_end_already_gets_204(site: Site) -> None:
    job = (await site.publish()).json()["job_id"]
    await site.run(job)
    path = f"/v1/import-jobs/{job}/events"
    events = await site.call("GET", path)
    assert events.headers["content-type"].startswith("text/event-stream")
    (own_id,) = [line[4:] for line in events.text.splitlines() if line.startswith("id: ")]
    again = await site.call("GET", path, headers={"Last-Event-ID": own_id})
    assert (again.status_code, again.content) == (204, b"")


async def test_events_tell_each_change_once_and_then_the_end() -> None:
    async with open_site(settings=ApiSettings(heartbeat_seconds=0.01)) as site:
        job_id = JobId(UUID((await site.publish()).json()["job_id"]))
        stream = JobStream(
            get_job=GetJob(site.database.transactions, Guard(site.people["author"])),
            events=site.job_events,
            heartbeat_seconds=0.01,
            longest_seconds=60,
        ).of(job_id, None)
        assert (await anext(stream)).startswith(b"retry:")
        first = await anext(stream)
        assert b"event: progress\n" in first
        assert await anext(stream) == b": still here\n\n"
        await site.run(str(job_id))
        site.job_events.tell(job_id)
        rest = [chunk async for chunk in stream if not chunk.startswith(b":")]
        assert len(rest) == 1
        assert b"event: ended\n" in rest[0]
        data = json.loads(rest[0].split(b"data: ")[1])
        assert data["status"] == "succeeded"


async def test_a_setback_is_told_with_its_reason_and_when_the_job_goes_on(site: Site) -> None:
    job_id = JobId(UUID((await site.publish()).json()["job_id"]))
    get_job = GetJob(site.database.transactions, Guard(site.people["author"]))
    streams = JobStream(get_job=get_job, events=site.job_events, heartbeat_seconds=0.01, longest_seconds=60)
    chunks = (chunk async for chunk in streams.of(job_id, None) if not chunk.startswith(b":"))
    assert [(await anext(chunks))[:6], (await anext(chunks)).splitlines()[1]] == [b"retry:", b"event: progress"]

    fault = NetworkFault(code=FaultCode.NETWORK_ERROR, message="The LMS is away.", http_status=503)
    again_at = site.clock() + timedelta(seconds=5)
    await set_back(site, job_id, Setbacks().hit_by(fault, site.clock()).until(again_at))
    setback = await anext(chunks)
    assert b"event: setback\n" in setback
    told = json.loads(setback.split(b"data: ")[1])
    assert told["status"] == "pending"
    assert told["metadata"]["setbacks"]["last"]["message"] == fault.message
    assert told["metadata"]["setbacks"]["again_at"] == again_at.isoformat().replace("+00:00", "Z")

    seen = setback.split(b"\n")[0].removeprefix(b"id: ").decode()
    later = (chunk async for chunk in streams.of(job_id, seen) if not chunk.startswith(b":"))
    await anext(later)
    await site.run(str(job_id))
    assert b"event: ended\n" in await anext(later)


async def set_back(site: Site, job_id: JobId, setbacks: Setbacks) -> None:
    """What a run does that meets a fault which may pass."""
    token = uuid4()
    async with site.database.transactions() as tx:
        job = await tx.jobs.lease(job_id, token)
        assert isinstance(job, Pending)
        assert await tx.jobs.save(job.set_back(setbacks), token)
        await tx.commit()


async def test_a_stream_that_is_taken_up_again_begins_with_what_is_new(site: Site) -> None:
    job_id = JobId(UUID((await site.publish()).json()["job_id"]))
    get_job = GetJob(site.database.transactions, Guard(site.people["author"]))
    seen = event_id((await get_job(job_id)).unwrap())
    streams = JobStream(get_job=get_job, events=site.job_events, heartbeat_seconds=0.01, longest_seconds=0.05)
    chunks = [chunk async for chunk in streams.of(job_id, seen)]
    assert not [chunk for chunk in chunks if chunk.startswith(b"id:")]
    assert [chunk for chunk in chunks if chunk.startswith(b":")]


async def test_a_stream_ends_with_the_right_to_see_it(site: Site) -> None:
    job_id = JobId(UUID((await site.publish()).json()["job_id"]))
    get_job = GetJob(site.database.transactions, Guard(site.people["author"]))
    stream = JobStream(get_job=get_job, events=site.job_events, heartbeat_seconds=0.01, longest_seconds=60).of(
        job_id, None
    )
    await anext(stream)
    await anext(stream)
    async with site.database.transactions() as tx:
        await tx.organizations.remove_member(site.organization.id, site.user_id("author"))
        await tx.commit()
    assert all(chunk.startswith(b":") for chunk in [chunk async for chunk in stream])
