"""`courseport config`: connections, as an operator has them. What is secret goes in and never comes out."""

from pathlib import Path
from uuid import UUID

import pytest

from adapters.postgres.engine import create_engine
from adapters.postgres.transactions import PostgresTransactions
from adapters.queue.job_queue import PgQueuerJobQueue
from adapters.simulator import Running
from adapters.vault.keyring import KEYS_FILE, Keyring
from adapters.vault.vault import Vault
from domain.identifiers import ConfigurationId
from domain.lms_configuration import Credentials
from tests.entrypoints.inside import CLIENT_ID, CLIENT_SECRET, Inside
from tests.postgres_fixture import run_apart

NOBODY = UUID(int=9)
NEW_SECRET = "another-secret"


def flags(
    name: str = "Campus", lms: str = "https://lms.example.org", studio: str = "https://s.example.org"
) -> tuple[str, ...]:
    urls = ("--lms-url", lms, "--studio-url", studio)
    return ("--name", name, *urls, "--client-id", CLIENT_ID, "--default-org", "Acme")


def made(courseport: Inside, *more: object, name: str = "Campus") -> str:
    identity: str = courseport.done("config", "create", *flags(name), *more)["id"]
    return identity


def credentials(database_url: str, home: Path, config_id: str) -> Credentials:
    """As they are kept: nothing but the installation's own keys opens them."""
    found: list[Credentials] = []

    async def read() -> None:
        engine = create_engine(database_url)
        async with PostgresTransactions(engine, Vault(Keyring.load({}, home)), PgQueuerJobQueue)() as tx:
            kept = await tx.configurations.get(ConfigurationId(UUID(config_id)))
        await engine.dispose()
        assert kept is not None
        found.append(kept.credentials)

    run_apart(read())
    return found[0]


def test_a_connection_is_kept_and_shown_without_its_credentials(
    courseport: Inside, database_url: str, tmp_path: Path
) -> None:
    told = courseport("config", "create", *flags(), "--description", "Живой", "--max-retries", "5")
    assert told.code == 0
    (kept,) = courseport.done("config", "list")["items"]
    shown = courseport.done("config", "show", kept["id"])
    assert shown == kept
    assert (shown["description"], shown["max_retries"]) == ("Живой", 5)
    assert (shown["import_timeout_seconds"], shown["is_active"], shown["last_connection_test"]) == (
        300,
        True,
        None,
    )
    said = told.out + courseport("config", "show", kept["id"]).out + courseport("config", "list").out + repr(shown)
    assert CLIENT_SECRET not in said
    assert CLIENT_ID not in said
    assert credentials(database_url, tmp_path / "home", kept["id"]) == Credentials(CLIENT_ID, CLIENT_SECRET)


def test_a_connection_of_another_organization(courseport: Inside) -> None:
    acme = UUID(int=1)
    refused = courseport("config", "create", *flags(), "--organization", acme)
    assert (refused.code, "ORGANIZATION_NOT_FOUND" in refused.err) == (1, True)
    courseport.done("org", "create", "Acme", "--id", acme)
    theirs = courseport.done("config", "create", *flags(), "--organization", acme)
    assert theirs["organization_id"] == str(acme)
    assert courseport.done("config", "list", "--organization", acme)["items"] == [theirs]


