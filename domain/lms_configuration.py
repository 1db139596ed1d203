"""One LMS connection of one organization. Its public face has no secret in it."""

import re
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from attrs import Attribute, evolve, field, frozen
from attrs.validators import and_, ge, le, max_len, min_len, optional
from typing_extensions import override

from domain.course_key import PART_PATTERN
from domain.identifiers import ConfigurationId, OrganizationId, UserId
from domain.text import storable

DEFAULT_RUN = "self_paced"


class LmsType(StrEnum):
    """The kinds of LMS that the data model names; each needs an adapter to be of use."""

    OPENEDX = "openedx"
    MOODLE = "moodle"
    CANVAS = "canvas"


class ConnectionStatus(StrEnum):
    """How the last connection test ended."""

    SUCCESS = "success"
    FAILED = "failed"
    PENDING = "pending"


URL_LENGTH = 500
"""Characters of a connection's address: a site is part of an index, whose rows have an end."""

FORMER_SITES = 20
"""So many addresses that it led to before are remembered of a connection, the latest first."""

_USUAL_PORTS = {"http": 80, "https": 443}


def _normal(text: str) -> str:
    """One form for one address; a slash at the end would double in every address made of it."""
    head, mark, path = text.strip().rstrip("/").partition("://")
    authority, slash, rest = path.partition("/")
    return f"{head.lower()}{mark}{_normal_authority(head.lower(), authority.lower())}{slash}{rest}"


def _normal_authority(scheme: str, authority: str) -> str:
    """Hosts do not know case, nor a dot at the end; the usual port goes without saying."""
    host, port = _host_and_port(authority)
    host = host.removesuffix(".")
    return host if not port or int(port) == _USUAL_PORTS.get(scheme) else f"{host}:{int(port)}"


def _one_name(host: str) -> bool:
    """Whether an international name means the same by the old rules of IDNA and the new: «ß» and «ς» do not."""
    try:
        return host.isascii() or host.encode("idna").decode("idna") == host
    except UnicodeError:
        return False


def _host_and_port(authority: str) -> tuple[str, str]:
    """A host may be an IPv6 address in brackets; the port's digits are empty where there are none."""
    host, colon, port = authority.rpartition(":")
    return (host, port) if colon and re.fullmatch("[0-9]{0,9}", port) else (authority, "")


@frozen
class Url:
    """An absolute http(s) URL without credentials, query, fragment or trailing slash; raises `ValueError`.

    What was refused is not repeated in the message before it is known to hold no password.
    """

    text: str = field(converter=_normal)

    def __attrs_post_init__(self) -> None:
        address = self.text.rpartition("://")[2].partition("/")[0]
        if "@" in address or "?" in self.text or "#" in self.text:
            raise ValueError("must not carry a user name, a query or a fragment")
        parts = urlsplit(self.text)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            shown = "" if "@" in self.text else f", not {self.text!r}"
            raise ValueError(f"must be an absolute http:// or https:// URL{shown}")
        if not _one_name(parts.hostname):
            raise ValueError(f"must have a host that is one name everywhere, or its form in xn--: {self.text!r}")
        if {".", ".."} & set(parts.path.split("/")):
            raise ValueError(f"must not have . or .. in its path: {self.text!r}")
        if re.search(r"[\s\x00-\x1f\x7f\\]", self.text) or parts.port == 0:
            raise ValueError(f"is not a usable URL: {self.text!r}")

    @override
    def __str__(self) -> str:
        return self.text

    @property
    def secure(self) -> bool:
        """Whether credentials may travel over it without further leave."""
        return self.text.startswith("https://")

    @property
    def host(self) -> str:
        """The host alone, lower case."""
        return urlsplit(self.text).hostname or ""

    @property
    def site(self) -> str:
        """Where it leads, without the scheme; the same for every spelling of an international host name."""
        authority, slash, rest = self.text.partition("://")[2].partition("/")
        host, port = _host_and_port(authority)
        with suppress(UnicodeError):  # a name that no DNS knows stays what it is
            host = host.encode("idna").decode("ascii")
        return f"{host}{port and ':'}{port}{slash}{rest}"


@frozen
class Credentials:
    """OAuth client credentials. They are handed to the LMS and to nobody else, so they never print."""

    client_id: str = field(repr=False, validator=min_len(1))
    client_secret: str = field(repr=False, validator=min_len(1))


def _ascii_identifier(_instance: object, attribute: "Attribute[str]", value: str) -> None:
    if not PART_PATTERN.fullmatch(value):
        raise ValueError(f"{attribute.name} must be 1–50 letters, digits, '_' or '-' (ASCII), not {value!r}")


def _short_enough(_instance: object, attribute: "Attribute[Url]", value: Url) -> None:
    if len(value.text) > URL_LENGTH:
        raise ValueError(f"{attribute.name} must have at most {URL_LENGTH} characters")


@frozen(kw_only=True)
class ConnectionSettings:
    """What people set about a connection, with the data model's ranges and defaults; raises `ValueError`."""

    name: str = field(validator=and_(min_len(1), max_len(100), storable))
    description: str | None = field(default=None, validator=optional(and_(max_len(500), storable)))
    lms_type: LmsType = LmsType.OPENEDX
    lms_url: Url = field(validator=_short_enough)
    studio_url: Url = field(validator=_short_enough)
    default_org: str = field(validator=_ascii_identifier)
    default_run: str = field(default=DEFAULT_RUN, validator=_ascii_identifier)
    import_timeout_seconds: int = field(default=300, validator=[ge(30), le(600)])
    max_retries: int = field(default=3, validator=[ge(1), le(5)])
    poll_interval_seconds: int = field(default=5, validator=[ge(2), le(5)])
    auto_create_course: bool = True
    is_active: bool = True

    @property
    def site(self) -> str:
        """Which LMS it leads to, by its Studio's address: connections to one LMS share its course runs."""
        return self.studio_url.site


@frozen
class ConnectionTestRecord:
    """When the connection was last tried, and how that ended."""

    at: datetime
    status: ConnectionStatus


@frozen(kw_only=True)
class PublicLmsConfiguration:
    """What anybody who may see the configuration may see of it."""

    id: ConfigurationId
    organization_id: OrganizationId
    settings: ConnectionSettings
    last_test: ConnectionTestRecord | None = None
    created_at: datetime
    updated_at: datetime
    created_by: UserId | None = None


@frozen(kw_only=True)
class LmsConfiguration:
    """A connection with its credentials, for the use cases that talk to the LMS."""

    public: PublicLmsConfiguration
    credentials: Credentials = field(repr=False)

    @property
    def id(self) -> ConfigurationId:
        """The configuration's own id."""
        return self.public.id

    @property
    def settings(self) -> ConnectionSettings:
        """What people set about it."""
        return self.public.settings

    def tested(self, record: ConnectionTestRecord) -> "LmsConfiguration":
        """The same connection, with the outcome of a test noted."""
        return evolve(self, public=evolve(self.public, last_test=record))

    def changed(
        self, settings: ConnectionSettings, credentials: Credentials | None, at: datetime
    ) -> "LmsConfiguration":
        """The same connection with new settings; credentials stay unless new ones are given."""
        public = evolve(self.public, settings=settings, updated_at=at)
        return evolve(self, public=public, credentials=credentials or self.credentials)
