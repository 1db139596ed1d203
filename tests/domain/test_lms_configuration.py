"""Connections: every range and default of the data model, and no secret in sight."""

from typing import Any

import pytest
from attrs import evolve

from application.ports.stores import Page
from domain.lms_configuration import (
    ConnectionSettings,
    ConnectionStatus,
    ConnectionTestRecord,
    Credentials,
    LmsType,
    Url,
)
from tests import builders


def settings(**changed: Any) -> ConnectionSettings:
    needed: dict[str, Any] = {
        "name": "Campus",
        "lms_url": Url("https://lms.example.org"),
        "studio_url": Url("https://studio.example.org"),
        "default_org": "Acme",
    }
    return ConnectionSettings(**(needed | changed))


def test_defaults_are_the_data_models() -> None:
    made = settings()
    assert made.description is None
    assert made.lms_type is LmsType.OPENEDX
    assert made.default_run == "self_paced"
    assert (made.import_timeout_seconds, made.max_retries, made.poll_interval_seconds) == (300, 3, 5)
    assert (made.auto_create_course, made.is_active) == (True, True)


@pytest.mark.parametrize(
    ("name", "lowest", "highest"),
    [("import_timeout_seconds", 30, 600), ("max_retries", 1, 5), ("poll_interval_seconds", 2, 5)],
)
def test_ranges(name: str, lowest: int, highest: int) -> None:
    for good in (lowest, highest):
        assert getattr(settings(**{name: good}), name) == good
    for bad in (lowest - 1, highest + 1):
        with pytest.raises(ValueError, match=name):
            settings(**{name: bad})


@pytest.mark.parametrize(
    ("name", "longest"), [("name", 100), ("description", 500), ("default_org", 50), ("default_run", 50)]
)
def test_lengths(name: str, longest: int) -> None:
    assert getattr(settings(**{name: "x" * longest}), name) == "x" * longest
    with pytest.raises(ValueError, match=name):
        settings(**{name: "x" * (longest + 1)})


@pytest.mark.parametrize("name", ["name", "default_org", "default_run"])
def test_what_must_not_be_empty(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        settings(**{name: ""})


@pytest.mark.parametrize("bad", ["Орг", "a b", "a+b", "a/b", "org\n", "٣"])
@pytest.mark.parametrize("name", ["default_org", "default_run"])
def test_parts_of_course_keys_are_ascii(name: str, bad: str) -> None:
    with pytest.raises(ValueError, match=name):
        settings(**{name: bad})


@pytest.mark.parametrize("name", ["name", "description"])
@pytest.mark.parametrize("bad", ["nul \x00", "surrogate \ud800", "bell \x07"])
def test_texts_that_no_database_takes_are_refused(name: str, bad: str) -> None:
    with pytest.raises(ValueError, match="cannot be stored"):
        settings(**{name: bad})


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://lms.example.org", "https://lms.example.org"),
        ("  https://lms.example.org//  ", "https://lms.example.org"),
        ("HTTPS://LMS.Example.ORG/Base/", "https://lms.example.org/Base"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("https://[::1]:8443/x@y", "https://[::1]:8443/x@y"),
        ("https://кампус.рф", "https://кампус.рф"),
        ("https://lms.example.org:443/a", "https://lms.example.org/a"),
        ("https://lms.example.org:0443", "https://lms.example.org"),
        ("https://lms.example.org:", "https://lms.example.org"),
        ("https://lms.example.org.:8443", "https://lms.example.org:8443"),
        ("http://lms.example.org:80", "http://lms.example.org"),
        ("http://lms.example.org:443", "http://lms.example.org:443"),
        ("http://[::1]:80/x", "http://[::1]/x"),
    ],
)
def test_urls_in_one_form(given: str, kept: str) -> None:
    assert str(Url(given)) == kept
    assert Url(str(Url(given))) == Url(given)


