"""Wrong usage ends with exit code 2 and a sentence that says what to change; nothing is begun."""

from pathlib import Path

import pytest

from entrypoints.cli import COMMANDS
from tests.end_to_end.command_line import CLIENT_ID, EXAMPLE, CommandLine
from tests.end_to_end.course_files import course_file

pytestmark = pytest.mark.slow
NOWHERE = ("--lms-url", "http://127.0.0.1:1", "--studio-url", "http://127.0.0.1:1", "--client-id", CLIENT_ID)


@pytest.mark.parametrize(
    ("arguments", "environment", "sentence"),
    [
        (("publish", EXAMPLE, *NOWHERE), {}, "set COURSEPORT_CLIENT_SECRET"),
        (("nonsense",), {}, "nonsense"),
        (("validate", EXAMPLE), {"COURSEPORT_LOG_LEVEL": "loud"}, "COURSEPORT_LOG_LEVEL must be one of"),
    ],
)
async def test_wrong_usage(
    fileless: CommandLine, arguments: tuple[str, ...], environment: dict[str, str], sentence: str
) -> None:
    """As a process; all the other cases are in tests/entrypoints/test_cli_usage.py, a second less each."""
    told = await fileless.having(COLUMNS="200", **environment).run(*arguments)
    assert told.code == 2, told.out + told.err
    assert sentence in told.out + told.err
    assert "Traceback" not in told.err


async def test_a_database_that_is_not_there_is_said_without_a_traceback(fileless: CommandLine) -> None:
    told = await fileless.run("jobs", "list")
    assert told.code == 1
    assert "Traceback" not in told.err
    assert "COURSEPORT_DATABASE_URL" in told.err


async def test_help_is_there_for_every_command(fileless: CommandLine) -> None:
    shown = await fileless.run("--help")
    assert shown.code == 0
    for name in COMMANDS:
        assert f" {name} " in shown.out


async def test_package_tells_what_it_wrote_and_writes_the_same_twice(
    fileless: CommandLine, tmp_path: Path
) -> None:
    one, two = tmp_path / "1.tar.gz", tmp_path / "2.tar.gz"
    first = (await fileless.run("package", EXAMPLE, "-o", one, "--json")).only()
    second = await fileless.run("package", EXAMPLE, "-o", two)
    assert second.code == 0
    assert one.read_bytes() == two.read_bytes()
    assert first["size"] == one.stat().st_size
    assert second.out.split() == [
        first["sha256"],
        f"{first['size']}",
        "bytes",
        f"{first['members']}",
        "members",
        first["course_key"],
    ]
    elsewhere = await fileless.run("package", course_file(tmp_path), "-o", one, "--course", "Other", "--json")
    assert elsewhere.only()["course_key"] == "course-v1:Courseport+Other+tests"