def test_urls_of_others_are_held_to_the_policy(courseport: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    acme = courseport.done("org", "create", "Acme")["id"]
    nearby = flags(lms="http://127.0.0.1:1", studio="http://127.0.0.1:2")
    refused = courseport("config", "create", *nearby, "--organization", acme)
    assert (refused.code, "--lms-url http://127.0.0.1:1: " in refused.err) == (2, True)
    theirs = courseport.done("config", "create", *flags(), "--organization", acme)["id"]
    assert courseport("config", "update", theirs, "--studio-url", "https://10.0.0.1").code == 2
    for name in ("COURSEPORT_ALLOW_PRIVATE_LMS", "COURSEPORT_ALLOW_PLAIN_HTTP_LMS"):
        monkeypatch.setenv(name, "yes")
    assert courseport("config", "update", theirs, "--studio-url", "http://127.0.0.1:2").code == 0


def test_one_name_for_one_connection(courseport: Inside) -> None:
    made(courseport)
    again = courseport("config", "create", *flags())
    assert (again.code, "LMS_CONFIG_CONFLICT" in again.err) == (1, True)


def test_only_what_is_given_changes(
    courseport: Inside, monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path
) -> None:
    first = made(courseport, "--description", "Old", "--poll-interval", "2")
    before = courseport.done("config", "show", first)
    monkeypatch.setenv("COURSEPORT_CLIENT_SECRET", NEW_SECRET)  # counts with --client-id alone
    after = courseport.done(
        "config", "update", first, "--description", "", "--inactive", "--studio-url", "https://t.org"
    )
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"description", "is_active", "studio_url", "updated_at"}
    assert after["description"] is None
    assert credentials(database_url, tmp_path / "home", first) == Credentials(CLIENT_ID, CLIENT_SECRET)
    assert courseport.done("config", "list")["items"] == []
    assert courseport.done("config", "list", "--include-inactive")["total"] == 1

    (tmp_path / "secret").write_text(f"{NEW_SECRET}\n")
    courseport.done("config", "update", first, "--client-id", "new", "--client-secret-file", tmp_path / "secret")
    assert credentials(database_url, tmp_path / "home", first) == Credentials("new", NEW_SECRET)


def test_pages(courseport: Inside) -> None:
    ids = [made(courseport, name=name) for name in ("A", "B", "C")]
    page = courseport.done("config", "list", "--limit", "2")
    assert ([item["id"] for item in page["items"]], page["has_more"]) == (ids[:2], True)
    rest = courseport.done("config", "list", "--after", ids[1])
    assert ([item["id"] for item in rest["items"]], rest["has_more"]) == (ids[2:], False)


def test_nothing_is_removed_unless_somebody_said_so(courseport: Inside) -> None:
    first = made(courseport)
    unasked = courseport("config", "remove", first)
    assert (unasked.code, "--yes" in unasked.err) == (2, True)
    assert courseport("config", "show", first).code == 0
    assert courseport.done("config", "remove", first, "--yes") == {"removed": first}
    assert courseport("config", "show", first).code == 1


@pytest.mark.parametrize("verb", [("show",), ("test",), ("update", "--inactive"), ("remove", "--yes")])
def test_a_connection_that_is_not_there(courseport: Inside, verb: tuple[str, ...]) -> None:
    told = courseport("config", verb[0], NOBODY, *verb[1:])
    assert (told.code, "LMS_CONFIG_NOT_FOUND" in told.err) == (1, True), told


def test_a_trial_is_remembered(courseport: Inside, site: Running) -> None:
    works = courseport.done("config", "create", *flags("Good", site.lms_url, site.studio_url))["id"]
    told = courseport.done("config", "test", works)
    assert (told["success"], told["details"]["username"] is not None) == (True, True)
    assert courseport.done("config", "show", works)["last_connection_status"] == "success"
    gone = courseport.done("config", "create", *flags("Gone", "http://127.0.0.1:1", "http://localhost:1"))["id"]
    tried = courseport("config", "test", gone)
    assert (tried.code, "Cannot reach LMS" in tried.out) == (1, True)
    assert "failed" in courseport("config", "show", gone).out


