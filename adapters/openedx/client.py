"""The only door to the network: deadlines, bounded answers, tokens, and retries by the nature of the failure.

What is tried again: what never arrived (no connection), whatever the call; cut connections and 502/503/504 where a
second call does no harm; 429 after a wait; 401 once, with a new token. Nothing else. Redirects are not followed.
"""

import asyncio
import time
from collections.abc import Callable
from typing import TypeAlias, final

import httpx
import stamina
from attrs import field, frozen
from returns.methods import unwrap_or_failure
from returns.result import Failure, Result, Success

from adapters.openedx.auth import Token, TokenSource
from adapters.openedx.backoff import Backoff
from adapters.openedx.calls import Answer, Call, Site
from adapters.openedx.failures import (
    LMS_TYPE,
    redirected,
    timed_out,
    too_large,
    troubled,
    unreachable,
    unusable,
    words_of,
)
from adapters.openedx.pinned import usable
from domain.faults import AuthFault, FaultCode, LmsFault, Operation
from domain.lms_configuration import Url

CONNECT_SECONDS = 10.0
_PASSING = frozenset({502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@frozen
class Exchange:
    """One request and how it ended: the status of its answer, or the code of the fault that it had none for."""

    site: Site
    operation: Operation
    outcome: str
    seconds: float


Observe: TypeAlias = Callable[[Exchange], None]
"""Told every request, repeated ones too; for counting, so it neither waits nor raises."""


def unobserved(_exchange: Exchange) -> None:
    """For those who do not count."""


class _CallFailed(Exception):
    """One attempt failed; `again` is whether to try once more, or the seconds to wait before."""

    def __init__(self, call: Call, fault: LmsFault, again: bool | float = False) -> None:
        super().__init__(f"{call.method} {call.path}: {fault.code}")
        self.fault = fault
        self.again = again


def _again(error: Exception) -> bool | float:
    return error.again if isinstance(error, _CallFailed) else False


@final
@frozen
class LmsClient:
    """Calls to one LMS and its Studio, as one OAuth client."""

    _http: httpx.AsyncClient
    lms_url: Url
    studio_url: Url
    _tokens: TokenSource
    _retries: int
    _backoff: Backoff = field(factory=Backoff)
    _observe: Observe = unobserved

    async def send(self, call: Call) -> Result[Answer, LmsFault]:
        """The answer to the call, or the fault that stays after all that may be retried was."""
        attempts = 1 + (self._retries if call.retries is None else call.retries)
        try:
            async for attempt in stamina.retry_context(
                on=_again,
                attempts=attempts,
                timeout=None,
                wait_initial=self._backoff.first,
                wait_jitter=self._backoff.jitter,
                wait_max=self._backoff.ceiling,
            ):
                with attempt:
                    return Success(await self._attempt(call))
        except _CallFailed as failed:
            return Failure(failed.fault)
        raise AssertionError("stamina makes at least one attempt")

    def url_of(self, site: Site) -> Url:
        """Where that host is."""
        return self.lms_url if site is Site.LMS else self.studio_url

    async def sign_in(self) -> Result[Token, LmsFault]:
        """A new token, whatever is cached: for trying the credentials."""
        return await self._tokens.new_token(self.send)

    async def _attempt(self, call: Call) -> Answer:
        if not call.authorized:
            return self._judged(call, await self._exchange(call, None))
        token = await self._token(call, None)
        answer = await self._exchange(call, token)
        if answer.status == 401:
            answer = await self._exchange(call, await self._token(call, token))
        if answer.status == 401 and 401 not in call.answers:
            raise _CallFailed(call, _not_accepted(call, answer, before=self._tokens.ever_accepted))
        self._tokens.ever_accepted |= answer.status < 400
        return self._judged(call, answer)

    async def _token(self, call: Call, refused: Token | None) -> Token:
        token = unwrap_or_failure(await self._tokens.token(self.send, refused=refused, retries=call.retries))
        if isinstance(token, Token):
            return token
        raise _CallFailed(call, token)

    def _judged(self, call: Call, answer: Answer) -> Answer:
        if answer.status in call.answers:
            return answer
        if answer.status in _REDIRECTS:
            raise _CallFailed(call, redirected(call, answer))
        if answer.status == 429 or answer.status in _PASSING:
            fault = troubled(call, answer, to=f"serve {call.method} {call.path}")
            wait = self._backoff.asked_for(answer)
            again = answer.status == 429 or call.repeatable
            raise _CallFailed(call, fault, again if wait is None or not again else wait)
        return answer

    async def _exchange(self, call: Call, token: Token | None) -> Answer:
        began, outcome = time.monotonic(), "cancelled"
        try:
            answer = await self._within_deadline(call, token)
            outcome = str(answer.status)
        except _CallFailed as failed:
            outcome = failed.fault.code.value
            raise
        finally:
            self._observe(Exchange(call.site, call.operation, outcome, time.monotonic() - began))
        return answer

    async def _within_deadline(self, call: Call, token: Token | None) -> Answer:
        host = self.url_of(call.site).host
        deadline = asyncio.timeout(call.seconds)
        try:
            async with deadline:
                return await self._round_trip(call, token)
        except (httpx.ConnectTimeout, httpx.PoolTimeout):
            seconds = min(call.seconds, CONNECT_SECONDS)
            raise _CallFailed(call, timed_out(call, host, seconds), again=True) from None
        except (httpx.TimeoutException, TimeoutError) as error:
            if isinstance(error, TimeoutError) and not deadline.expired():
                raise
            late = timed_out(call, host, call.seconds)
            raise _CallFailed(call, late, call.repeatable and call.repeat_after_timeout) from None
        except httpx.TransportError as error:
            never_arrived = isinstance(error, httpx.ConnectError)
            fault = unreachable(error, call.site, host)
            raise _CallFailed(call, fault, (never_arrived or call.repeatable) and not fault.lasting) from None

    async def _round_trip(self, call: Call, token: Token | None) -> Answer:
        response = await self._http.send(self._request(call, token), stream=True)
        try:
            content = bytearray()
            async for chunk in response.aiter_bytes():
                content += chunk
                if len(content) > call.limit:
                    raise _CallFailed(call, too_large(call))
        finally:
            await response.aclose()
        return Answer(response.status_code, response.headers, bytes(content))

    def _request(self, call: Call, token: Token | None) -> httpx.Request:
        if not usable(self.url_of(call.site)):
            raise _CallFailed(call, unusable(call.site, self.url_of(call.site).host))
        headers: dict[str, str] = {}
        if token is not None:
            headers["Authorization"] = f"JWT {token.text}"  # `Bearer <jwt>` is refused (platform-facts 0.8)
        if call.body is not None:
            headers |= {"Content-Type": call.body.content_type, "Content-Length": str(call.body.length)}
        return self._http.build_request(
            call.method,
            f"{self.url_of(call.site)}{call.path}",
            params=call.params or None,
            data=call.data,
            json=call.json,
            content=None if call.body is None else call.body.open(),
            headers=headers,
            timeout=httpx.Timeout(call.seconds, connect=min(call.seconds, CONNECT_SECONDS)),
        )


def _not_accepted(call: Call, answer: Answer, *, before: bool) -> AuthFault:
    """A fresh token was refused. Where earlier ones were taken, it is the account that changed."""
    return AuthFault(
        code=FaultCode.TOKEN_EXPIRED if before else FaultCode.AUTH_ERROR,
        message=f"{call.site} no longer accepts our tokens, not even a new one."
        if before
        else f"{call.site} does not accept the token that the LMS gave us.",
        help="Check that the OAuth application and its user are still active."
        if before
        else "Check that LMS URL and Studio URL belong to one site, that both share their JWT settings, "
        "and that their clocks agree.",
        cause=words_of(answer),
        lms_type=LMS_TYPE,
    )
