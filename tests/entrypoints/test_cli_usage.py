"""Wrong usage ends with exit code 2 and a sentence that says what to change; nothing is begun."""

from pathlib import Path
from uuid import UUID

import pytest

from entrypoints.cli import COMMANDS, GROUPS, app
from tests.entrypoints.inside import CLIENT_ID, EXAMPLE, Inside

ROOT = Path(__file__).parents[2]
SOMETHING = UUID(int=1)
NOWHERE = ("--lms-url", "http://127.0.0.1:1", "--studio-url", "http://127.0.0.1:1", "--client-id", CLIENT_ID)
ABROAD = ("--lms-url", "http://lms.example.org", "--studio-url", "https://s.example.org", "--client-id", CLIENT_ID)
NO_URL = ("--lms-url", "lms", "--studio-url", "https://s.example.org", "--client-id", CLIENT_ID)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("validate", "nowhere.json"), "cannot read nowhere.json"),
        (("validate", "README.md"), "line 1"),
        (("publish", "nowhere.json", *NOWHERE), "cannot read nowhere.json"),
        (("publish", "README.md", *NOWHERE), "the file holds no course"),
        (("publish", EXAMPLE, *NOWHERE, "--client-secret-file", "none"), "cannot read the secret from none"),
        (("publish", EXAMPLE, *ABROAD), "--allow-insecure"),
        (("test-connection", *ABROAD), "--allow-insecure"),
        (("plan", EXAMPLE, *ABROAD), "--allow-insecure"),
        (("publish", EXAMPLE, *NO_URL), "--lms-url must be an absolute http:// or https:// URL"),
        (("publish", EXAMPLE, *NOWHERE, "--poll-interval", "1"), "--poll-interval: "),
        (("publish", EXAMPLE, *NOWHERE, "--import-timeout", "7"), "--import-timeout: "),
        (("publish", EXAMPLE, *NOWHERE, "--verify", "perhaps"), "--verify"),
        (("publish", EXAMPLE, *NOWHERE, "--org", "две реки"), "--org: "),
        (("publish", EXAMPLE, *NOWHERE, "--client-secret", "x"), "--client-secret"),
        (("package", EXAMPLE), "--output"),
        (("package", EXAMPLE, "-o", "/nowhere/there.tar.gz"), "cannot write /nowhere/there.tar.gz"),
        (("package", EXAMPLE, "-o", "/dev/null", "--run", "две"), "run"),
        (("jobs", "show", "seven"), "seven"),
        (("jobs", "list", "--status", "dancing"), "dancing"),
        (("jobs", "list", "--limit", "0"), "limit"),
        (("jobs", "list", "--limit", "201"), "limit"),
        (("jobs", "list", "--after", "somewhere"), "somewhere"),
        (("token", "--hours", "0"), "--hours"),
        (("token", "--service", "--superadmin"), "--superadmin"),
        (("serve", "--port", "65536"), "port"),
        (("nonsense",), "nonsense"),
    ],
)
def test_wrong_usage(nowhere: Inside, arguments: tuple[object, ...], sentence: str) -> None:
    ended = nowhere(*arguments)
    assert ended.code == 2, ended
    assert sentence in ended.out + ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("verb", ["show", "watch", "cancel", "resume", "retry"])
def test_a_job_that_is_not_there_is_no_wrong_usage(courseport: Inside, verb: str) -> None:
    ended = courseport("jobs", verb, SOMETHING)
    assert (ended.code, "JOB_NOT_FOUND" in ended.err) == (1, True), ended


def test_a_secret_can_come_from_a_file(nowhere: Inside, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("COURSEPORT_CLIENT_SECRET")
    secret = tmp_path / "secret"
    secret.write_text("x\n")
    ended = nowhere("test-connection", *NOWHERE, "--client-secret-file", secret)
    assert (ended.code, "Cannot reach LMS - check URL and network connectivity" in ended.out) == (1, True)


def test_every_command_has_one_place_in_the_list() -> None:
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(nowhere: Inside, name: str) -> None:
    """And each of its own commands, and each flag of these."""
    waiting = [[name]]
    while waiting:
        words = waiting.pop()
        shown = nowhere(*words, "--help")
        assert shown.code == 0, shown
        assert shown.out.startswith(f"Usage: courseport {' '.join(words)}")
        assert f"{ROOT}" not in shown.out, "this machine's own folders help nobody"
        _, (*_, command), _ = app.parse_commands(words)
        waiting += [[*words, under] for under in command if not under.startswith("-")]
