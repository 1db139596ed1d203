"""What callers say about an LMS connection, turned into the domain's settings and credentials."""

from typing import Any, TypeVar

from attrs import evolve

from adapters.http.given import Given, sure
from adapters.http.parts import RefuseUrl
from domain.lms_configuration import URL_LENGTH, ConnectionSettings, Credentials, LmsType, Url
from domain.text import UNSTORABLE

T = TypeVar("T")

CREDENTIAL_LENGTH = 1000

_TEXTS = ("name", "description", "default_org", "default_run")
_NUMBERS = ("import_timeout_seconds", "max_retries", "poll_interval_seconds")
_FLAGS = ("auto_create_course", "is_active")
_URLS = ("lms_url", "studio_url")
_NULLABLE = ("description",)


def new_configuration(
    body: dict[str, object], refuse: RefuseUrl = lambda _url: None
) -> tuple[ConnectionSettings, Credentials]:
    """Everything of a new connection; raises the problem with all its mistakes."""
    given = Given(body)
    for name in ("name", *_URLS, "default_org"):
        given.required(name, str)
    values = _settings(given, refuse)
    client_id, client_secret = given.required("client_id", str), given.required("client_secret", str)
    _check_credentials(given, client_id, client_secret)
    given.check()
    return ConnectionSettings(**values), Credentials(sure(client_id), sure(client_secret))


def changed_configuration(
    body: dict[str, object], current: ConnectionSettings, refuse: RefuseUrl = lambda _url: None
) -> tuple[ConnectionSettings, Credentials | None]:
    """The settings with what is given put in their place; new credentials where both parts are given."""
    given = Given(body)
    values = _settings(given, refuse)
    client_id, client_secret = given.take("client_id", str), given.take("client_secret", str)
    if (client_id is None) != (client_secret is None):
        missing = "client_secret" if client_secret is None else "client_id"
        given.wrong(missing, "REQUIRED", "client_id and client_secret are changed together")
    _check_credentials(given, client_id, client_secret)
    given.check()
    credentials = None if client_id is None or client_secret is None else Credentials(client_id, client_secret)
    return evolve(current, **values), credentials


def _settings(given: Given, refuse: RefuseUrl) -> dict[str, Any]:
    """The values that are given, by the domain's names, each checked by the domain's own validators."""
    values: dict[str, Any] = {}
    for names, kind in ((_TEXTS, str), (_NUMBERS, int), (_FLAGS, bool)):
        for name in names:
            _take(given, name, kind, values)
    for name in _URLS:
        if given.has(name) and (url := given.parsed(name, _url)) is not None:
            values[name] = url
            if (why := refuse(url)) is not None:
                given.wrong(name, "ADDRESS", why)
    if given.has("lms_type") and (lms_type := given.parsed("lms_type", _lms_type)) is not None:
        values["lms_type"] = lms_type
    given.validate(ConnectionSettings, values)
    return values


def _take(given: Given, name: str, kind: type[T], values: dict[str, Any]) -> None:
    if not given.has(name):
        return
    value = given.take(name, kind) if name in _NULLABLE else given.required(name, kind)
    if value is not None or name in _NULLABLE:
        values[name] = value


def _check_credentials(given: Given, client_id: str | None, client_secret: str | None) -> None:
    """What is wrong is told, the values never are."""
    named = {"client_id": client_id, "client_secret": client_secret}
    given.validate(Credentials, named)
    for name, value in named.items():
        if value is not None and (len(value) > CREDENTIAL_LENGTH or UNSTORABLE.search(value)):
            given.wrong(name, "INVALID_VALUE", f"must be at most {CREDENTIAL_LENGTH} printable characters")


def _url(text: str) -> Url:
    if len(text) > URL_LENGTH or UNSTORABLE.search(text):
        raise ValueError(f"must be an absolute URL of at most {URL_LENGTH} printable characters")
    return Url(text)


def _lms_type(text: str) -> LmsType:
    if text not in list(LmsType):
        raise ValueError(f"must be one of {', '.join(LmsType)}")
    return LmsType(text)
