"""The flags of `courseport config create` and `update`: what people set about a connection."""

from pathlib import Path
from typing import Annotated, Any, TypeAlias

from attrs import frozen
from cyclopts import Parameter

from domain.lms_configuration import ConnectionSettings, Credentials
from entrypoints.commands.credentials import credentials_of, lms_urls
from entrypoints.commands.mistakes import Mistakes
from entrypoints.commands.terminal import Flag

_Name: TypeAlias = Annotated[str, Parameter(help="What people call it; one of its kind in the organization.")]
_LmsUrl: TypeAlias = Annotated[str, Parameter(help="Where learners are, such as https://lms.example.com")]
_StudioUrl: TypeAlias = Annotated[str, Parameter(help="Where authors are, such as https://studio.example.com")]
_DefaultOrg: TypeAlias = Annotated[
    str, Parameter(help="Organization in course keys, where a course names none: 1–50 letters, digits, _ or -.")
]


@Parameter(name="*")
@frozen(kw_only=True)
class Options:
    """What neither of the two needs. None means: not given."""

    description: Annotated[str | None, Parameter(help="Up to 500 characters; '' removes it.")] = None
    default_run: Annotated[str | None, Parameter(help="Run in course keys, where a course names none.")] = None
    import_timeout: Annotated[int | None, Parameter(help="Seconds the LMS may take for an import (30–600).")] = (
        None
    )
    poll_interval: Annotated[int | None, Parameter(help="Seconds between two questions to it (2–5).")] = None
    max_retries: Annotated[int | None, Parameter(help="How often it is tried again (1–5).")] = None
    auto_create_course: Annotated[
        bool | None, Parameter(help="Whether course runs are created where they are missing.")
    ] = None
    active: Annotated[bool | None, Parameter(negative="--inactive", help="Whether it may be published to.")] = None
    client_secret_file: Annotated[
        Path | None, Parameter(help="File that holds the OAuth client secret; else COURSEPORT_CLIENT_SECRET.")
    ] = None
    allow_insecure: Annotated[Flag, Parameter(help="Send the secret over plain http to another machine.")] = False

    @property
    def given(self) -> dict[str, Any]:
        """The settings that were given, by the domain's names."""
        values = {
            "default_run": self.default_run,
            "import_timeout_seconds": self.import_timeout,
            "poll_interval_seconds": self.poll_interval,
            "max_retries": self.max_retries,
            "auto_create_course": self.auto_create_course,
            "is_active": self.active,
        }
        given = {name: value for name, value in values.items() if value is not None}
        return given if self.description is None else {**given, "description": self.description or None}


@Parameter(name="*")
@frozen(kw_only=True)
class NewConnection:
    """What a new connection needs."""

    name: _Name
    lms_url: _LmsUrl
    studio_url: _StudioUrl
    client_id: Annotated[str, Parameter(help="OAuth client id (grant type client credentials) of a staff user.")]
    default_org: _DefaultOrg

    def values(self, options: Options, mistakes: Mistakes) -> dict[str, Any]:
        """What is kept in the clear, by the domain's names."""
        return _values(self, options, mistakes)

    def credentials(self, options: Options, mistakes: Mistakes) -> Credentials | None:
        """What is kept encrypted; None where that is a mistake."""
        return mistakes.of(lambda: credentials_of(self.client_id, options.client_secret_file))


@Parameter(name="*")
@frozen(kw_only=True)
class Changes:
    """What is to be different; all that is not given stays."""

    name: Annotated[_Name | None, Parameter()] = None
    lms_url: Annotated[_LmsUrl | None, Parameter()] = None
    studio_url: Annotated[_StudioUrl | None, Parameter()] = None
    client_id: Annotated[
        str | None, Parameter(help="OAuth client id; given, id and secret are both replaced, else both stay.")
    ] = None
    default_org: Annotated[_DefaultOrg | None, Parameter()] = None

    def values(self, options: Options, mistakes: Mistakes) -> dict[str, Any]:
        """What changes, by the domain's names."""
        return _values(self, options, mistakes)

    def credentials(self, options: Options, mistakes: Mistakes) -> Credentials | None:
        """New ones, or None where the old ones stay; one half is a mistake."""
        if self.client_id is not None:
            client_id = self.client_id
            return mistakes.of(lambda: credentials_of(client_id, options.client_secret_file))
        if options.client_secret_file is not None:
            mistakes.add("--client-secret-file: id and secret are changed together; say --client-id too")
        return None


_FLAGS = {
    "import_timeout_seconds": "--import-timeout",
    "poll_interval_seconds": "--poll-interval",
}


def _values(asked: NewConnection | Changes, options: Options, mistakes: Mistakes) -> dict[str, Any]:
    """What was given, each checked by the domain's own rules."""
    texts = {"name": asked.name, "default_org": asked.default_org}
    urls = {"lms_url": asked.lms_url, "studio_url": asked.studio_url}
    given = {**{name: text for name, text in texts.items() if text is not None}, **options.given}
    mistakes.values(ConnectionSettings, given, _FLAGS)
    return {**given, **lms_urls(urls, mistakes, allow_insecure=options.allow_insecure)}
