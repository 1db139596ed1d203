"""platform-facts 1.1 to 1.5: who may import, what is taken for a package, what the answers are."""

import asyncio

import httpx
import pytest

from adapters.simulator import Pace, Settings, Simulator, serve
from tests.adapters.simulator.packages import course_files, large_course, pack
from tests.adapters.simulator.site import KEY, Site

PATH = f"/api/courses/v0/import/{KEY}/"
NONEXISTENT = {
    "error_code": "token_nonexistent",
    "developer_message": "The provided access token does not match any valid tokens.",
}


@pytest.mark.parametrize(
    ("header", "status", "message"),
    [
        ("jwt {jwt}", 500, "'task_id'"),
        ("Bearer {opaque}", 500, "'task_id'"),
        ("Bearer {jwt}", 401, NONEXISTENT),
        ("JWT {opaque}", 401, "Invalid token."),
        ("JWT a.b.c", 401, "Invalid token."),
        ("Token {jwt}", 401, "Incorrect authentication credentials."),
    ],
)
async def test_which_header_opens(site: Site, header: str, status: int, message: object) -> None:
    tokens = {"jwt": await site.token(token_type="jwt"), "opaque": await site.token()}
    headers = {"Authorization": header.format(**tokens)}
    answer = await site.http.get(f"{site.running.studio_url}{PATH}", headers=headers)
    assert (answer.status_code, answer.json()["developer_message"]) == (status, message)
    assert "WWW-Authenticate" not in answer.headers


async def test_a_scheme_without_a_token(site: Site) -> None:
    answer = await site.http.get(f"{site.running.studio_url}{PATH}", headers={"Authorization": "JWT"})
    assert answer.status_code == 401
    assert answer.json()["developer_message"]["error_code"] == "token_not_provided"


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        ("instructor", KEY, 200),
        ("staff", "RecX", 200),
        ("limited_staff", KEY, 403),
        ("beta_testers", "RecX", 403),
        ("instructor", "OtherOrg", 403),
    ],
)
async def test_which_role_is_enough(site: Site, role: str, place: str, status: int) -> None:
    site.running.simulator.grant("author", role, place)
    assert (await site.upload(pack(course_files()), who="author")).status_code == status


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../evil.tar.gz", "evil.tar.gz"),
        ("a/b.tar.gz", "b.tar.gz"),
        ("c:\\d\\e.tar.gz", "e.tar.gz"),
        ("имя с пробелом;&.tar.gz", "имя с пробелом;&.tar.gz"),
        ('quo"te.zip', 'quo"te.zip'),
    ],
)
async def test_only_the_last_part_of_the_file_name_is_kept(site: Site, sent: str, kept: str) -> None:
    answer = await site.upload(b"x", sent)
    await site.ended(answer.json()["task_id"])
    assert site.running.simulator.imports[-1].file_name == kept
    status = await site.studio(PATH, task_id=answer.json()["task_id"], filename=kept)
    assert status.json() == {"state": "Failed"}


@pytest.mark.parametrize("name", ["p.tgz", "p.tar", "p.TAR.GZ", "p"])
async def test_other_extensions_are_refused_without_a_word(site: Site, name: str) -> None:
    answer = await site.upload(b"x", name)
    assert (answer.status_code, answer.json()) == (500, {"developer_message": "", "error_code": "internal_error"})
    assert site.running.simulator.imports == []


@pytest.mark.parametrize(
    ("content_type", "message"),
    [
        ("application/json", ""),
        ("multipart/form-data; boundary=x", ""),
        ("", 'Unsupported media type "" in request.'),
    ],
)
async def test_bodies_that_are_no_upload(site: Site, content_type: str, message: str) -> None:
    headers = await site.jwt() | {"Content-Type": content_type}
    answer = await site.http.post(f"{site.running.studio_url}{PATH}", headers=headers, content=b"{}")
    assert (answer.status_code, answer.json()["developer_message"]) == (500, message)


async def test_a_large_upload_arrives_whole(site: Site) -> None:
    content = bytes(range(256)) * 20_000 + b"\r\n--almost a boundary"
    form = {"title": "other field", "empty": ""}
    files = {"other": ("o.tar.gz", b"no", "text/plain"), "course_data": ("big.tar.gz", content, "text/plain")}
    url = f"{site.running.studio_url}{PATH}"
    answer = await site.http.post(url, headers=await site.jwt(), data=form, files=files)
    received = site.running.simulator.imports[-1]
    assert (answer.status_code, received.size) == (200, len(content))
    assert received.path.read_bytes() == content


