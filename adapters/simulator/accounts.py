"""Who is known to the site, and by which tokens (platform-facts 1.1 and 2)."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any

import attrs

from .settings import Account

Clock = Callable[[], float]
ALL_SCOPES = ("read", "write", "email", "profile")


class TokenKind(Enum):
    """A JWT, or the opaque token that one gets without asking for a JWT."""

    JWT = "JWT"
    OPAQUE = "Bearer"


@attrs.define
class _Issued:
    username: str
    kind: TokenKind
    expires_at: float
    revoked: bool = False


@attrs.define
class Accounts:
    """People, OAuth clients and the tokens issued so far.

    LMS and Studio share them, as the real ones share a database.
    """

    clock: Clock
    _people: dict[str, Account] = attrs.field(factory=dict)
    _issued: dict[str, _Issued] = attrs.field(factory=dict)
    _signing_key: str = attrs.field(factory=lambda: secrets.token_hex(32), repr=False)

    def add(self, accounts: Iterable[Account]) -> None:
        """Register people; one of the same name is replaced."""
        self._people.update({account.username: account for account in accounts})

    def person(self, username: str) -> Account | None:
        """The account of that name."""
        return self._people.get(username)

    def client(self, client_id: str, client_secret: str) -> Account | None:
        """Whom these client credentials stand for; None when the client is unknown or the secret is wrong."""
        for account in self._people.values():
            if account.client_id == client_id and account.client_secret == client_secret:
                return account
        return None

    def issue(
        self, account: Account, kind: TokenKind, scopes: tuple[str, ...], lifetime: float, issuer: str
    ) -> str:
        """A new token of this kind, good until `lifetime` seconds from now."""
        now = self.clock()
        token = secrets.token_urlsafe(22)
        if kind is TokenKind.JWT:
            claims = _claims(account, scopes, now, lifetime, issuer)
            token = _signed(claims, self._signing_key)
        self._issued[token] = _Issued(account.username, kind, now + lifetime)
        return token

    def holder(self, token: str, kind: TokenKind) -> Account | None:
        """Whose token it is, while it is good."""
        issued = self._issued.get(token)
        if issued is None or issued.kind is not kind or issued.revoked or issued.expires_at <= self.clock():
            return None
        return self._people.get(issued.username)

    def reject_issued(self) -> None:
        """From now on refuse every token issued so far, as a site does whose signing key was changed."""
        for issued in self._issued.values():
            issued.revoked = True


def _claims(account: Account, scopes: tuple[str, ...], now: float, lifetime: float, issuer: str) -> dict[str, Any]:
    claims: dict[str, Any] = {
        "aud": "openedx",
        "exp": int(now + lifetime),
        "grant_type": "client-credentials",
        "iat": int(now),
        "iss": f"{issuer}/oauth2",
        "jti": secrets.token_hex(8),
        "preferred_username": account.username,
        "scopes": list(scopes),
        "version": "1.2.0",
        "sub": secrets.token_hex(16),
        "filters": ["user:me"],
        "is_restricted": False,
    }
    if "email" in scopes:
        claims |= {"email": f"{account.username}@example.com", "email_verified": account.is_active}
    if "profile" in scopes:
        claims |= {
            "name": account.username.capitalize(),
            "administrator": account.is_staff,
            "superuser": account.is_superuser,
        }
    return claims


def _signed(claims: dict[str, Any], key: str) -> str:
    """A JWT signed with HS256, the platform's default."""
    head = _base64url(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    body = _base64url(json.dumps(claims).encode())
    signature = hmac.digest(key.encode(), f"{head}.{body}".encode(), hashlib.sha256)
    return f"{head}.{body}.{_base64url(signature)}"


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
