"""Every answer of the document has an example, and every example is what the API could really answer."""

import json
import re
from collections.abc import Iterator
from typing import Any

import attrs
import jsonschema_rs
import msgspec
import pytest
from attrs import frozen

from adapters.http import (
    configuration_views,
    course_views,
    health,
    job_views,
    organization_views,
    plan_views,
    problems,
)
from adapters.http.answers import json_bytes
from adapters.http.job_views import JobView
from domain.faults import HTTP_STATUS, FaultCode
from tests.adapters.http.site import Site

_MODULES = (configuration_views, course_views, health, job_views, organization_views, plan_views, problems)
VIEWS = {
    name: it for module in _MODULES for name, it in vars(module).items() if isinstance(it, type) and attrs.has(it)
}

_PROBLEM = "application/problem+json"
_UNSEEN = {(handler, "422") for handler in ("plan_course", "lms_status", "delete_from_lms")}
"""No LMS was ever seen to refuse what is only read from it."""


@frozen
class Shown:
    """A body of the document, and one example of it."""

    handler: str
    status: str
    media_type: str
    schema: dict[str, Any]
    name: str
    value: Any


@pytest.fixture
async def document(site: Site) -> dict[str, Any]:
    drawn: dict[str, Any] = (await site.call("GET", "/schema", by=None)).json()
    return drawn


@pytest.fixture
def shown(document: dict[str, Any]) -> list[Shown]:
    return [
        Shown(handler, status, media_type, body["schema"], name, example["value"])
        for handler, status, media_type, body in bodies_of(document)
        for name, example in body.get("examples", {}).items()
    ]


def bodies_of(document: dict[str, Any]) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    for item in document["paths"].values():
        for operation in item.values():
            for status, answer in operation["responses"].items():
                for media_type, body in answer.get("content", {}).items():
                    yield operation["operationId"], status, media_type, body


def validator(document: dict[str, Any], schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    whole = {**schema, "components": document["components"]}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def test_every_answer_with_a_body_has_one(document: dict[str, Any]) -> None:
    without = {(handler, status) for handler, status, _, body in bodies_of(document) if not body.get("examples")}
    assert without == _UNSEEN


def test_each_is_what_its_own_schema_says(document: dict[str, Any], shown: list[Shown]) -> None:
    for each in shown:
        mistakes = [str(mistake) for mistake in validator(document, each.schema).iter_errors(each.value)]
        assert not mistakes, each


def test_the_validator_would_notice(document: dict[str, Any], shown: list[Shown]) -> None:
    job = next(each for each in shown if (each.handler, each.name) == ("get_job", "succeeded"))
    for wrong in ({"id": "7"}, {"created_at": "noon"}, {"status": "done"}, {"duration_ms": "1"}):
        assert not validator(document, job.schema).is_valid({**job.value, **wrong}), wrong


def test_examples_of_requests_are_what_their_schemas_say(document: dict[str, Any]) -> None:
    tried = 0
    for schema in document["components"]["schemas"].values():
        for example in schema.get("examples", ()):
            validator(document, schema).validate(example)
            tried += 1
    assert tried == sum(name.endswith(("Input", "Changes")) for name in document["components"]["schemas"])


def test_each_is_read_back_by_the_view_that_answers(shown: list[Shown]) -> None:
    """Nothing is in it that the view has not, and everything that the view has."""
    for each in shown:
        if each.media_type != "text/event-stream":
            view = VIEWS[each.schema["$ref"].rpartition("/")[2]]
            again = msgspec.convert(each.value, view, strict=False)
            assert json.loads(json_bytes(again)) == each.value, each


def test_each_problem_has_the_status_and_the_name_that_it_tells(shown: list[Shown]) -> None:
    for each in shown:
        if each.media_type == _PROBLEM:
            assert (str(each.value["status"]), each.value["code"]) == (each.status, each.name)
            assert each.value["help"], each


def test_every_code_that_a_request_may_end_in_is_shown(shown: list[Shown]) -> None:
    """But those that only jobs end in, and those of which another one of the same kind is shown."""
    of_jobs = {"IMPORT_ERROR", "IMPORT_REJECTED", "IMPORT_INCOMPLETE", "IMPORT_TIMEOUT", "UPLOAD_TIMEOUT"}
    alike = {"AUTH_ERROR", "TOKEN_EXPIRED", "NETWORK_ERROR", "DNS_ERROR", "POLL_TIMEOUT"}
    codes = {each.name for each in shown if each.media_type == _PROBLEM}
    assert {code.value for code in FaultCode if code in HTTP_STATUS} - codes == of_jobs | alike


def test_events_hold_whole_jobs(shown: list[Shown]) -> None:
    events = [each.value for each in shown if each.media_type == "text/event-stream"]
    assert [each["event"] for each in events] == ["progress", "ended"]
    jobs = [msgspec.json.decode(each["data"], type=JobView, strict=False) for each in events]
    assert [job.status for job in jobs] == ["processing", "succeeded"]


def test_no_secret_is_in_any(document: dict[str, Any], shown: list[Shown]) -> None:
    secret = document["components"]["schemas"]["ConfigurationInput"]["examples"][0]["client_secret"]
    for each in shown:
        text = json.dumps(each.value)
        assert secret not in text
        assert not re.search(r'"client_(id|secret)": |Bearer ey|\beyJ', text), each
