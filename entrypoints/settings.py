"""What an operator sets, by environment; every setting has a default that works on a laptop."""

import os

import environ
from typing_extensions import override

from entrypoints.commands.terminal import UsageError
from entrypoints.worker_settings import WorkerEnvironment


class Hidden(str):
    """Text that never prints: keys, and URLs with a password in them."""

    __slots__ = ()

    @override
    def __repr__(self) -> str:
        return "<hidden>"


def hidden(text: str | None) -> Hidden | None:
    """The converter of settings that must not print."""
    return None if text is None else Hidden(text)


@environ.config(prefix="COURSEPORT", frozen=True)
class Settings:
    """The `COURSEPORT_…` variables."""

    home: str | None = environ.var(default=None, help="Folder of the embedded database and of generated keys.")
    database_url: Hidden | None = environ.var(
        default=None, converter=hidden, help="postgresql://… of a server to use instead of the embedded one."
    )
    keys: Hidden | None = environ.var(
        default=None, converter=hidden, help="id:base64,… The first key encrypts. Without it one is generated."
    )
    log_level: str = environ.var(default="warning", help="debug, info, warning or error")
    package_limit_mb: int = environ.var(
        default=100, converter=int, help="Packages above this many megabytes are refused before the upload."
    )
    allow_private_lms: bool = environ.bool_var(
        default=False, help="Let organizations name LMSs at private and loopback addresses."
    )
    allow_plain_http_lms: bool = environ.bool_var(default=False, help="Let organizations name LMSs by http://.")
    worker: WorkerEnvironment = environ.group(WorkerEnvironment)


def load_settings() -> Settings:
    """Settings from the environment of this process; raises `UsageError` for text where a number belongs."""
    try:
        return environ.to_config(Settings, environ=dict(os.environ))
    except ValueError as error:
        raise UsageError(f"a COURSEPORT_… variable cannot be meant: {error}") from error
