"""Cursors: they lead on, each in its own list only, and whatever else is given as one is refused."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.http.paging import Cursors, by_name, by_number, by_standing
from adapters.http.problems import ProblemError
from application.ports.stores import Page, Standing
from tests.adapters.http.site import Site, configuration_body

STANDINGS: Cursors[Standing, Standing] = by_standing("standings", lambda item: item)
NAMES: Cursors[str, str] = by_name("names", str)
NUMBERS: Cursors[int, int] = by_number("numbers", int)

HERE = Standing(datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC), UUID(int=7))


def cursor_to(cursors: Cursors[Any, Any], item: object, *question: object) -> str:
    end = cursors.end_of(Page((item,), 2, has_more=True), *question)
    assert (end["total"], end["has_more"]) == (2, True)
    return str(end["next_cursor"])


@given(st.datetimes(datetime(2000, 1, 1), datetime(9998, 1, 1)), st.uuids())  # noqa: DTZ001 - bounds are naive
def test_a_standing_comes_back_to_the_microsecond(at: datetime, own_id: UUID) -> None:
    here = Standing(at.replace(tzinfo=UTC), own_id)
    assert STANDINGS.read(cursor_to(STANDINGS, here)) == here


@given(st.text(min_size=1, max_size=100).filter(lambda text: "\0" not in text and text.isprintable()))
def test_a_name_comes_back(name: str) -> None:
    cursor = cursor_to(NAMES, name)
    assert len(cursor) <= 1024
    assert NAMES.read(cursor) == name


def test_the_last_page_has_no_cursor() -> None:
    assert NUMBERS.end_of(Page((1,), 1)) == {"total": 1, "has_more": False, "next_cursor": None}
    assert NUMBERS.end_of(Page((), 0)) == {"total": 0, "has_more": False, "next_cursor": None}
    assert NUMBERS.read(None) is None


@given(st.data())
def test_a_changed_cursor_is_refused(data: st.DataObject) -> None:
    cursor = cursor_to(STANDINGS, HERE, "question")
    at = data.draw(st.integers(0, len(cursor) - 1))
    changed = cursor[:at] + data.draw(st.sampled_from("Aa0-_")) + cursor[at + 1 :]
    if changed == cursor:
        return
    with pytest.raises(ProblemError):
        STANDINGS.read(changed, "question")


@given(st.text(max_size=60))
def test_no_text_is_a_cursor(text: str) -> None:
    for cursors in (STANDINGS, NAMES, NUMBERS):
        with pytest.raises(ProblemError):
            cursors.read(text)


def test_a_cursor_belongs_to_its_question_and_list() -> None:
    cursor = cursor_to(NUMBERS, 7, uuid4(), None)
    for question in ((uuid4(), None), (), (None, None)):
        with pytest.raises(ProblemError):
            NUMBERS.read(cursor, *question)
    other: Cursors[int, int] = by_number("others", int)
    with pytest.raises(ProblemError):
        other.read(cursor_to(NUMBERS, 7))


@pytest.mark.parametrize(
    ("cursors", "place"),
    [
        (NUMBERS, 2**63),
        (NUMBERS, -1),
        (NAMES, "\0"),
        (NAMES, "x" * 101),
        (STANDINGS, (-1, UUID(int=7))),
        (STANDINGS, (2**62, UUID(int=7))),
        (STANDINGS, (1, "no id")),
    ],
    ids=["2^63", "negative", "nul", "long", "before 2000", "far", "no id"],
)
def test_a_forged_cursor_holds_nothing_that_the_database_would_choke_on(
    cursors: Cursors[Any, Any], place: object
) -> None:
    name = {NUMBERS: "numbers", NAMES: "names", STANDINGS: "standings"}[cursors]
    raw = msgspec.json.encode(place)
    seal = hashlib.sha256(repr((name,)).encode() + raw).digest()[:9]
    with pytest.raises(ProblemError):
        cursors.read(base64.urlsafe_b64encode(seal + raw).decode().rstrip("="))


async def walk(site: Site, path: str, **query: str) -> list[dict[str, Any]]:
    found = list[dict[str, Any]]()
    asked = {**query, "limit": "2"}
    while True:
        page = (await site.call("GET", path, by="owner", params=asked)).json()
        found += page["items"]
        assert page["has_more"] == (page["next_cursor"] is not None)
        if not page["has_more"]:
            assert page["total"] == len(found)
            return found
        asked["cursor"] = page["next_cursor"]


async def test_every_list_is_walked_to_its_end(site: Site) -> None:
    here = f"/v1/organizations/{site.organization.id}"
    for name in ("Ж", "A", "b", "\U0001f600"):
        body = configuration_body(name=name)
        assert (await site.call("POST", f"{here}/lms-configurations", by="admin", json=body)).status_code == 201
    for _ in range(3):
        site.clock.advance(timedelta(minutes=5).total_seconds())
        await site.run((await site.publish()).json()["job_id"])
    names = [each["name"] for each in await walk(site, f"{here}/lms-configurations", include_inactive="true")]
    assert names == sorted(names)
    assert len(names) == 5
    assert len(await walk(site, "/v1/import-jobs", course_id=str(site.stored.id))) == 3
    trail = await walk(site, f"{here}/audit")
    assert [each["deed"] for each in trail] == ["job.ordered"] * 3 + ["configuration.created"] * 4
    assert len(await walk(site, f"{here}/courses")) == 1


async def test_a_cursor_of_another_filter_is_refused(site: Site) -> None:
    for _ in range(2):
        site.clock.advance(300)
        await site.run((await site.publish()).json()["job_id"])
    cursor = (await site.call("GET", "/v1/import-jobs?limit=1")).json()["next_cursor"]
    answer = await site.call("GET", "/v1/import-jobs", params={"cursor": cursor, "status": "failed"})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (400, "cursor")
