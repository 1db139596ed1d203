"""What an operator sets about the API: whose tokens are believed, and who may call from a browser."""

import secrets
from pathlib import Path

import environ

from adapters.http.parts import ApiSettings
from adapters.http.tokens import SECRET_BYTES, TokenSettings
from adapters.vault.secret_files import make_once
from entrypoints.commands.terminal import UsageError
from entrypoints.environment import read_environment, whole, yes_or_no
from entrypoints.settings import Hidden, hidden

SECRET_FILE = "jwt-secret"  # noqa: S105 - the file's name


@environ.config(prefix="COURSEPORT_API", frozen=True)
class ApiEnvironment:
    """The `COURSEPORT_API_…` variables."""

    jwt_secret: Hidden | None = environ.var(
        default=None, converter=hidden, help="HS256 secret of at least 32 bytes; else generated."
    )
    jwks_url: str | None = environ.var(default=None, help="Where RS256/ES256 keys of tokens are published.")
    allow_plain_http_jwks: bool = environ.var(
        default=False, converter=yes_or_no, help="Fetch published keys by http:// too; loopback always may."
    )
    issuer: str = environ.var(default="courseport", help="`iss` that tokens must have.")
    audience: str = environ.var(default="courseport", help="`aud` that tokens must have.")
    cors_origins: str = environ.var(default="", help="Origins that browsers may call from, comma separated.")
    streams_per_user: int = environ.var(
        default=20, converter=whole(1), help="Event streams that one user may hold open in one process."
    )
    streams: int = environ.var(
        default=500, converter=whole(1), help="Event streams that one process holds open at most."
    )
    docs: bool = environ.var(default=True, converter=yes_or_no, help="Serve /schema and /docs.")


def load_api_environment() -> ApiEnvironment:
    """From the environment of this process; raises `UsageError` for what cannot be meant."""
    return read_environment(ApiEnvironment)


def token_settings(api: ApiEnvironment, home: Path) -> TokenSettings:
    """Whose tokens are believed; without a secret or a JWKS URL a secret is generated once into `home`.

    Raises `UsageError` for settings that cannot be meant.
    """
    given = None if api.jwt_secret is None else api.jwt_secret.encode()
    try:
        if given is None and api.jwks_url is None:
            given = _generated(home)
        return TokenSettings(
            issuer=api.issuer,
            audience=api.audience,
            secret=given,
            jwks_url=api.jwks_url,
            allow_plain_http=api.allow_plain_http_jwks,
        )
    except ValueError as error:
        raise UsageError(f"COURSEPORT_API: {error}") from error
    except OSError as error:
        raise UsageError(f"{home / SECRET_FILE} cannot be read or made: {error.strerror}") from error


def api_settings(api: ApiEnvironment) -> ApiSettings:
    """What the operator says; other limits keep their defaults."""
    origins = tuple(origin.strip() for origin in api.cors_origins.split(",") if origin.strip())
    return ApiSettings(
        cors_origins=origins,
        serve_docs=api.docs,
        streams_per_user=api.streams_per_user,
        streams_at_once=api.streams,
    )


def _generated(home: Path) -> bytes:
    """The installation's own secret."""
    path = home / SECRET_FILE
    if not path.exists():
        make_once(path, secrets.token_urlsafe(SECRET_BYTES))
    return path.read_bytes()
