"""Who is asking: JSON Web Tokens signed with a shared secret (HS256) or with a published key (RS256, ES256).

Which key is asked hangs on the algorithm, and each kind of key knows one algorithm only: a public key can never be
taken for a secret, nor "none" for a signature. Roles are never read from tokens; they are ours (design 5).
"""

from datetime import datetime, timedelta
from typing import Any, TypeAlias, final
from urllib.parse import urlsplit
from uuid import UUID

import jwt
from attrs import Attribute, field, frozen

from adapters.http.parts import NotIdentified
from adapters.http.problems import RequestCode, refused
from adapters.http.published_keys import KeysAwayError, PublishedKeys, fetch_from
from domain.access import Actor, Service, User
from domain.identifiers import UserId

SECRET_BYTES = 32
TOKEN_LENGTH = 8192
LEEWAY_SECONDS = 10
SUPERADMIN_CLAIM = "superadmin"
SERVICE_CLAIM = "service"

Verified: TypeAlias = dict[str, Any] | NotIdentified


def _long_enough(_instance: object, _attribute: "Attribute[bytes | None]", value: bytes | None) -> None:
    if value is not None and len(value) < SECRET_BYTES:
        raise ValueError(f"the secret of tokens must have {SECRET_BYTES} bytes at least, not {len(value)}")


def _trusted(settings: "TokenSettings", _attribute: "Attribute[str | None]", value: str | None) -> None:
    if value is None:
        return
    parts = urlsplit(value)
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise ValueError("the JWKS URL must be an absolute URL")
    near = parts.hostname in ("127.0.0.1", "::1", "localhost")
    if parts.scheme == "http" and not near and not settings.allow_plain_http:
        raise ValueError("the JWKS URL must be https: whoever can change the answer can be anybody")


@frozen(kw_only=True)
class TokenSettings:
    """Whose tokens are believed; raises `ValueError` for a short secret or a JWKS URL that is not https."""

    issuer: str
    audience: str
    secret: bytes | None = field(default=None, repr=False, validator=_long_enough)
    jwks_url: str | None = field(default=None, validator=_trusted)
    allow_plain_http: bool = False
    """Of the JWKS URL: for a network that nobody else can write to."""


@final
class TokenReader:
    """The port `Identify`: from a token to the one who stands behind it."""

    def __init__(self, settings: TokenSettings) -> None:
        self._settings = settings
        url = settings.jwks_url
        self._published = None if url is None else PublishedKeys(fetch_from(url))

    async def __call__(self, token: str) -> Actor | NotIdentified:
        """A user, a superadmin or a platform's service; raises the problem 503 while no keys can be had."""
        if len(token) > TOKEN_LENGTH:
            return NotIdentified("the token is too long")
        claims = await self._verified(token)
        return claims if isinstance(claims, NotIdentified) else _actor(claims)

    async def _verified(self, token: str) -> Verified:
        try:
            header = jwt.get_unverified_header(token)
            key, algorithm = await self._key_for(header)
            if key is None:
                return NotIdentified("the token is signed in a way, or with a key, that is not accepted here")
            return jwt.decode(
                token,
                key,
                algorithms=[algorithm],
                issuer=self._settings.issuer,
                audience=self._settings.audience,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iss", "aud", "sub"], "verify_iat": True},
            )
        except jwt.ExpiredSignatureError:
            return NotIdentified("the token has expired")
        except KeysAwayError:
            raise refused(
                RequestCode.UNAVAILABLE,
                "The keys of tokens cannot be fetched now.",
                "Try again in a while.",
                {"Retry-After": "10"},
            ) from None
        except (jwt.PyJWTError, ValueError):
            return NotIdentified("the token is not valid here")

    async def _key_for(self, header: dict[str, Any]) -> tuple[Any, str]:
        algorithm, key_id = header.get("alg"), header.get("kid")
        if algorithm == "HS256":
            return self._settings.secret, "HS256"
        if algorithm in ("RS256", "ES256") and self._published is not None and isinstance(key_id, str):
            key = await self._published.key(key_id)
            kind = {"RS256": "RSA", "ES256": "EC"}[algorithm]
            return (key.key, algorithm) if key is not None and key.key_type == kind else (None, algorithm)
        return None, ""


def _actor(claims: dict[str, Any]) -> Actor | NotIdentified:
    if claims.get(SERVICE_CLAIM) is True:
        return Service()
    try:
        user_id = UserId(UUID(claims["sub"]))
    except ValueError:
        return NotIdentified("the token's `sub` must be a user's UUID")
    return User(user_id, superadmin=claims.get(SUPERADMIN_CLAIM) is True)


def new_token(settings: TokenSettings, actor: Actor, now: datetime, lasts: timedelta) -> str:
    """A token signed with the shared secret, for development and for services; `ValueError` without a secret."""
    if settings.secret is None:
        raise ValueError("tokens can be made with a shared secret only")
    claims: dict[str, Any] = {"iss": settings.issuer, "aud": settings.audience, "iat": now, "exp": now + lasts}
    match actor:
        case User(id=user_id, superadmin=superadmin):
            claims |= {"sub": str(user_id)} | ({SUPERADMIN_CLAIM: True} if superadmin else {})
        case Service():
            claims |= {"sub": "service", SERVICE_CLAIM: True}
        case _:
            raise ValueError("nobody else carries a token")
    return jwt.encode(claims, settings.secret, algorithm="HS256")