def test_credentials_that_nobody_can_open_are_said_and_can_be_entered_anew(
    courseport: Inside, database_url: str, tmp_path: Path
) -> None:
    first = made(courseport)
    (tmp_path / "home" / KEYS_FILE).unlink()
    for verb in (("test",), ("update", "--inactive")):
        told = courseport("config", verb[0], first, *verb[1:])
        assert (told.code, told.err.count("\n")) == (1, 1), told
        assert "is not at hand. Put that key back" in told.err
    assert courseport.done("config", "show", first)["is_active"]
    courseport.done("config", "update", first, "--client-id", CLIENT_ID)
    assert credentials(database_url, tmp_path / "home", first) == Credentials(CLIENT_ID, CLIENT_SECRET)


@pytest.mark.parametrize(
    ("arguments", "sentences"),
    [
        (("create", *flags("")), ["Length of --name must be >= 1, not 0"]),
        (("create", *flags(), "--poll-interval", 1, "--max-retries", 9), ["--poll-interval", "--max-retries"]),
        (("create", *flags(), "--import-timeout", 7), ["--import-timeout"]),
        (("create", *flags(), "--default-run", "две"), ["--default-run"]),
        (("create", *flags(lms="lms")), ["--lms-url must be an absolute"]),
        (("create", *flags(studio="http://s.example.org")), ["--allow-insecure"]),
        (("create", *flags(), "--client-secret-file", "none"), ["cannot read the secret from none"]),
        (("create", *flags(), "--client-secret-file", "/dev/null"), ["holds no secret"]),
        (("create", "--name", "Campus"), ["--lms-url"]),
        (("update", NOBODY), ["nothing to change"]),
        (("update", NOBODY, "--client-secret-file", "none"), ["--client-id too"]),
        (("remove", NOBODY), ["--yes"]),
    ],
)
def test_what_cannot_be(nowhere: Inside, arguments: tuple[object, ...], sentences: list[str]) -> None:
    told = nowhere("config", *arguments)
    assert told.code == 2, told
    for sentence in sentences:
        assert sentence in told.err


def test_all_mistakes_are_told_at_once_each_by_its_flag(nowhere: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COURSEPORT_CLIENT_SECRET")
    wrong = ("--poll-interval", 1, "--max-retries", 9, "--import-timeout", 7, "--default-run", "две")
    flagged = ("--name", "", "--lms-url", "lms", "--studio-url", "http://s.org", "--client-id", "")
    told = nowhere("config", "create", *flagged, "--default-org", "Две", *wrong)
    assert (told.code, sorted(told.err.splitlines())) == (
        2,
        [
            "--client-id must not be empty",
            "--default-org must be 1–50 letters, digits, '_' or '-' (ASCII), not 'Две'",
            "--default-run must be 1–50 letters, digits, '_' or '-' (ASCII), not 'две'",
            "--import-timeout must be >= 30, not 7",
            "--lms-url must be an absolute http:// or https:// URL, not 'lms'",
            "--max-retries must be <= 5, not 9",
            "--poll-interval must be >= 2, not 1",
            "--studio-url http://s.org would carry the secret in the clear; use https, or say --allow-insecure",
            "Length of --name must be >= 1, not 0",
            "set COURSEPORT_CLIENT_SECRET, or name a file with --client-secret-file",
        ],
    )
    changed = nowhere("config", "update", NOBODY, *flagged[:6], "--client-secret-file", "none", *wrong[:4])
    assert (changed.code, len(changed.err.splitlines())) == (2, 6), changed


def test_both_urls_are_held_to_the_policy_at_once(courseport: Inside) -> None:
    acme = courseport.done("org", "create", "Acme")["id"]
    both = flags(lms="http://127.0.0.1:1", studio="http://127.0.0.1:2")
    told = courseport("config", "create", *both, "--organization", acme)
    assert (told.code, [line.split()[0] for line in told.err.splitlines()]) == (2, ["--lms-url", "--studio-url"])


def test_a_connection_needs_a_secret(nowhere: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COURSEPORT_CLIENT_SECRET")
    told = nowhere("config", "create", *flags())
    assert (told.code, "set COURSEPORT_CLIENT_SECRET" in told.err) == (2, True)
