"""Refusals and failures: always a problem, never an inside."""

import asyncio
import json
from typing import Any
from uuid import UUID

import pytest
import structlog
from attrs import evolve

from adapters.http.app import create_app
from adapters.http.parts import ApiSettings
from application.ports.serving import Allowance
from domain.identifiers import JobId
from domain.lms_configuration import Url
from tests.adapters.http.site import Site, client_of, configuration_body, course_body, open_site

_JSON = {"Content-Type": "application/json"}

NOBODY = UUID(int=7)
"""An id that nothing has; always the same, so that every process collects the same tests."""


@pytest.mark.parametrize(
    ("method", "path", "by", "status", "code"),
    [
        ("GET", "/nothing", "author", 404, "NOT_FOUND"),
        ("GET", "/v1/import-jobs/not-a-uuid", "author", 404, "NOT_FOUND"),
        ("GET", f"/v1/import-jobs/{NOBODY}", "author", 404, "JOB_NOT_FOUND"),
        ("GET", f"/v1/courses/{NOBODY}", "author", 404, "COURSE_NOT_FOUND"),
        ("GET", f"/v1/lms-configurations/{NOBODY}", "author", 404, "LMS_CONFIG_NOT_FOUND"),
        ("GET", f"/v1/organizations/{NOBODY}/audit", "author", 404, "ORGANIZATION_NOT_FOUND"),
        ("DELETE", "/health/live", None, 405, "METHOD_NOT_ALLOWED"),
        ("GET", "/v1/import-jobs", None, 401, "UNAUTHENTICATED"),
        ("GET", "/v1/import-jobs", "nobody", 401, "UNAUTHENTICATED"),
        ("GET", "/v1/import-jobs?limit=0", "author", 400, "INVALID_REQUEST"),
        ("GET", "/v1/import-jobs?limit=201", "author", 400, "INVALID_REQUEST"),
        ("GET", "/v1/import-jobs?limits=7", "author", 400, "INVALID_REQUEST"),
        ("GET", "/v1/import-jobs?=%ff", "author", 400, "INVALID_REQUEST"),
        ("GET", "/v1/import-jobs?status=done", "author", 400, "INVALID_REQUEST"),
        ("GET", "/v1/import-jobs?cursor=nonsense", "author", 400, "INVALID_REQUEST"),
        ("GET", "/v1/import-jobs?cursor=%C3%A9", "author", 400, "INVALID_REQUEST"),
        ("DELETE", f"/v1/courses/{NOBODY}/lms?lms_configuration_id={NOBODY}", "author", 400, "INVALID_REQUEST"),
    ],
)
async def test_refusals(site: Site, method: str, path: str, by: str | None, status: int, code: str) -> None:
    answer = await site.call(method, path, by=by)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_401_says_how_to_identify_oneself(site: Site) -> None:
    nobody = await site.call("GET", "/v1/import-jobs", by=None)
    assert nobody.headers["www-authenticate"] == 'Bearer realm="courseport"'
    unknown = await site.call("GET", "/v1/import-jobs", by="nobody")
    assert 'error="invalid_token"' in unknown.headers["www-authenticate"]


async def test_a_405_names_what_is_allowed(site: Site) -> None:
    assert "GET" in (await site.call("DELETE", "/health/live", by=None)).headers["allow"]


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
    answer = await site.call("PUT", f"/v1/courses/{NOBODY}", params=where, content=body, headers=_JSON)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (400, "INVALID_COURSE_INPUT")
    assert {"title", "chapters[0]"} <= {each["path"] for each in problem["errors"]}


async def test_lone_surrogates_of_authors_are_answered_readably(site: Site) -> None:
    body = course_body().replace(b'"title": "Unit 0.0.0"', b'"title": "broken \\ud800 title"')
    where = {"organization_id": str(site.organization.id)}
    answer = await site.call("PUT", f"/v1/courses/{NOBODY}", params=where, content=body, headers=_JSON)
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
    answer = await site.call("POST", "/v1/import-jobs", content=b" " * 70_000, headers=_JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "PAYLOAD_TOO_LARGE")


async def test_what_nobody_expected_is_a_500_that_tells_nothing(site: Site) -> None:
    async def explode(_job_id: JobId) -> Any:
        raise RuntimeError("the password is swordfish")

    def broken_use_cases(actor: Any) -> Any:
        return evolve(site.use_cases_for(actor), get_job=explode)

    app = create_app(evolve(site.parts(), use_cases_for=broken_use_cases))
    async with client_of(app) as site.client:
        with structlog.testing.capture_logs() as logs:
            answer = await site.call(
                "GET", f"/v1/import-jobs/{NOBODY}", headers={"X-Correlation-ID": "mine-1234-5678"}
            )
    assert answer.status_code == 500
    assert answer.json()["correlation_id"] == "mine-1234-5678"
    assert "swordfish" not in answer.text
    assert [log["event"] for log in logs] == ["request failed unexpectedly", "answered"]
    assert {log["correlation_id"] for log in logs} == {"mine-1234-5678"}


