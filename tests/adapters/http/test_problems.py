"""Refusals and failures: always a problem, never an inside."""

from typing import Any

import pytest
import structlog
from attrs import evolve

from adapters.http.app import create_app
from adapters.http.problems import Problem, problem_view
from domain.faults import FaultCode
from domain.identifiers import JobId
from tests.adapters.http.site import NOBODY, Site, client_of


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


def test_titles_are_written_as_people_write_them() -> None:
    titles = {code: problem_view(Problem(code=code, status=400, detail=""), "").title for code in FaultCode}
    assert titles[FaultCode.OLX_VALIDATION_ERROR] == "OLX validation error"
    assert titles[FaultCode.UNSUPPORTED_BY_LMS] == "Unsupported by LMS"
    assert titles[FaultCode.DNS_ERROR] == "DNS error"
    assert titles[FaultCode.COURSE_NOT_READY] == "Course not ready"


async def test_a_401_says_how_to_identify_oneself(site: Site) -> None:
    nobody = await site.call("GET", "/v1/import-jobs", by=None)
    assert nobody.headers["www-authenticate"] == 'Bearer realm="courseport"'
    unknown = await site.call("GET", "/v1/import-jobs", by="nobody")
    assert 'error="invalid_token"' in unknown.headers["www-authenticate"]


async def test_a_405_names_what_is_allowed(site: Site) -> None:
    assert "GET" in (await site.call("DELETE", "/health/live", by=None)).headers["allow"]


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
