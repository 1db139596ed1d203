"""The document tells the truth about the routes, and the page about the document."""

import json
import re
from importlib.resources import files
from typing import Any
from uuid import uuid4

import attrs
import pytest

from adapters.course_input.reading import read_course
from adapters.http.configuration_input import new_configuration
from adapters.http.json_text import parsed_object
from adapters.http.parts import ApiSettings
from adapters.http.problems import ProblemError
from adapters.http.publish_input import plan_request, publish_request
from adapters.http.request_shapes import REQUEST_SHAPES, STORABLE
from domain.access import Action, Decision, Role, User, decide
from domain.identifiers import UserId
from domain.lms_configuration import ConnectionSettings
from domain.publication import PublishOptions
from domain.text import UNSTORABLE
from tests.adapters.http.site import Site, open_site

_METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture
async def document(site: Site) -> dict[str, Any]:
    answer = await site.call("GET", "/schema", by=None)
    assert answer.headers["content-type"].startswith("application/vnd.oai.openapi+json")
    drawn: dict[str, Any] = answer.json()
    return drawn


async def test_it_is_openapi_3_1_and_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    for reference in re.findall(r'"\$ref": "(#[^"]+)"', json.dumps(document)):
        at: Any = document
        for name in reference[2:].split("/"):
            at = at[name]


async def test_every_route_of_the_table_is_there(document: dict[str, Any]) -> None:
    there = {f"{m.upper()} {path}" for path, item in document["paths"].items() for m in item if m in _METHODS}
    assert there == {
        "GET /health/live",
        "GET /health/ready",
        "PUT /v1/organizations/{organization_id}",
        "PUT /v1/organizations/{organization_id}/members/{user_id}",
        "DELETE /v1/organizations/{organization_id}/members/{user_id}",
        "GET /v1/organizations/{organization_id}/audit",
        "GET /v1/organizations/{organization_id}/courses",
        "GET /v1/organizations/{organization_id}/lms-configurations",
        "POST /v1/organizations/{organization_id}/lms-configurations",
        "GET /v1/lms-configurations/{configuration_id}",
        "PATCH /v1/lms-configurations/{configuration_id}",
        "DELETE /v1/lms-configurations/{configuration_id}",
        "POST /v1/lms-configurations/{configuration_id}/test",
        "PUT /v1/courses/{course_id}",
        "PUT /v1/courses/{course_id}/rows",
        "GET /v1/courses/{course_id}",
        "DELETE /v1/courses/{course_id}",
        "POST /v1/courses/{course_id}/validate",
        "POST /v1/courses/{course_id}/plan",
        "GET /v1/courses/{course_id}/lms-status",
        "DELETE /v1/courses/{course_id}/lms",
        "POST /v1/import-jobs",
        "GET /v1/import-jobs",
        "GET /v1/import-jobs/{job_id}",
        "POST /v1/import-jobs/{job_id}/cancel",
        "POST /v1/import-jobs/{job_id}/retry",
        "GET /v1/import-jobs/{job_id}/events",
    }


async def test_every_operation_is_named_secured_and_told(document: dict[str, Any]) -> None:
    names = []
    for path, item in document["paths"].items():
        for operation in item.values():
            names.append(operation["operationId"])
            assert operation["summary"]
            assert operation["tags"]
            if path.startswith("/v1"):
                assert operation["description"]
                assert operation["security"] == [{"bearer": []}]
                problem = operation["responses"]["401"]["content"]["application/problem+json"]["schema"]
                assert problem == {"$ref": "#/components/schemas/ProblemView"}
    assert len(set(names)) == len(names)


async def test_secrets_are_written_and_never_read(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert schemas["ConfigurationInput"]["properties"]["client_secret"]["writeOnly"]
    assert "client" not in json.dumps({name: it for name, it in schemas.items() if name.endswith("View")})


def test_examples_are_taken() -> None:
    def example(name: str) -> bytes:
        return json.dumps(REQUEST_SHAPES[name]["examples"][0]).encode()

    new_configuration(parsed_object(example("ConfigurationInput")))
    publish_request(parsed_object(example("PublishInput")))
    plan_request(parsed_object(example("PlanInput")))
    assert not read_course(example("CourseInput")).violations


def test_the_shape_of_a_configuration_has_the_fields_of_the_domain() -> None:

    fields = {each.name for each in attrs.fields(ConnectionSettings)} | {"client_id", "client_secret"}
    assert REQUEST_SHAPES["ConfigurationInput"]["properties"].keys() == fields


def test_a_whole_number_may_have_a_point() -> None:
    """JSON Schema takes 3.0 for an integer, so we do."""
    body = REQUEST_SHAPES["ConfigurationInput"]["examples"][0]
    assert new_configuration(body | {"poll_interval_seconds": 3.0})[0].poll_interval_seconds == 3
    with pytest.raises(ProblemError):
        new_configuration(body | {"poll_interval_seconds": 3.5})


def test_what_may_be_null_is_then_taken_for_not_given() -> None:
    shape = REQUEST_SHAPES["PublishInput"]
    options = shape["properties"]["options"]
    nulls = dict.fromkeys(options["properties"])
    assert all("null" in each["type"] for each in (options, *options["properties"].values()))
    for given in (nulls, None):
        assert publish_request(shape["examples"][0] | {"options": given}).options == PublishOptions()


def test_the_shapes_know_which_characters_cannot_be_stored() -> None:
    characters = [chr(code) for code in range(0x10000) if not 0xD800 <= code <= 0xDFFF]
    for each in characters:
        assert (re.search(STORABLE, each) is None) == (UNSTORABLE.search(each) is not None), ascii(each)


async def test_a_read_that_nobody_is_forbidden_says_no_403(document: dict[str, Any]) -> None:
    reads = {
        "list_configurations": Action.SEE_CONFIGURATIONS,
        "get_configuration": Action.SEE_CONFIGURATIONS,
        "read_audit": Action.READ_AUDIT,
        "list_courses": Action.LIST_COURSES,
        "get_course": Action.SEE_COURSE,
        "get_job": Action.SEE_JOB,
        "follow_job": Action.SEE_JOB,
    }
    operations = [operation for item in document["paths"].values() for operation in item.values()]
    told = {each["operationId"]: "403" in each["responses"] for each in operations}
    for name, action in reads.items():
        anybody = [
            decide(User(UserId(uuid4())), action, role, owns=owns) for role in Role for owns in (True, False)
        ]
        assert told[name] == (Decision.FORBIDDEN in anybody), name


@pytest.mark.parametrize("name", ["docs.html", "docs.js", "docs.css"])
def test_the_page_loads_nothing_from_elsewhere(name: str) -> None:
    text = (files("adapters.http") / "page" / name).read_text()
    assert not re.search(r"(https?:)?//[a-z]", text.replace("// ", ""))
    assert "innerHTML" not in text


async def test_the_page_is_served_by_us(site: Site) -> None:
    page = await site.call("GET", "/docs", by=None)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    for asset in re.findall(r'(?:src|href)="(/docs/[^"]+)"', page.text):
        assert (await site.call("GET", asset, by=None)).status_code == 200


async def test_the_page_can_be_left_away() -> None:
    async with open_site(settings=ApiSettings(serve_docs=False)) as site:
        assert (await site.call("GET", "/docs", by=None)).status_code == 404
        assert (await site.call("GET", "/schema", by=None)).status_code == 200
