"""`courseport course`, and a publish of what is kept: the whole way of an operator, over a real site."""

import json
from pathlib import Path
from uuid import UUID

import pytest

from adapters.simulator import Running
from tests.entrypoints.inside import EXAMPLE, Inside, connection_flags

ACME, USER, OTHER, NOBODY = UUID(int=1), UUID(int=7), UUID(int=8), UUID(int=9)


def course_file(folder: Path, code: str = "RIV1", title: str = "Rivers", text: str = "<p>One.</p>") -> Path:
    unit = {"id": "u", "title": "Unit", "content": text}
    chapters = [{"id": "c", "title": "Chapter", "sections": [{"id": "s", "title": "Section", "units": [unit]}]}]
    path = folder / f"{code}.json"
    path.write_text(
        json.dumps(
            {
                "courseId": code,
                "title": title,
                "org": "Acme",
                "run": "2026",
                "language": "en",
                "chapters": chapters,
            }
        )
    )
    return path


def test_a_course_is_kept_under_one_id(courseport: Inside, tmp_path: Path) -> None:
    told = courseport("course", "put", course_file(tmp_path))
    assert (told.code, told.out.split()[1:]) == (0, ["kept"]), told
    again = courseport.done("course", "put", course_file(tmp_path, title="Streams"))
    assert (again["id"], again["created"], again["owner_id"]) == (told.out.split()[0], False, None)
    (listed,) = courseport.done("course", "list")["items"]
    assert (listed["id"], listed["title"]) == (again["id"], "Streams")


def test_organization_owner_and_id_are_the_operators_to_say(courseport: Inside, tmp_path: Path) -> None:
    whose = ("--organization", ACME)
    refused = courseport("course", "put", course_file(tmp_path), *whose)
    assert (refused.code, "ORGANIZATION_NOT_FOUND" in refused.err) == (1, True)
    courseport.done("org", "create", "Acme", "--id", ACME)
    put = courseport.done("course", "put", course_file(tmp_path), *whose, "--owner", USER, "--id", OTHER)
    assert (put["id"], put["organization_id"], put["owner_id"]) == (str(OTHER), str(ACME), str(USER))
    again = courseport("course", "put", course_file(tmp_path), *whose, "--owner", OTHER, "--id", OTHER)
    assert (again.code, "owner stays" in again.err) == (0, True)
    assert courseport.done("course", "list")["total"] == 0
    assert courseport.done("course", "list", *whose)["items"][0]["owner_id"] == str(USER)
    elsewhere = courseport("course", "put", course_file(tmp_path), "--id", OTHER)
    assert (elsewhere.code, "INVALID_COURSE_INPUT" in elsewhere.err) == (1, True)


def test_pages_and_removal(courseport: Inside, tmp_path: Path) -> None:
    ids = [courseport.done("course", "put", course_file(tmp_path, f"C{number}"))["id"] for number in range(3)]
    page = courseport.done("course", "list", "--limit", "2")
    assert [item["id"] for item in page["items"]] == ids[:0:-1]
    rest = courseport("course", "list", "--after", ids[1])
    assert rest.out.startswith(ids[0])
    assert rest.out.splitlines()[-1] == "1 of 3"
    unasked = courseport("course", "remove", ids[0])
    assert (unasked.code, "--yes" in unasked.err) == (2, True)
    assert courseport.done("course", "remove", ids[0], "--yes") == {"removed": ids[0]}
    gone = courseport("course", "remove", ids[0], "--yes")
    assert (gone.code, "COURSE_NOT_FOUND" in gone.err) == (1, True)
    assert courseport("course", "list", "--after", ids[0]).code == 1


def test_what_the_lms_would_not_take_stops_only_a_publish(courseport: Inside, tmp_path: Path) -> None:
    path = course_file(tmp_path, text='<p><img src="cover.png" alt="" /></p>')
    told = courseport("course", "put", path)
    assert (told.code, "courseport validate" in told.err) == (0, True), told
    assert courseport.done("course", "put", path)["findings"][0]["rule"] == "ABSOLUTE_IMAGE_URLS"
    connection = courseport.done("config", "create", *connection_flags("http://127.0.0.1:1", "http://localhost:1"))
    ids = ("--course-id", told.out.split()[0], "--config-id", connection["id"])
    for verb in ("publish", "plan"):
        refused = courseport(verb, *ids)
        assert (refused.code, "Errors (1)" in refused.out + refused.err) == (1, True), refused


def test_what_would_lose_something_by_being_kept_is_refused(courseport: Inside, tmp_path: Path) -> None:
    path = course_file(tmp_path)
    path.write_text(path.read_text().replace('"title": "Unit"', '"title": 7'))
    told = courseport("course", "put", path)
    assert (told.code, "Nothing was kept" in told.err, "WRONG_TYPE" in told.out) == (1, True, True)
    assert courseport.done("course", "list")["total"] == 0


@pytest.mark.parametrize("name", ["README.md", "nowhere.json"])
def test_what_is_no_course(nowhere: Inside, name: str) -> None:
    assert nowhere("course", "put", name).code == 2


def test_what_is_kept_is_planned_published_and_proved(
    courseport: Inside, site: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course_id = courseport.done("course", "put", course_file(tmp_path))["id"]
    config_id = courseport.done("config", "create", *connection_flags(site.lms_url, site.studio_url))["id"]
    monkeypatch.delenv("COURSEPORT_CLIENT_SECRET")  # what is kept is enough
    ids = ("--course-id", course_id, "--config-id", config_id)
    before = courseport("plan", *ids)
    assert (before.code, "Unit" in before.out) == (3, True)
    published = courseport("publish", *ids)
    assert (published.code, "1/1 units in place" in published.out) == (0, True), published
    after = courseport("plan", *ids, "--live")
    assert (after.code, "nothing to do" in after.out) == (0, True), after
    assert courseport.done("jobs", "list")["total"] == 1


@pytest.mark.parametrize("verb", ["publish", "plan"])
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "COURSE missing"),
        ((EXAMPLE,), "--lms-url, --studio-url and --client-id missing"),
        (("--course-id", NOBODY), "--config-id is missing"),
        (("--config-id", NOBODY), "--course-id is missing"),
        ((EXAMPLE, "--config-id", NOBODY), "not some of both"),
        ((EXAMPLE, "--course-id", NOBODY, "--config-id", NOBODY), "not some of both"),
        ((EXAMPLE, "--lms-url", "https://lms.example.org"), "--studio-url"),
    ],
)
def test_half_of_it_and_some_of_both(
    nowhere: Inside, verb: str, arguments: tuple[object, ...], sentence: str
) -> None:
    told = nowhere(verb, *arguments)
    assert (told.code, sentence in told.out + told.err) == (2, True), told


def test_the_pace_of_a_kept_connection_is_its_own(nowhere: Inside) -> None:
    told = nowhere("publish", "--course-id", NOBODY, "--config-id", NOBODY, "--poll-interval", 2)
    assert (told.code, "config update" in told.err) == (2, True)


@pytest.mark.parametrize("verb", ["publish", "plan"])
def test_what_is_not_kept(courseport: Inside, verb: str) -> None:
    told = courseport(verb, "--course-id", NOBODY, "--config-id", NOBODY)
    assert (told.code, "COURSE_NOT_FOUND" in told.err) == (1, True)
