"""platform-facts 0.10, 2, 3, 4 and 6: tokens, course runs, the LMS and its lag, limits, the process."""

import asyncio
import json
import signal
import sys

import httpx
import jwt
import pytest

from adapters.simulator import Account, Settings, Simulator, serve
from tests.adapters.simulator.conftest import QUICK
from tests.adapters.simulator.packages import course_files
from tests.adapters.simulator.site import KEY, Site

RUN = {"title": "T", "org": "O", "number": "N", "run": "R"}


async def test_ways_to_ask_for_a_token(site: Site) -> None:
    url, form = f"{site.running.lms_url}/oauth2/access_token", {"grant_type": "client_credentials"}
    basic = await site.http.post(
        url, data=form, auth=("publisher-client", "publisher-secret"), headers={"X-Token-Type": "JWT"}
    )
    claims = jwt.decode(basic.json()["access_token"], options={"verify_signature": False})
    assert (claims["preferred_username"], claims["administrator"]) == ("publisher", True)
    narrow = jwt.decode(await site.token(token_type="jwt", scope="write"), options={"verify_signature": False})
    assert "email" not in narrow
    assert "administrator" not in narrow
    credentials = {"client_id": "publisher-client", "client_secret": "publisher-secret"}
    unknown = await site.http.post(url, data=form | credentials | {"scope": "all"})
    assert (unknown.status_code, unknown.json()) == (400, {"error": "invalid_scope"})
    assert (await site.http.get(url)).status_code == 405


async def test_the_120th_token_call_of_a_minute_is_refused_with_a_page(site: Site) -> None:
    for _ in range(119):
        await site.token()
    with pytest.raises(httpx.HTTPStatusError) as refused:
        await site.token()
    answer = refused.value.response
    assert (answer.status_code, answer.headers["Content-Type"]) == (429, "text/html; charset=utf-8")
    assert "Retry-After" not in answer.headers


async def test_an_expired_jwt_is_refused() -> None:
    now = [1_000_000.0]
    simulator = Simulator(Settings(jwt_lifetime=60), clock=lambda: now[0])
    async with serve(simulator) as running, httpx.AsyncClient() as http:
        headers = await Site(running, http).jwt()
        assert (await http.get(f"{running.lms_url}/api/user/v1/me", headers=headers)).status_code == 200
        now[0] += 61
        answer = await http.get(f"{running.lms_url}/api/user/v1/me", headers=headers)
        assert (answer.status_code, answer.json()) == (401, {"detail": "Invalid token."})


@pytest.mark.parametrize(
    ("change", "status", "answer"),
    [
        ({"schedule": {"start": "2026-01-01T00:00:00Z"}}, 400, {"schedule": {"end": ["This field is required."]}}),
        ({"team": [{"user": "nobody", "role": "staff"}]}, 400, {"team": ["Course team user does not exist"]}),
        ({"org": "é" * 3}, 201, None),
        ({"org": "o" * 300}, 500, None),
    ],
)
async def test_creating_a_course_run(site: Site, change: dict[str, object], status: int, answer: object) -> None:
    url = f"{site.running.studio_url}/api/v1/course_runs/"
    made = await site.http.post(url, headers=await site.jwt(), json=RUN | change)
    assert made.status_code == status
    assert answer is None or made.json() == answer


async def test_the_team_may_import(site: Site) -> None:
    url = f"{site.running.studio_url}/api/v1/course_runs/"
    run = RUN | {"team": [{"user": "author", "role": "instructor"}]}
    assert (await site.http.post(url, headers=await site.jwt(), json=run)).status_code == 201
    assert (await site.upload(b"x", who="author", key="course-v1:O+N+R")).status_code == 200
    change = {"title": "New", "pacing_type": "self_paced"}
    changed = await site.http.patch(f"{url}course-v1:O+N+R/", headers=await site.jwt(), json=change)
    assert (changed.json()["title"], changed.json()["pacing_type"]) == ("New", "self_paced")
    assert (await site.http.delete(f"{url}course-v1:O+N+R/", headers=await site.jwt())).status_code == 405


async def test_unknown_organisations_where_they_are_not_created() -> None:
    simulator = Simulator(Settings(organizations_autocreate=False, organizations=("Known",)))
    async with serve(simulator) as running, httpx.AsyncClient() as http:
        headers, url = await Site(running, http).jwt(), f"{running.studio_url}/api/v1/course_runs/"
        assert (await http.post(url, headers=headers, json=RUN)).status_code == 400
        assert (await http.post(url, headers=headers, json=RUN | {"org": "Known"})).status_code == 201


async def test_the_lms_shows_an_import_only_later() -> None:
    now = [1_000_000.0]
    pace = QUICK.pace
    simulator = Simulator(Settings(pace=pace), clock=lambda: now[0])
    async with serve(simulator) as running, httpx.AsyncClient() as http:
        simulator.create_course(KEY)
        site = Site(running, http)
        query = {"course_id": KEY, "all_blocks": "true", "depth": "all"}
        assert await site.imported(course_files()) == "Succeeded"
        now[0] += 29
        assert len((await site.lms("/api/courses/v2/blocks/", **query)).json()["blocks"]) == 1
        now[0] += 2
        assert len((await site.lms("/api/courses/v2/blocks/", **query)).json()["blocks"]) == 7
        assert len((await site.lms("/api/courses/v2/blocks/", **(query | {"depth": "1"}))).json()["blocks"]) == 2
        assert (await site.lms("/api/courses/v2/blocks/", "learner", **query)).status_code == 403


async def test_enrollments_come_by_cursor_pages(site: Site) -> None:
    for number in range(250):
        site.course.enrolled[f"u{number}"] = site.course.created_on
    page = (await site.lms("/api/enrollment/v1/enrollments", course_id=KEY, page_size="500")).json()
    sizes = [len(page["results"])]
    while page["next"]:
        page = (await site.http.get(page["next"], headers=await site.jwt())).json()
        sizes.append(len(page["results"]))
    assert sizes == [100, 100, 51]


async def test_enrollments_are_throttled(site: Site) -> None:
    site.running.simulator.add_account(Account("boss", "boss-client", "boss-secret", is_staff=True))
    headers, url = await site.jwt("boss"), f"{site.running.lms_url}/api/enrollment/v1/enrollments"
    statuses = [(await site.http.get(url, headers=headers)).status_code for _ in range(121)]
    assert statuses == [200] * 120 + [429]


async def test_course_detail_is_open_but_a_bad_token_is_not(site: Site) -> None:
    url = f"{site.running.lms_url}/api/courses/v1/courses/{KEY}"
    assert (await site.http.get(url)).status_code == 200
    assert (await site.http.get(url, headers={"Authorization": "JWT no"})).status_code == 401
    assert (await site.lms(f"/api/courses/v1/courses/{KEY}/", username="publisher")).json()["is_enrolled"] is True


async def test_pages_tell_the_release_line(site: Site) -> None:
    page = await site.http.get(f"{site.running.lms_url}/nothing/here")
    assert '<meta name="openedx-release-line" content="teak">' in page.text


@pytest.mark.slow
async def test_runs_as_a_process_of_its_own() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "adapters.simulator", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    urls = json.loads(await process.stdout.readline())
    async with httpx.AsyncClient() as http:
        assert (await http.get(f"{urls['studio_url']}/heartbeat")).status_code == 200
        assert (await http.get(f"{urls['lms_url']}/heartbeat")).status_code == 200
    process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0
