"""The main job as its user meets it: a course goes in, proof comes out, and the history tells it afterwards."""

import json
import shutil
from pathlib import Path

import pytest

from adapters.simulator import Running
from tests.end_to_end.command_line import CLIENT_ID, CLIENT_SECRET, EXAMPLE, REAL_COURSES, CommandLine, Site
from tests.end_to_end.course_files import course_file
from tests.end_to_end.rows import everything, jobs

pytestmark = pytest.mark.slow
EXAMPLE_KEY = "course-v1:Courseport+two_rivers+demo"
PROOF = "15/15 units in place, 15 texts compared, 0 missing, 0 changed"


async def test_a_publish_ends_with_proof_and_links_and_later_processes_know_it(
    command_line: CommandLine, site: Site, running: Running
) -> None:
    published = await command_line.run("publish", EXAMPLE, *site.quick)
    assert published.code == 0, published.err
    for expected in (
        PROOF,
        EXAMPLE_KEY,
        f"{site.lms_url}/courses/{EXAMPLE_KEY}/course",
        f"{site.studio_url}/course/",
    ):
        assert expected in published.out
    assert "waiting for the LMS" in published.err
    assert " %  " not in published.out

    listed = (await command_line.run("jobs", "list", "--json")).only()
    (job,) = listed["items"]
    assert (job["status"], job["progress_percent"], listed["total"]) == ("succeeded", 100, 1)
    assert job["course_title"] == "Две реки · Two Rivers"
    assert job["lms_name"].startswith(site.studio_url)
    table = await command_line.run("jobs", "list")
    shown = await command_line.run("jobs", "show", job["id"])
    as_json = await command_line.run("jobs", "show", job["id"], "--json")
    assert (table.code, shown.code, as_json.code) == (0, 0, 0)
    assert job["id"] in table.out  # whole: it is what the other commands want to be told
    assert PROOF in shown.out
    assert as_json.only()["id"] == job["id"]

    again = await command_line.run("publish", EXAMPLE, *site.quick)
    assert again.code == 0
    assert "uploaded      nothing" in again.out
    assert PROOF in again.out
    assert len(running.simulator.imports) == 1


async def test_json_is_json_lines_and_nothing_else(
    command_line: CommandLine, site: Site, running: Running
) -> None:
    published = await command_line.run("publish", EXAMPLE, *site.quick, "--json")
    assert published.code == 0
    percents = [line["job"]["progress_percent"] for line in published.events("progress")]
    assert percents == sorted(percents)
    assert published.lines()[-1]["event"] == "succeeded"
    job = published.lines()[-1]["job"]
    assert job["metadata"]["verification"]["summary"] == PROOF
    assert job["edx_task_id"] == running.simulator.imports[0].task_id
    assert published.err == ""


async def test_a_change_is_uploaded_again_and_force_repeats_what_is_there(
    command_line: CommandLine, site: Site, running: Running, tmp_path: Path
) -> None:
    assert (await command_line.run("publish", course_file(tmp_path), *site.quick)).code == 0
    changed = course_file(tmp_path, text="Another text.")
    assert (await command_line.run("publish", changed, *site.quick)).code == 0
    assert len(running.simulator.imports) == 2
    assert (await command_line.run("publish", changed, *site.quick, "--force")).code == 0
    assert len(running.simulator.imports) == 3
    assert set(running.simulator.most_simultaneous_imports.values()) == {1}


async def test_a_wrong_address_can_be_corrected(command_line: CommandLine, site: Site, tmp_path: Path) -> None:
    course = course_file(tmp_path)
    swapped = Site(lms_url=site.studio_url, studio_url=site.studio_url)
    wrong = await command_line.run("publish", course, *swapped.quick)
    assert wrong.code == 1
    assert "the two may be swapped" in wrong.out
    corrected = await command_line.run("publish", course, *site.quick)
    assert corrected.code == 0, corrected.err


async def test_fifty_units_with_the_default_interval_end_within_thirty_seconds(
    command_line: CommandLine, site: Site, tmp_path: Path
) -> None:
    published = await command_line.run("publish", course_file(tmp_path, units=50), *site.flags, "--json")
    job = published.lines()[-1]["job"]
    assert job["metadata"]["verification"]["texts_compared"] == 50
    assert job["duration_ms"] < 30_000


@pytest.mark.parametrize("name", ["rust-book-ru.json", "swc-python-en.json"])
async def test_real_courses_arrive_whole(command_line: CommandLine, site: Site, name: str, tmp_path: Path) -> None:
    if not (REAL_COURSES / name).exists():
        pytest.skip("the real courses are not part of the repository")
    course = shutil.copy(REAL_COURSES / name, tmp_path)
    units = sum(
        len(section["units"])
        for chapter in json.loads((REAL_COURSES / name).read_bytes())["chapters"]
        for section in chapter["sections"]
    )
    published = await command_line.run("publish", course, *site.quick)
    assert published.code == 0, published.err
    assert f"{units}/{units} units in place" in published.out
    assert "0 missing, 0 changed" in published.out


async def test_a_secret_that_is_wrong_is_said_to_be_and_kept_nowhere(
    command_line: CommandLine, site: Site, database_url: str
) -> None:
    wrong = "a-secret-that-opens-nothing"
    told = command_line.having(COURSEPORT_CLIENT_SECRET=wrong, COURSEPORT_LOG_LEVEL="debug")
    published = await told.run("publish", EXAMPLE, *site.quick)
    assert published.code == 1
    assert "INVALID_CREDENTIALS" in published.out + published.err
    assert "client ID and secret" in published.out + published.err
    (job,) = await jobs(database_url)
    assert (job["status"], job["error_code"]) == ("failed", "INVALID_CREDENTIALS")
    assert wrong not in published.out + published.err
    assert_absent(await everything(database_url), wrong)


async def test_neither_secret_nor_token_is_kept_or_said(
    command_line: CommandLine, site: Site, running: Running, database_url: str
) -> None:
    published = await command_line.having(COURSEPORT_LOG_LEVEL="debug").run(
        "publish", EXAMPLE, *site.quick, "--json"
    )
    assert published.code == 0
    tokens = list(running.simulator.accounts._issued)
    assert tokens
    kept = await everything(database_url)
    assert EXAMPLE_KEY in kept  # it is really read
    for hidden in (CLIENT_SECRET, *tokens):
        assert hidden not in published.out + published.err
        assert_absent(kept, hidden)
    assert CLIENT_ID not in kept


def assert_absent(kept: str, secret: str) -> None:
    """Neither as it is, nor as bytes are printed."""
    assert secret not in kept
    assert secret.encode().hex() not in kept
