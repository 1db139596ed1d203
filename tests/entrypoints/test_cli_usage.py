"""Wrong usage ends with exit code 2 and a sentence that says what to change; nothing is begun."""

import re
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
        (("publish", EXAMPLE, *NOWHERE, "--poll-interval", "1"), "--poll-interval must be >= 2, not 1"),
        (("publish", EXAMPLE, *NOWHERE, "--import-timeout", "7"), "--import-timeout must be >= 30, not 7"),
        (("publish", EXAMPLE, *NOWHERE, "--verify", "perhaps"), "--verify"),
        (("publish", EXAMPLE, *NOWHERE, "--org", "две реки"), "--org must be 1–50"),
        (("publish", EXAMPLE, *NOWHERE, "--client-secret", "x"), "--client-secret"),
        (("package", EXAMPLE), "--output"),
        (("package", EXAMPLE, "-o", "/nowhere/there.tar.gz"), "cannot write /nowhere/there.tar.gz"),
        (("package", EXAMPLE, "-o", "/dev/null", "--run", "две"), "--run must be 1–50"),
        (("publish", EXAMPLE, *NOWHERE, "--course", "two rivers"), "--course must be 1–50"),
        (("publish", EXAMPLE, *NOWHERE, "--run", ""), "--run must be 1–50"),
        (("identities", "adopt", EXAMPLE, *NOWHERE, "--course", "две"), "--course must be 1–50"),
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


@pytest.mark.parametrize(
    ("arguments", "missing"),
    [
        (("config", "create", "--name=Campus"), "--lms-url, --studio-url, --client-id, --default-org"),
        (("publish", EXAMPLE, "--client-id", CLIENT_ID), "--lms-url, --studio-url"),
        (("test-connection",), "--lms-url, --studio-url, --client-id"),
        (("identities", "adopt", *NOWHERE[:4]), "COURSE, --client-id"),
        (("org", "members", "put", SOMETHING), "USER, ROLE"),
    ],
)
def test_all_that_is_missing_is_told_at_once(nowhere: Inside, arguments: tuple[object, ...], missing: str) -> None:
    ended = nowhere(*arguments)
    assert (ended.code, f" still needs {missing}." in ended.out + ended.err) == (2, True), ended


def test_all_that_is_wrong_with_an_lms_is_told_at_once(nowhere: Inside) -> None:
    ended = nowhere("publish", EXAMPLE, *NO_URL, "--poll-interval", "1", "--client-secret-file", "none")
    assert (ended.code, ended.err.splitlines()[-3:]) == (
        2,
        [
            "--poll-interval must be >= 2, not 1",
            "--lms-url must be an absolute http:// or https:// URL, not 'lms'",
            "cannot read the secret from none: No such file or directory",
        ],
    )


@pytest.mark.parametrize("verb", ["show", "watch", "cancel", "resume", "retry"])
def test_a_job_that_is_not_there_is_no_wrong_usage(courseport: Inside, verb: str) -> None:
    ended = courseport("jobs", verb, SOMETHING)
    assert (ended.code, "JOB_NOT_FOUND" in ended.err) == (1, True), ended


def test_watching_is_following(nowhere: Inside) -> None:
    """Only what would follow a job can leave it to others instead."""
    shown = {verb: "--detach" in nowhere("jobs", verb, "--help").out for verb in ("watch", "resume", "retry")}
    assert shown == {"watch": False, "resume": True, "retry": True}


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
        assert not re.search(r"│ \*? +\S+ +(\[required\])? *│", shown.out), "what is this for?"
        _, (*_, command), _ = app.parse_commands(words)
        waiting += [[*words, under] for under in command if not under.startswith("-")]
