"""Bodies that mean harm, or nothing: always a 4xx, in bounded memory, never a failure of ours."""

import json
import re
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.course_input.reading import read_course
from adapters.http.configuration_input import changed_configuration, new_configuration
from adapters.http.json_text import CONTAINERS_LIMIT, VALUES_LIMIT, parsed_object, refuse_bombs
from adapters.http.problems import ProblemError
from adapters.http.publish_input import plan_request, publish_request
from tests import builders
from tests.adapters.http.site import JSON, Site, configuration_body, course_body

SMALL: dict[str, bytes] = {
    "nothing": b"",
    "not json": b"{]",
    "list": b"[]",
    "text": b'"x"',
    "null": b"null",
    "nan": b'{"name": NaN}',
    "infinity": b'{"name": -Infinity}',
    "twice": b'{"name": "a", "name": "b"}',
    "deep": b'{"name":' + b"[" * 30_000 + b"]" * 30_000 + b"}",
    "deep and open": b"[" * 60_000,
    "deep objects": b'{"a":' * 10_000,
    "latin-1": '{"name": "é"}'.encode("latin-1"),
    "utf-16": '{"name": "x"}'.encode("utf-16"),
    "nul": b'{"name": "\\u0000"}',
    "surrogate": b'{"name": "\\ud800"}',
    "surrogate field": b'{"\\ud800": 1}',
    "long number": b'{"name": ' + b"9" * 10_000 + b"}",
    "long exponent": b'{"name": 1e999999}',
    "long field": b'{"' + b"x" * 60_000 + b'": 1}',
    "many fields": b"{" + b",".join(b'"f%d":1' % n for n in range(5_000)) + b"}",
    "wrong kinds": b'{"name": {}, "role": [], "course_id": 1, "options": "x", "lms_url": true}',
    "byte order mark": b'\xef\xbb\xbf{"name": 1}',
}


@pytest.mark.parametrize("body", SMALL.values(), ids=SMALL)
async def test_small_bodies(site: Site, body: bytes) -> None:
    for method, path in routes_with_bodies(site):
        answer = await site.call(method, path, by="super", content=body, headers=JSON)
        assert 400 <= answer.status_code < 500, (method, path, answer.text)
        assert answer.json()["errors"], (method, path, answer.text)


def routes_with_bodies(site: Site) -> list[tuple[str, str]]:
    here, whose = f"/v1/organizations/{site.organization.id}", f"?organization_id={site.organization.id}"
    return [
        ("PUT", here),
        ("PUT", f"{here}/members/{uuid4()}"),
        ("POST", f"{here}/lms-configurations"),
        ("PATCH", f"/v1/lms-configurations/{site.configuration.id}"),
        ("POST", "/v1/import-jobs"),
        ("POST", f"/v1/courses/{site.stored.id}/plan"),
        ("PUT", f"/v1/courses/{uuid4()}{whose}"),
        ("PUT", f"/v1/courses/{uuid4()}/rows{whose}"),
    ]


async def test_no_route_with_a_body_is_left_out(site: Site) -> None:
    paths = (await site.call("GET", "/schema")).json()["paths"]
    told = {(m.upper(), p) for p, item in paths.items() for m, op in item.items() if "requestBody" in op}
    patterns = [(method, re.compile(re.sub(r"\{.*?\}", "[^/]+", path))) for method, path in told]
    tried = [(method, path.partition("?")[0]) for method, path in routes_with_bodies(site)]
    for method, pattern in patterns:
        assert any(method == m and pattern.fullmatch(p) for m, p in tried), (method, pattern.pattern)
    assert len(tried) == len(told)


BOMBS = {
    "deep": b"[" * 2_000_000,
    "objects": b'{"chapters":' + b"[{}" + b",{}" * 1_100_000 + b"]}",
    "numbers": b'{"chapters":' + b"[1" + b",1" * 1_100_000 + b"]}",
}


@pytest.mark.parametrize("kept_as", ["", "/rows"], ids=["whole", "rows"])
@pytest.mark.parametrize("body", BOMBS.values(), ids=BOMBS)
async def test_large_bodies_do_not_become_gigabytes(site: Site, body: bytes, kept_as: str) -> None:
    tracemalloc.start()
    try:
        status = await put(site, body, kept_as)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert 400 <= status < 500
    assert peak < max(8 * len(body), 32_000_000), f"{peak:,} bytes for {len(body):,}"


