"""A platform's rows over HTTP: kept, told about, shown again, published."""

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from attrs import evolve
from httpx import Response

from adapters.catalogue.reading import rows_of_course
from adapters.http.bodies import COURSE_BYTES
from application.ports.rows import PlatformCourse
from application.row_json import rows_to_json
from domain.identifiers import OrganizationId
from tests.adapters.http.site import Site, open_site, rows_body
from tests.builders import make_rows
from tests.contracts.catalogue import platform_course, same


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with open_site() as site:
        yield site


async def put(site: Site, course_id: UUID, body: bytes, **more: Any) -> Response:
    return await site.call(
        "PUT",
        f"/v1/courses/{course_id}/rows",
        params={"organization_id": str(site.organization.id)},
        headers={"Content-Type": "application/json"},
        content=body,
        **more,
    )


def test_rows_as_json_are_read_as_the_same_rows() -> None:
    rows = platform_course(OrganizationId(uuid4()))
    rows = evolve(rows, sections=(rows.sections[0], evolve(rows.sections[1], order_index=-7)))
    text = json.dumps(rows_to_json(rows))
    assert same(rows_of_course(text.encode(), rows.id).unwrap(), rows)


async def test_kept_and_shown_again_and_published(site: Site) -> None:
    rows = make_rows()
    told = await put(site, rows.id, rows_body(rows))
    assert (told.status_code, told.json()) == (
        201,
        {
            "id": str(rows.id),
            "organization_id": str(site.organization.id),
            "owner_id": str(site.user_id("author")),
            "title": "Узлы",
            "created": True,
            "publishable": True,
            "unfinished": [],
            "errors": [],
        },
    )
    assert (await put(site, rows.id, rows_body(rows))).status_code == 200
    shown = (await site.call("GET", f"/v1/courses/{rows.id}")).json()
    assert (shown["kept"], shown["course"]) == ("rows", None)
    owned = evolve(rows.course, organization_id=site.organization.id, user_id=site.user_id("author"))
    assert shown["rows"] == rows_to_json(evolve(rows, course=owned))
    # What was shown may be put again.
    assert (await put(site, rows.id, json.dumps(shown["rows"]).encode())).status_code == 200
    listed = (await site.call("GET", f"/v1/organizations/{site.organization.id}/courses")).json()
    assert str(rows.id) in [each["id"] for each in listed["items"]]
    ids = {"course_id": str(rows.id), "lms_configuration_id": str(site.configuration.id)}
    accepted = (await site.call("POST", "/v1/import-jobs", json=ids)).json()
    assert accepted["edx_course_key"].startswith("course-v1:Acme+uzly_")
    await site.run(accepted["job_id"])
    assert (await site.call("GET", f"/v1/import-jobs/{accepted['job_id']}")).json()["status"] == "succeeded"


async def test_a_whole_course_says_so(site: Site) -> None:
    shown = (await site.call("GET", f"/v1/courses/{site.stored.id}")).json()
    assert (shown["kept"], shown["rows"], shown["course"]["courseId"]) == ("whole", None, "AI101")


async def test_a_course_in_the_platforms_database_is_shown_and_published(site: Site) -> None:
    rows = make_rows(site.organization, user_id=site.user_id("author"))
    site.catalogue.courses[rows.id] = rows
    assert (await site.call("GET", f"/v1/courses/{rows.id}")).json()["kept"] == "elsewhere"
    ids = {"course_id": str(rows.id), "lms_configuration_id": str(site.configuration.id)}
    assert (await site.call("POST", "/v1/import-jobs", json=ids, by="instructor")).status_code == 404
    assert (await site.call("POST", "/v1/import-jobs", json=ids)).status_code == 202


