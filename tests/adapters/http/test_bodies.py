"""Bodies: JSON in UTF-8, not too large, and every mistake in one named with its place."""

import json
from typing import Any

import pytest
from attrs import evolve

from adapters.http.app import create_app
from domain.lms_configuration import Url
from tests.adapters.http.site import JSON, NOBODY, Site, client_of, configuration_body, course_body


async def test_every_mistake_of_a_configuration_is_named_with_its_field(site: Site) -> None:
    body = configuration_body(
        name="",
        lms_url="ftp://lms",
        studio_url=7,
        default_org="two words",
        max_retries=9,
        is_active="yes",
        colour="red",
    )
    del body["client_secret"]
    path = f"/v1/organizations/{site.organization.id}/lms-configurations"
    problem = (await site.call("POST", path, by="admin", json=body)).json()
    found = {(each["path"], each["rule"]) for each in problem["errors"]}
    assert found == {
        ("name", "INVALID_VALUE"),
        ("lms_url", "INVALID_VALUE"),
        ("studio_url", "WRONG_TYPE"),
        ("default_org", "INVALID_VALUE"),
        ("max_retries", "INVALID_VALUE"),
        ("is_active", "WRONG_TYPE"),
        ("client_secret", "REQUIRED"),
        ("colour", "UNKNOWN_FIELD"),
    }


async def test_mistakes_of_a_course_keep_their_places(site: Site) -> None:
    body = course_body(title="", chapters=[{"id": "c", "title": "T", "sections": []}])
    where = {"organization_id": str(site.organization.id)}
    answer = await site.call("PUT", f"/v1/courses/{NOBODY}", params=where, content=body, headers=JSON)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (400, "INVALID_COURSE_INPUT")
    assert {"title", "chapters[0]"} <= {each["path"] for each in problem["errors"]}


async def test_lone_surrogates_of_authors_are_answered_readably(site: Site) -> None:
    body = course_body().replace(b'"title": "Unit 0.0.0"', b'"title": "broken \\ud800 title"')
    where = {"organization_id": str(site.organization.id)}
    answer = await site.call("PUT", f"/v1/courses/{NOBODY}", params=where, content=body, headers=JSON)
    assert answer.status_code == 400
    assert "broken \ufffd title" in [each["title"] for each in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/json; charset=utf-16"}, 415),
        ({"Content-Type": "application/json", "Content-Encoding": "gzip"}, 415),
        ({"Content-Type": "application/json; charset=UTF-8"}, 400),
    ],
)
async def test_bodies_are_json_in_utf_8(site: Site, headers: dict[str, str], status: int) -> None:
    answer = await site.call("POST", "/v1/import-jobs", content=b"{}", headers=headers)
    assert answer.status_code == status


async def test_large_bodies_are_refused_while_they_arrive(site: Site) -> None:
    chunks, sent = 0, list[Any]()

    async def receive() -> Any:
        nonlocal chunks
        chunks += 1
        return {"type": "http.request", "body": b" " * 65_536, "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/json"), (b"authorization", b"Bearer author")]
    scope: Any = {"type": "http", "method": "POST", "path": "/v1/import-jobs", "raw_path": b"/v1/import-jobs"}
    scope |= {"headers": headers, "query_string": b"", "root_path": "", "scheme": "http", "server": ("h", 80)}
    await create_app(site.parts())(scope, receive, send)
    assert sent[0]["status"] == 413
    assert json.loads(sent[1]["body"])["code"] == "PAYLOAD_TOO_LARGE"
    assert chunks == 2


async def test_an_announced_size_is_believed(site: Site) -> None:
    answer = await site.call("POST", "/v1/import-jobs", content=b" " * 70_000, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "PAYLOAD_TOO_LARGE")


async def test_urls_that_lead_nowhere_good_are_refused_with_their_places(site: Site) -> None:
    def refuse(url: Url) -> str | None:
        return None if url.host.endswith("example.org") else "the address is private"

    async with client_of(create_app(evolve(site.parts(), refuse_url=refuse))) as site.client:
        here = f"/v1/organizations/{site.organization.id}/lms-configurations"
        body = configuration_body(lms_url="https://127.0.0.1", studio_url="https://localhost", name="")
        new = await site.call("POST", here, by="admin", json=body)
        lms = f"/v1/lms-configurations/{site.configuration.id}"
        changed = await site.call("PATCH", lms, by="admin", json={"studio_url": "https://10.0.0.1"})
        kept = await site.call("PATCH", lms, by="admin", json={"name": "Another"})
    found = [[(each["path"], each["rule"]) for each in answer.json()["errors"]] for answer in (new, changed)]
    assert (new.status_code, changed.status_code, kept.status_code) == (400, 400, 200)
    assert sorted(found[0]) == [("lms_url", "ADDRESS"), ("name", "INVALID_VALUE"), ("studio_url", "ADDRESS")]
    assert found[1] == [("studio_url", "ADDRESS")]