async def test_a_correlation_id_that_could_do_harm_is_replaced(site: Site) -> None:
    answer = await site.call("GET", "/health/live", headers={"X-Correlation-ID": "<script>alert(1)</script>"})
    assert answer.headers["x-correlation-id"].isalnum()


async def test_what_takes_too_long_is_ended() -> None:
    async with open_site(settings=ApiSettings(request_seconds=0.05)) as site:

        async def for_ever(_call: str) -> None:
            await asyncio.sleep(60)

        site.lms.watch = for_ever
        answer = await site.call("POST", f"/v1/lms-configurations/{site.configuration.id}/test", by="admin")
    assert (answer.status_code, answer.json()["code"]) == (503, "UNAVAILABLE")


async def test_security_headers_are_on_every_answer(site: Site) -> None:
    for path in ("/health/live", "/nothing", "/v1/import-jobs", "/docs"):
        headers = (await site.call("GET", path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]


async def test_origins_are_let_in_by_setting_only() -> None:
    asked = {"Origin": "https://app.example.org", "Access-Control-Request-Method": "POST"}
    async with open_site() as site:
        assert (
            "access-control-allow-origin"
            not in (await site.client.options("/v1/import-jobs", headers=asked)).headers
        )
    async with open_site(settings=ApiSettings(cors_origins=("https://app.example.org",))) as site:
        answer = await site.client.options("/v1/import-jobs", headers=asked)
        assert answer.headers["access-control-allow-origin"] == "https://app.example.org"
        other = await site.client.options("/v1/import-jobs", headers={**asked, "Origin": "https://evil.example"})
        assert other.headers.get("access-control-allow-origin") != "https://evil.example"


async def test_limits_are_429_with_the_time_to_wait() -> None:
    settings = ApiSettings(per_user=Allowance(8), status_per_job=Allowance(2), publish_per_course=Allowance(1))
    async with open_site(settings=settings) as site:
        job = (await site.publish()).headers["location"]
        refused = await site.publish()
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
        assert [(await site.call("GET", job)).status_code for _ in range(3)] == [200, 200, 429]
        site.clock.advance(30)
        assert (await site.call("GET", job)).status_code == 200
        statuses = [(await site.call("GET", "/v1/import-jobs")).status_code for _ in range(8)]
        assert statuses[-1] == 429
        assert (await site.call("GET", "/v1/import-jobs", by="owner")).status_code == 200


async def test_a_retry_is_a_publish_and_strangers_use_nothing_up() -> None:
    async with open_site(settings=ApiSettings(publish_per_course=Allowance(2))) as site:
        for by in ("stranger", "member", "admin", "service"):
            for _ in range(3):
                assert (await site.publish(by=by)).status_code in (403, 404)
        job = (await site.publish()).headers["location"]
        assert (await site.call("POST", f"{job}/cancel")).status_code == 200
        for by in ("stranger", "admin"):
            assert (await site.call("POST", f"{job}/retry", by=by)).status_code in (403, 404)
        assert (await site.call("POST", f"{job}/retry")).status_code == 202
        assert (await site.call("POST", f"{job}/retry")).status_code == 429
        assert (await site.publish()).status_code == 429
        assert (await site.publish(by="super")).status_code == 429


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


async def test_connection_tests_are_limited_per_configuration(site: Site) -> None:
    path = f"/v1/lms-configurations/{site.configuration.id}/test"
    statuses = [(await site.call("POST", path, by=by)).status_code for by in ("admin", "owner") * 6]
    assert statuses == [200] * 10 + [429] * 2
    assert (await site.call("POST", path, by="stranger")).status_code == 404


async def test_health_and_metrics() -> None:
    async with open_site(ready=False, metrics=b"up 1\n") as site:
        assert (await site.call("GET", "/health/live", by=None)).json() == {"status": "alive"}
        ready = await site.call("GET", "/health/ready", by=None)
        assert (ready.status_code, ready.json()["parts"]) == (503, {"database": False})
        assert (await site.call("GET", "/metrics", by=None)).text == "up 1\n"
    async with open_site() as site:
        assert (await site.call("GET", "/health/ready", by=None)).status_code == 200
        assert (await site.call("GET", "/metrics", by=None)).status_code == 404