async def test_an_unfinished_course_is_412_with_everything_to_do(site: Site) -> None:
    rows = make_rows()
    rows = evolve(rows, lessons=tuple(evolve(each, status="draft") for each in rows.lessons))
    told = (await put(site, rows.id, rows_body(rows))).json()
    assert (told["publishable"], len(told["unfinished"])) == (False, 2)
    ids = {"course_id": str(rows.id), "lms_configuration_id": str(site.configuration.id)}
    plan = {"lms_configuration_id": ids["lms_configuration_id"]}
    answers = [
        await site.call("POST", "/v1/import-jobs", json=ids),
        await site.call("POST", f"/v1/courses/{rows.id}/validate"),
        await site.call("POST", f"/v1/courses/{rows.id}/plan", json=plan),
    ]
    for answer in answers:
        assert answer.status_code == 412
        assert answer.json()["code"] == "COURSE_NOT_READY"
        assert answer.json()["metadata"]["unfinished"] == told["unfinished"]


async def test_mistakes_in_content_are_told_and_stop_only_the_publish(site: Site) -> None:
    rows = make_rows()
    rows = evolve(rows, lessons=(evolve(rows.lessons[0], content={"quiz": []}), rows.lessons[1]))
    told = (await put(site, rows.id, rows_body(rows))).json()
    assert [finding["path"] for finding in told["errors"]] == ["chapters[0].sections[0].content"]
    found = (await site.call("POST", f"/v1/courses/{rows.id}/validate")).json()
    assert (found["valid"], found["errors"]) == (False, told["errors"])


def _rows(**changes: Any) -> tuple[PlatformCourse, bytes]:
    rows = make_rows()
    return rows, rows_body(rows, **changes)


@pytest.mark.parametrize(
    ("changes", "rule", "line"),
    [
        ({"courses": []}, "", None),
        ({"lessons": [{"id": 1}]}, "ROW_COLUMN", 1),
        ({"pages": [{}]}, "ROW_SYNTAX", 1),
        ({"sections": 7}, "ROW_SYNTAX", 1),
        ({"sections": []}, "ROW_WITHOUT_PARENT", 1),
    ],
)
async def test_rows_that_cannot_be_read_are_named_with_their_line(
    site: Site, changes: dict[str, Any], rule: str, line: int | None
) -> None:
    rows, body = _rows(**changes)
    answer = await put(site, rows.id, body)
    if not rule:
        assert answer.status_code == 201
        return
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_COURSE_INPUT")
    assert {(each["rule"], each["line"]) for each in answer.json()["errors"]} == {(rule, line)}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b"null",
        b'{"course": 1}',
        b"\xff",
        b"{}",
        b'{"lessons": [' + b"[" * 50_000,
        b'{"course": NaN}',
    ],
    ids=lambda body: repr(body[:14]),
)
async def test_bodies_that_hold_no_course_are_refused(site: Site, body: bytes) -> None:
    answer = await put(site, uuid4(), body)
    assert answer.status_code == 400
    assert answer.json()["errors"]


async def test_one_course_a_body_and_that_of_the_path(site: Site) -> None:
    rows, body = _rows()
    answer = await put(site, uuid4(), body)
    assert [each["rule"] for each in answer.json()["errors"]] == ["COURSE_ID"]
    two = json.dumps({"courses": [rows_to_json(each)["course"] for each in (rows, make_rows())]})
    answer = await put(site, rows.id, two.encode())
    assert [each["rule"] for each in answer.json()["errors"]] == ["COURSE_ID"]


async def test_what_cannot_be_kept_is_named_with_its_place(site: Site) -> None:
    rows = make_rows()
    rows = evolve(rows, lessons=(evolve(rows.lessons[0], content_text="a\0b"), rows.lessons[1]))
    answer = await put(site, rows.id, rows_body(rows))
    assert answer.status_code == 400
    assert [each["path"] for each in answer.json()["errors"]] == [f"lessons[{rows.lessons[0].id}].content_text"]


async def test_bodies_are_bounded(site: Site) -> None:
    answer = await put(site, uuid4(), b'{"course": "' + b"x" * COURSE_BYTES + b'"}')
    assert answer.status_code == 413
