"""`courseport identities adopt`: shown first, recorded on demand, and kept by the publish after it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.course_input import read_course
from adapters.simulator import Running, Settings, Simulator, serve
from domain.course import Course
from domain.course_key import CourseKey
from tests.adapters.openedx.site import BytesPackage, opened
from tests.adapters.simulator.packages import pack
from tests.arrival.arrived import usage_keys
from tests.arrival.other_hands import by_hand, name_of
from tests.arrival.site import Site as Hand
from tests.end_to_end.command_line import CommandLine, Site
from tests.end_to_end.course_files import course_file
from tests.end_to_end.rows import everything

pytestmark = pytest.mark.slow
SHOWN_ONLY = 3


@pytest.fixture
async def running() -> AsyncIterator[Running]:
    """An LMS that is not behind its Studio, so that it knows of texts at once."""
    async with serve(Simulator(Settings(lms_block_lag=0))) as running:
        yield running


async def by_hand_into(running: Running, course: Course) -> str:
    """The course is there already, by other hands and under other names; its key."""
    key = CourseKey(course.org, course.course_id, course.run)
    async with opened(running) as gateway:
        await Hand(running, gateway).send(course, key, BytesPackage(pack(by_hand(course))))
    return str(key)


async def test_adopted_and_published_every_block_keeps_its_id(
    command_line: CommandLine, site: Site, running: Running, database_url: str, tmp_path: Path
) -> None:
    file = course_file(tmp_path)
    course = read_course(file.read_bytes()).course
    assert course is not None
    key = await by_hand_into(running, course)
    empty = await everything(database_url)

    shown = await command_line.run("identities", "adopt", file, *site.flags)
    assert (shown.code, "--yes" in shown.err) == (SHOWN_ONLY, True)
    assert name_of("c0") in shown.out
    assert "Only in Studio" in shown.out
    as_json = await command_line.run("identities", "adopt", file, *site.flags, "--json")
    assert (as_json.code, as_json.only()["recorded"]) == (SHOWN_ONLY, False)
    assert await everything(database_url) == empty

    recorded = await command_line.run("identities", "adopt", file, *site.flags, "--yes", "--json")
    assert (recorded.code, recorded.only()["recorded"]) == (0, True)
    again = await command_line.run("identities", "adopt", file, *site.flags, "--yes")
    assert (again.code, "COURSE_KEY_TAKEN" in again.err) == (1, True)

    assert (await command_line.run("publish", file, *site.quick)).code == 0
    keys = usage_keys(course, running.simulator.course(key))
    assert keys["chapter", ("c0",)].endswith(f"@{name_of('c0')}")
    assert keys["vertical", ("c0", "s0", "u1")].endswith(f"@{name_of('c0', 's0', 'u1')}")
    assert keys["html", ("c0", "s0", "u1")].endswith(f"@{name_of('c0', 's0', 'u1')}-t")
    assert (await command_line.run("plan", file, *site.flags)).code == 0


async def test_what_the_lms_does_not_have_is_told(command_line: CommandLine, site: Site, tmp_path: Path) -> None:
    told = await command_line.run("identities", "adopt", course_file(tmp_path), *site.flags, "--yes")
    assert told.code == 1
    assert "COURSE_NOT_FOUND" in told.err