SLOW = {
    "texts": b'{"chapters":' + b'["ab"' + b',"ab"' * 1_100_000 + b"]}",
    "backslashes": b'{"title":"' + b"\\" * 3_999_999 + b'"}',
    "open": b'{"title":"' + b"x" * 4_000_000,
    "open, with quotes": b"[" * 200_001 + b'"' + b'\\"' * 2_000_000,
    "open, with quotes and a backslash": b"," * 1_000_001 + b'"' + b'\\"' * 2_000_000 + b"\\",
    "nothing between": b'{"title":"' + b"[" * 200_000 + b'"}' + b'""' * 4_000_000,
    "mistakes": b'{"chapters":["x"' + b',"x"' * 250_000 + b"]}",
    "open names": b"{" * 200_001 + b'{"' * 500_000,
}


@pytest.mark.unmeasured
@pytest.mark.parametrize("kept_as", ["", "/rows"], ids=["whole", "rows"])
@pytest.mark.parametrize("body", SLOW.values(), ids=SLOW)
async def test_large_bodies_do_not_take_for_ever(site: Site, body: bytes, kept_as: str) -> None:
    began = time.process_time()
    assert 400 <= await put(site, body, kept_as) < 500
    assert time.process_time() - began < 20, "what is quadratic here would take minutes"


@pytest.mark.unmeasured
def test_names_given_twice_are_counted_in_one_go() -> None:
    names = b",".join(b'"f%d":1' % n for n in range(100_000))
    began = time.process_time()
    refusal = _refusal(lambda: parsed_object(b"{" + names + b"," + names + b"}"))
    assert refusal is not None
    assert len(refusal.problem.errors) == 10
    assert time.process_time() - began < 10, "what is quadratic here would take minutes"


async def put(site: Site, body: bytes, kept_as: str) -> int:
    path = f"/v1/courses/{uuid4()}{kept_as}?organization_id={site.organization.id}"
    return (await site.call("PUT", path, content=body, headers=JSON)).status_code


async def test_a_million_units_are_too_many(site: Site) -> None:
    unit = b'{"id":"u","title":"t","content":""},'
    units = unit * 1_000_000
    body = course_body(
        chapters=[{"id": "c", "title": "C", "sections": [{"id": "s", "title": "S", "units": ["#"]}]}]
    )
    path = f"/v1/courses/{uuid4()}?organization_id={site.organization.id}"
    answer = await site.call("PUT", path, content=body.replace(b'"#"', units[:-1]), headers=JSON)
    assert answer.status_code == 413


def test_what_stands_in_texts_is_no_bomb() -> None:
    formulas = json.dumps({"content": "{[,]}" * (VALUES_LIMIT + 1)}).encode()
    refuse_bombs(formulas)


def test_the_limits_of_a_course_are_exact() -> None:
    refuse_bombs(b"[" * CONTAINERS_LIMIT)
    with pytest.raises(ProblemError):
        refuse_bombs(b"[" * (CONTAINERS_LIMIT + 1))
    refuse_bombs(b"," * VALUES_LIMIT)
    with pytest.raises(ProblemError):
        refuse_bombs(b"," * (VALUES_LIMIT + 1))


_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
_names = st.sampled_from(
    [
        "name",
        "lms_url",
        "studio_url",
        "client_id",
        "client_secret",
        "default_org",
        "max_retries",
        "is_active",
        "course_id",
        "lms_configuration_id",
        "options",
        "live",
        "description",
        "lms_type",
    ]
)


def _refusal(read: Callable[[], object]) -> ProblemError | None:
    try:
        read()
    except ProblemError as error:
        return error
    return None


@pytest.mark.parametrize("text", ["\ud800", "\x00", "x" * 1001], ids=ascii)
def test_what_cannot_be_kept_is_no_credential_and_no_url(text: str) -> None:
    body = {**configuration_body(), "client_id": text, "client_secret": text, "lms_url": f"https://{text * 2}"}
    refusal = _refusal(lambda: new_configuration(body))
    assert refusal is not None
    assert {each.place.path for each in refusal.problem.errors} == {"client_id", "client_secret", "lms_url"}
    assert text not in str([each.message for each in refusal.problem.errors])


@pytest.mark.unmeasured
@given(st.dictionaries(_names | st.text(max_size=5), _anything, max_size=14))
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_any_object_is_read_or_refused_with_its_places(body: dict[str, Any]) -> None:
    current = builders.make_settings()
    for read in (
        new_configuration,
        publish_request,
        plan_request,
        partial(changed_configuration, current=current),
    ):
        refusal = _refusal(partial(read, dict(body)))
        assert refusal is None or (refusal.problem.status == 400 and refusal.problem.errors)


@pytest.mark.unmeasured
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode) | _anything.map(json.dumps).map(str.encode))
@settings(max_examples=300)
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    refusal = _refusal(lambda: parsed_object(body))
    assert refusal is None or refusal.problem.errors
    refuse_bombs(body)
    read_course(body)