@pytest.mark.parametrize(
    "same",
    [
        ("https://studio.example.org", "http://Studio.example.org:80/", "https://studio.example.org.:443"),
        ("https://кампус.рф:8443/a", "http://xn--80athmkl.xn--p1ai:8443/a", "https://КАМПУС.РФ:8443/a"),
        ("https://[::1]", "http://[::1]:80"),
    ],
)
def test_one_lms_is_one_site_however_it_is_written(same: tuple[str, ...]) -> None:
    assert len({settings(studio_url=Url(each)).site for each in same}) == 1


@pytest.mark.parametrize(
    "other", ["https://studio.example.org:8443", "https://studio.example.org/x", "https://lms.example.org"]
)
def test_another_address_is_another_site(other: str) -> None:
    assert settings(studio_url=Url(other)).site != settings().site


def test_an_address_ends_somewhere() -> None:
    longest = "https://lms.example.org/".ljust(500, "x")
    assert settings(studio_url=Url(longest)).studio_url.text == longest
    with pytest.raises(ValueError, match="studio_url must have at most 500 characters"):
        settings(studio_url=Url(f"{longest}x"))


def test_urls_know_their_host_and_whether_they_are_safe() -> None:
    assert Url("HTTPS://LMS.example.org:8443/a").host == "lms.example.org"
    assert Url("HTTPS://lms.example.org").secure
    assert not Url("http://lms.example.org").secure


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "lms.example.org",
        "ftp://lms.example.org",
        "https://",
        "https:///path",
        "https://lms.example.org?x=1",
        "https://lms.example.org?",
        "https://lms.example.org/#top",
        "https://lms.example.org:0",
        "https://lms.example.org:99999",
        "https://lms.example.org:port",
        "https://lms example.org",
        "https://lms.example.org/\x00",
        "https://lms.example.org\\@evil.example.org",
        "https://lms.example.org/./x",
        "https://lms.example.org/x/..",
        "https://lms.example.org:٤٤٣",
        "https://studio.straße.de",
        "https://кампус。рф",
        f"https://{'ж' * 70}.рф",
    ],
)
def test_unusable_urls_are_refused(bad: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Url(bad)


@pytest.mark.parametrize(
    "bad",
    [
        "https://admin:hunter2@lms.example.org",
        "ftp://admin:hunter2@lms.example.org",
        "admin:hunter2@lms.example.org",
        "https:/admin:hunter2@lms.example.org",
        "https://admin:hunter2@/x",
        "https://:hunter2@lms.example.org",
    ],
)
def test_a_password_in_a_url_is_refused_and_not_repeated(bad: str) -> None:
    with pytest.raises(ValueError, match=r".+") as refused:
        Url(bad)
    assert "hunter2" not in str(refused.value)


def test_nothing_prints_credentials() -> None:
    configuration = builders.make_configuration(builders.make_organization())
    holders = [
        configuration.credentials,
        configuration,
        configuration.public,
        configuration.settings,
        Page((configuration,), 1),
        [configuration],
        {"configuration": configuration},
    ]
    for shown in [f(holder) for holder in holders for f in (repr, str, "{}".format)]:
        assert builders.SECRET not in shown
        assert builders.CLIENT not in shown


@pytest.mark.parametrize("pair", [("", "secret"), ("client", "")])
def test_credentials_are_not_empty(pair: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="client_"):
        Credentials(*pair)


def test_a_test_changes_nothing_but_its_record() -> None:
    before = builders.make_configuration(builders.make_organization())
    record = ConnectionTestRecord(builders.at(1), ConnectionStatus.SUCCESS)
    after = before.tested(record)
    assert after.public.last_test == record
    assert evolve(after, public=evolve(after.public, last_test=None)) == before


def test_credentials_stay_unless_new_ones_are_given() -> None:
    before = builders.make_configuration(builders.make_organization())
    kept = before.changed(settings(name="New"), None, builders.at(1))
    replaced = before.changed(settings(name="New"), Credentials("a", "b"), builders.at(1))
    assert kept.credentials == before.credentials
    assert replaced.credentials == Credentials("a", "b")
    for after in (kept, replaced):
        assert (after.id, after.settings.name) == (before.id, "New")
        assert (after.public.created_at, after.public.updated_at) == (builders.NOON, builders.at(1))
