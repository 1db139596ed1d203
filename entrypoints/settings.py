"""What an operator sets, by environment; every setting has a default that works on a laptop."""

import os

import environ
from typing_extensions import override


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


def load_settings() -> Settings:
    """Settings from the environment of this process."""
    return environ.to_config(Settings, environ=dict(os.environ))
