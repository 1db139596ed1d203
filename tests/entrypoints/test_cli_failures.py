"""Whatever an operator can mend ends in a sentence and an exit code, never in a traceback."""

from pathlib import Path
from uuid import UUID

import pytest

from application.ports.stores import StoreAwayError
from entrypoints import cli
from entrypoints.commands.terminal import TroubleError, UsageError
from entrypoints.opening import told
from entrypoints.settings import load_settings
from tests.entrypoints.conftest import HIDDEN_WORD
from tests.entrypoints.inside import CLIENT_ID, EXAMPLE, Inside

SOMETHING = UUID(int=1)
LMS = ("--lms-url", "http://127.0.0.1:1", "--studio-url", "http://localhost:1", "--client-id", CLIENT_ID)
KEPT = ("--course-id", SOMETHING, "--config-id", SOMETHING)

NEED_A_DATABASE: list[tuple[object, ...]] = [
    ("plan", EXAMPLE, *LMS),
    ("plan", *KEPT),
    ("publish", EXAMPLE, *LMS),
    ("publish", *KEPT),
    ("identities", "adopt", EXAMPLE, *LMS),
    ("jobs", "list"),
    ("jobs", "show", SOMETHING),
    ("jobs", "watch", SOMETHING),
    ("jobs", "resume", SOMETHING),
    ("jobs", "cancel", SOMETHING),
    ("jobs", "retry", SOMETHING),
    ("org", "create", "Acme"),
    ("org", "list"),
    ("org", "members", "list", SOMETHING),
    ("config", "create", *LMS, "--name", "Campus", "--default-org", "Acme"),
    ("config", "list"),
    ("config", "test", SOMETHING),
    ("config", "remove", SOMETHING, "--yes"),
    ("course", "put", EXAMPLE),
    ("course", "list"),
    ("course", "remove", SOMETHING, "--yes"),
    ("keys", "rotate"),
    ("migrate",),
    ("serve", "--port", "0"),
    ("worker",),
]


@pytest.mark.parametrize(
    "arguments", NEED_A_DATABASE, ids=lambda arguments: " ".join(map(str, arguments[:2]))[:20]
)
def test_a_database_that_is_not_there(nowhere: Inside, arguments: tuple[object, ...]) -> None:
    ended = nowhere(*arguments)
    assert ended.code == 1, ended
    assert ended.err.splitlines()[-1] == (
        "PostgreSQL at 127.0.0.1:1 refuses connections. Is it running there? Check COURSEPORT_DATABASE_URL."
    )
    assert HIDDEN_WORD not in ended.out + ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COURSEPORT_DATABASE_URL", f"mysql://us:{HIDDEN_WORD}@127.0.0.1/x"),
        ("COURSEPORT_DATABASE_URL", f"postgresql://us:{HIDDEN_WORD}@127.0.0.1:port/x"),
        ("COURSEPORT_PACKAGE_LIMIT_MB", "big"),
        ("COURSEPORT_PACKAGE_LIMIT_MB", "0"),
        ("COURSEPORT_ALLOW_PRIVATE_LMS", "perhaps"),
        ("COURSEPORT_WORKER_CONCURRENCY", "many"),
        ("COURSEPORT_WORKER_DEQUEUE", "nan"),
        ("COURSEPORT_WORKER_METRICS_PORT", "65536"),
    ],
)
def test_a_setting_that_cannot_be_meant(
    nowhere: Inside, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    ended = nowhere("jobs", "list")
    assert (ended.code, ended.err.startswith(f"{name} ")) == (2, True), ended
    assert HIDDEN_WORD not in ended.err


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "KEYS", "ALLOW_PRIVATE_LMS"):
        monkeypatch.setenv(f"COURSEPORT_{name}", "")
    settings = load_settings()
    assert (settings.database_url, settings.keys, settings.allow_private_lms) == (None, None, False)


def test_keys_that_cannot_be_used(courseport: Inside, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COURSEPORT_KEYS", f"k1:{HIDDEN_WORD}")
    ended = courseport("jobs", "list")
    assert (ended.code, ended.err) == (2, "COURSEPORT_KEYS: the key 'k1' is not base64\n")
    monkeypatch.delenv("COURSEPORT_KEYS")
    (tmp_path / "a-file").touch()
    monkeypatch.setenv("COURSEPORT_HOME", str(tmp_path / "a-file"))
    ended = courseport("jobs", "list")
    assert (ended.code, "cannot be read or made" in ended.err) == (2, True), ended


@pytest.mark.parametrize("name", ["COURSEPORT_API_DOCS", "COURSEPORT_API_JWT_SECRET"])
def test_settings_of_the_api(nowhere: Inside, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "perhaps")
    ended = nowhere("serve")
    assert (ended.code, "COURSEPORT_API" in ended.err, "perhaps" in ended.err) == (2, True, name.endswith("DOCS"))


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize(
    "command", [("plan",), ("publish",), ("package", "-o", "x.tar.gz"), ("identities", "adopt"), ("validate",)]
)
def test_a_file_that_holds_no_course_is_wrong_usage_everywhere(
    nowhere: Inside, tmp_path: Path, command: tuple[str, ...], as_json: bool
) -> None:
    file = tmp_path / "course.json"
    file.write_text("[]")
    where = () if command[0] in ("package", "validate") else LMS
    ended = nowhere(*command, file, *where, *(["--json"] if as_json else []))
    assert ended.code == 2, ended
    assert "WRONG_TYPE" in ended.out
    assert "Traceback" not in ended.err


def test_a_database_that_goes_away_meanwhile_is_trouble_and_a_bug_stays_a_bug() -> None:
    with pytest.raises(TroubleError, match="PostgreSQL is away"), told():
        raise StoreAwayError("PostgreSQL is away: ConnectionDoesNotExistError")
    with pytest.raises(ZeroDivisionError), told():
        raise ZeroDivisionError


def test_what_is_said_is_text_and_nothing_else(nowhere: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names of files and servers come from elsewhere: no terminal obeys them."""

    def wrong() -> None:
        raise UsageError("[bold]\x1b[2J")

    monkeypatch.setattr(cli, "load_settings", wrong)
    assert nowhere("jobs", "list").err == "[bold]\\x1b[2J\n"