async def test_a_long_name_kills_the_task_before_it_has_a_row(site: Site) -> None:
    answer = await site.upload(pack(course_files()), "n" * 220 + ".tar.gz")
    assert answer.status_code == 200
    await site.running.simulator.imports[-1].ended.wait()
    status = await site.studio(PATH, task_id=answer.json()["task_id"], filename="n" * 220 + ".tar.gz")
    assert status.status_code == 500


async def test_over_the_proxys_limit_the_answer_is_a_page() -> None:
    simulator = Simulator(Settings(proxy_body_limit=1000))
    async with serve(simulator) as running, httpx.AsyncClient() as http:
        simulator.create_course(KEY)
        answer = await Site(running, http).upload(b"x" * 2000)
        assert (answer.status_code, answer.headers["Content-Type"]) == (413, "text/html; charset=utf-8")
        assert simulator.imports == []


async def test_keys_and_methods(site: Site) -> None:
    headers = await site.jwt()
    encoded = f"{site.running.studio_url}{PATH.replace('+', '%2B')}"
    assert (await site.http.get(encoded, headers=headers)).json()["developer_message"] == "'task_id'"
    assert (await site.http.delete(encoded, headers=headers)).status_code == 405
    options = await site.http.options(encoded, headers=headers)
    assert (options.status_code, options.headers["Content-Type"]) == (500, "text/html; charset=utf-8")


async def test_tasks_are_paged_newest_first_and_private(site: Site) -> None:
    for number in range(12):
        await site.imported(b"broken", f"p{number}.tar.gz")
    first = (await site.studio("/api/tasks/v0/tasks/")).json()
    assert [len(first["results"]), first["count"], first["num_pages"]] == [10, 12, 2]
    assert first["results"][0]["name"] == f"Import of {KEY} from p11.tar.gz"
    second = (await site.http.get(first["next"], headers=await site.jwt())).json()
    assert (second["start"], len(second["results"]), second["next"]) == (10, 2, None)
    artifact = second["results"][0]["artifacts"][0]
    assert (await site.http.get(artifact, headers=await site.jwt("author"))).status_code == 404


async def test_two_imports_of_one_course_are_noted_and_spoil_each_other() -> None:
    """The second unpacks into the folder that the first is about to read: what the first sent never arrives."""
    simulator = Simulator(Settings(pace=Pace(0, 0, 1, 0, 0), import_workers=2))
    async with serve(simulator) as running, httpx.AsyncClient() as http:
        simulator.create_course(KEY)
        site = Site(running, http)
        first = (await site.upload(pack(course_files()), "a.tar.gz")).json()["task_id"]
        await asyncio.sleep(0.5)
        second = (await site.upload(pack(large_course(5)), "b.tar.gz")).json()["task_id"]
        # Looked at when the first has ended and the second has not: it cannot have replaced anything yet.
        state = await site.ended(first)
        assert state == "Failed" or "vertical/blok_1" not in site.outline()
        await site.ended(second)
        assert simulator.most_simultaneous_imports[site.course.key] == 2


async def test_imports_one_after_the_other_are_not_simultaneous(site: Site) -> None:
    for _ in range(2):
        assert await site.imported(course_files()) == "Succeeded"
    assert site.running.simulator.most_simultaneous_imports[site.course.key] == 1


async def test_an_import_goes_through_every_stage_in_order(site: Site) -> None:
    assert await site.imported(course_files()) == "Succeeded"
    task = site.running.simulator.imports[-1].task
    assert task is not None
    assert task.states == ["In Progress", "Unpacking", "Verifying", "Updating", "Succeeded"]


async def test_closing_in_the_midst_of_an_import_leaves_nothing_behind() -> None:
    async with serve(Simulator(Settings(pace=Pace(0, 0, 0, 0, 0)))) as running, httpx.AsyncClient() as http:
        running.simulator.create_course(KEY)
        await Site(running, http).upload(pack(large_course(300)))
        folder = running.simulator.data_dir
    assert not folder.exists()
