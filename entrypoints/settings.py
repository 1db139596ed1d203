"""What an operator sets, by environment; every setting has a default that works on a laptop."""

import environ
from typing_extensions import override

from entrypoints.environment import read_environment, whole, yes_or_no
from entrypoints.worker_settings import WorkerEnvironment


class Hidden(str):
    """Text that never prints: keys, and URLs with a password in them."""

    __slots__ = ()

    @override
    def __repr__(self) -> str:
        return "<hidden>"


def hidden(text: str | None) -> Hidden | None:
    """The converter of settings that must not print; an empty one is as good as none."""
    return Hidden(text) if text else None


@environ.config(prefix="COURSEPORT", frozen=True)
class Settings:
    """The `COURSEPORT_…` variables."""

    home: str | None = environ.var(default=None, help="Folder of the embedded database and of generated keys.")
    database_url: Hidden | None = environ.var(
        default=None, converter=hidden, help="postgresql://… of a server to use instead of the embedded one."
    )
    catalogue_database_url: Hidden | None = environ.var(
        default=None, converter=hidden, help="postgresql://… of a platform whose courses are read as rows there."
    )
    catalogue_tables: str | None = environ.var(
        default=None, help="JSON, TOML or a file of it: what tables and columns are called there."
    )
    keys: Hidden | None = environ.var(
        default=None, converter=hidden, help="id:base64,… The first key encrypts. Without it one is generated."
    )
    log_level: str = environ.var(default="warning", help="debug, info, warning or error")
    package_limit_mb: int = environ.var(
        default=100, converter=whole(1), help="Packages above this many megabytes are refused before the upload."
    )
    allow_private_lms: bool = environ.var(
        default=False,
        converter=yes_or_no,
        help="Let organizations name LMSs at private and loopback addresses.",
    )
    allow_plain_http_lms: bool = environ.var(
        default=False, converter=yes_or_no, help="Let organizations name LMSs by http://."
    )
    worker: WorkerEnvironment = environ.group(WorkerEnvironment)


def load_settings() -> Settings:
    """Settings from the environment of this process; raises `UsageError` for what cannot be meant."""
    return read_environment(Settings)
