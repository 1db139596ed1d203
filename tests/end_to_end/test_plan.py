"""`courseport plan`: what a publish would do, with an exit code for scripts, and without doing any of it."""

from pathlib import Path

import pytest

from adapters.simulator import Running
from tests.end_to_end.command_line import CommandLine, Site
from tests.end_to_end.course_files import course_file
from tests.end_to_end.rows import everything

pytestmark = pytest.mark.slow
NOTHING, CHANGES = 0, 3


async def test_a_plan_before_and_after_a_publish(
    command_line: CommandLine, site: Site, running: Running, database_url: str, tmp_path: Path
) -> None:
    empty = await everything(database_url)
    first = await command_line.run("plan", course_file(tmp_path), *site.flags)
    assert first.code == CHANGES
    assert "Unit 0" in first.out
    assert await everything(database_url) == empty

    assert (await command_line.run("publish", course_file(tmp_path), *site.quick)).code == 0
    published = await everything(database_url)
    same = await command_line.run("plan", course_file(tmp_path), *site.flags, "--live")
    assert same.code == NOTHING
    assert "nothing to do" in same.out

    changed = course_file(tmp_path, units=3, text="Another text.")
    shown = await command_line.run("plan", changed, *site.flags, "--diff")
    assert shown.code == CHANGES
    assert "New (1)" in shown.out
    assert "Unit 2" in shown.out
    assert "Changed text (2)" in shown.out
    assert "-<p>A text. 0</p>" in shown.out
    as_json = await command_line.run("plan", changed, *site.flags, "--json")
    assert as_json.code == CHANGES
    assert {tuple(block["changes"]) for block in as_json.only()["blocks"]} == {("new",), ("rewritten",)}

    assert await everything(database_url) == published
    assert len(running.simulator.imports) == 1
