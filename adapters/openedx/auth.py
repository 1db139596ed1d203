"""OAuth client credentials → a JWT: cached, renewed ahead of its expiry, fetched by one caller for all.

Why so careful: the token endpoint takes 120 calls a minute from one address, then says 429 (platform-facts 2).
"""

import asyncio
import hashlib
import re
import time
from collections.abc import Awaitable, Callable
from typing import TypeAlias, final

from attrs import define, field, frozen
from returns.methods import unwrap_or_failure
from returns.result import Failure, Result, Success

from adapters.openedx.calls import Answer, Call, Site
from adapters.openedx.failures import LMS_TYPE, troubled, words_of
from domain.faults import AuthCode, AuthFault, FaultCode, LmsFault, NetworkFault
from domain.lms_configuration import Credentials, Url

Monotonic: TypeAlias = Callable[[], float]
Send: TypeAlias = Callable[[Call], Awaitable[Result[Answer, LmsFault]]]

TOKEN_PATH = "/oauth2/access_token/"  # noqa: S105 - a path, not a secret
_EARLY_SECONDS = 60.0
"""Renewed this long ahead, so that a token does not die between two calls; at most a tenth of its life."""

_HEADER_SAFE = re.compile(r"[\x21-\x7e]{1,16384}")


@frozen
class Token:
    """A JWT and when to stop using it, on the monotonic clock."""

    text: str = field(repr=False)
    renew_at: float


@final
@define
class TokenSource:
    """The token of one client at one LMS. However many ask at once, one request is made."""

    _credentials: Credentials = field(repr=False)
    _now: Monotonic = time.monotonic
    _token: Token | None = field(default=None, init=False)
    _failure: LmsFault | None = field(default=None, init=False)
    _fetches: int = field(default=0, init=False)
    _lock: asyncio.Lock = field(factory=asyncio.Lock, init=False, repr=False)
    ever_accepted: bool = field(default=False, init=False)
    """Whether the LMS took a token of this source before: it tells an expired one from a stranger's."""

    async def new_token(self, send: Send) -> Result[Token, LmsFault]:
        """A token asked for just now, tried once: whether the credentials are good *today*."""
        return await self.token(send, refused=self._token, retries=0)

    async def token(
        self, send: Send, *, refused: Token | None = None, retries: int | None = None
    ) -> Result[Token, LmsFault]:
        """A token that is not `refused`; who waited while another's fetch failed gets that failure."""
        before = self._fetches
        if (token := self._usable(refused)) is not None:
            return Success(token)
        async with self._lock:
            if (token := self._usable(refused)) is not None:
                return Success(token)
            if self._fetches != before and self._failure is not None:
                return Failure(self._failure)
            return await self._fetch(send, retries)

    def _usable(self, refused: Token | None) -> Token | None:
        token = self._token
        return token if token is not None and token is not refused and self._now() < token.renew_at else None

    async def _fetch(self, send: Send, retries: int | None) -> Result[Token, LmsFault]:
        asked_at = self._now()
        answer = unwrap_or_failure(await send(_token_call(self._credentials, retries)))
        result = granted(answer, asked_at) if isinstance(answer, Answer) else Failure(answer)
        self._fetches += 1
        token = unwrap_or_failure(result)
        self._token, self._failure = (token, None) if isinstance(token, Token) else (None, token)
        return result


@final
@define
class TokenSources:
    """The token sources of a process, shared by all gateways to one LMS with one client."""

    _now: Monotonic = time.monotonic
    _sources: dict[bytes, TokenSource] = field(factory=dict, init=False, repr=False)
    _most: int = 1000

    def of(self, lms_url: Url, credentials: Credentials) -> TokenSource:
        """The source for these credentials; a changed secret is another source."""
        parts = (lms_url.text, credentials.client_id, credentials.client_secret)
        name = hashlib.sha256("\0".join(parts).encode()).digest()
        if name not in self._sources and len(self._sources) >= self._most:
            del self._sources[next(iter(self._sources))]
        return self._sources.setdefault(name, TokenSource(credentials, self._now))


def _token_call(credentials: Credentials, retries: int | None) -> Call:
    """Form encoded: JSON gives `unsupported_grant_type` (platform-facts 2)."""
    return Call(
        site=Site.LMS,
        path=TOKEN_PATH,
        method="POST",
        data={
            "grant_type": "client_credentials",
            "client_id": credentials.client_id,
            "client_secret": credentials.client_secret,
            "token_type": "jwt",
        },
        authorized=False,
        retries=retries,
        answers=frozenset({401}),
    )


def granted(answer: Answer, asked_at: float) -> Result[Token, LmsFault]:
    """The token in the endpoint's answer, or why there is none."""
    if answer.status != 200:
        return Failure(_denied(answer))
    fields = answer.fields()
    text, lifetime = fields.get("access_token"), fields.get("expires_in")
    if not isinstance(text, str) or not _HEADER_SAFE.fullmatch(text) or fields.get("token_type") != "JWT":
        return Failure(_fault(FaultCode.AUTH_ERROR, "The LMS answered the token request without a JWT.", _NO_JWT))
    seconds = float(lifetime) if isinstance(lifetime, int | float) and lifetime > 0 else 300.0
    return Success(Token(text, asked_at + seconds - min(_EARLY_SECONDS, seconds / 10)))


_NO_JWT = (
    "Check that the LMS URL leads to the LMS and not to another site, "
    "and that the LMS is able to issue JWTs to OAuth clients."
)
_WRONG_CLIENT = (
    "Compare client ID and secret with the application in the LMS's admin site "
    "(Django OAuth Toolkit ▸ Applications); a secret is shown there only when it is made."
)
_WRONG_GRANT = (
    "In the LMS's admin site (Django OAuth Toolkit ▸ Applications) set this application's "
    "client type to Confidential and its grant type to Client credentials, and give it a user."
)


def _denied(answer: Answer) -> AuthFault | NetworkFault:
    words = words_of(answer)
    if answer.status == 401 or words == "invalid_client":
        message = "The LMS does not know this client ID, or the client secret is wrong."
        return _fault(FaultCode.INVALID_CREDENTIALS, message, _WRONG_CLIENT, words)
    if answer.status in (400, 403):
        message = "The LMS refuses to give this OAuth client a token."
        return _fault(FaultCode.AUTH_ERROR, message, _WRONG_GRANT, words)
    if answer.status == 404:
        return NetworkFault(
            code=FaultCode.NETWORK_ERROR,
            message="There is no token endpoint at the LMS URL.",
            help="Check that the LMS URL is the LMS's and not Studio's (the two may be swapped), and has no path.",
            lms_type=LMS_TYPE,
            http_status=404,
            lasting=True,
        )
    return troubled(Call(site=Site.LMS, path=TOKEN_PATH, method="POST"), answer, to="issue a token")


def _fault(code: AuthCode, message: str, advice: str, words: str | None = None) -> AuthFault:
    return AuthFault(code=code, message=message, help=advice, cause=words, lms_type=LMS_TYPE)
