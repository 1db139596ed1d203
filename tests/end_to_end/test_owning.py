"""One LMS, several ways to it: a course run stays the first course's, and its blocks keep their names."""

import json
from pathlib import Path

import pytest

from tests.end_to_end.command_line import CommandLine, Ended, Site
from tests.end_to_end.course_files import course_file, written

pytestmark = pytest.mark.slow


async def connection(command_line: CommandLine, site: Site, *more: str) -> str:
    """A connection that is kept, in the usual pace but one; its id."""
    named = ("--name", "Campus", "--default-org", "Courseport", "--poll-interval", "2")
    made = await command_line.run("config", "create", *named, *site.flags, *more, "--json")
    assert made.code == 0, made.err
    told: str = made.only()["id"]
    return told


async def kept(command_line: CommandLine, file: Path, *more: str) -> str:
    """A course that is kept; its id."""
    put = await command_line.run("course", "put", file, *more, "--json")
    assert put.code == 0, put.err
    told: str = put.only()["id"]
    return told


def says_whose_it_is_not(ended: Ended, title: str) -> None:
    assert ended.code == 1
    assert "COURSE_KEY_TAKEN" in ended.err
    assert "a course of another organization" in " ".join(ended.err.split())
    assert title not in ended.err


async def test_another_organizations_course_does_not_overwrite_a_run(
    command_line: CommandLine, site: Site, tmp_path: Path
) -> None:
    command_line = command_line.having(COURSEPORT_ALLOW_PRIVATE_LMS="yes", COURSEPORT_ALLOW_PLAIN_HTTP_LMS="yes")
    file = course_file(tmp_path)
    assert (await command_line.run("publish", file, *site.quick)).code == 0
    made = await command_line.run("org", "create", "Neighbours", "--json")
    there = ("--organization", made.only()["id"])
    course = {**json.loads(file.read_text()), "title": "Neighbours’ own"}
    course_id = await kept(command_line, written(tmp_path / "theirs.json", course), *there)
    configuration = await connection(command_line, site, *there)
    ids = ("--course-id", course_id, "--config-id", configuration)
    for command in ("plan", "publish"):
        says_whose_it_is_not(await command_line.run(command, *ids), "End to end")
    elsewhere = await command_line.run("publish", *ids, "--run", "theirs")
    assert elsewhere.code == 0, elsewhere.err


async def test_a_connection_made_anew_goes_on_under_the_same_names(
    command_line: CommandLine, site: Site, tmp_path: Path
) -> None:
    file = course_file(tmp_path)
    assert (await command_line.run("publish", file, *site.quick)).code == 0
    course = json.loads(file.read_text())
    course["chapters"][0]["title"] = "Другая глава"
    course_id = await kept(command_line, written(file, course))
    ids = ("--course-id", course_id, "--config-id", await connection(command_line, site))
    planned = await command_line.run("plan", *ids, "--json")
    (block,) = planned.only()["blocks"]
    assert (block["kind"], block["changes"]) == ("chapter", ["renamed"])
    assert (await command_line.run("publish", *ids)).code == 0
    assert (await command_line.run("plan", file, *site.flags)).code == 0
