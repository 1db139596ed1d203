"""Tokens: asked for once however many want one, renewed in time, and never shown."""

import asyncio
import json

import pytest
from attrs import evolve
from httpx import Headers
from returns.result import Failure, Result, Success

from adapters.openedx.auth import Token, TokenSource, TokenSources, granted
from adapters.openedx.calls import Answer, Call
from domain.faults import AuthFault, FaultCode, LmsFault, NetworkFault
from domain.lms_configuration import Credentials, Url

CREDENTIALS = Credentials("some-client", "some-secret")


class Endpoint:
    """A token endpoint that numbers its tokens; it answers only when let."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.open = asyncio.Event()
        self.open.set()
        self.failure: LmsFault | None = None

    async def send(self, call: Call) -> Result[Answer, LmsFault]:
        self.calls.append(call)
        number = len(self.calls)
        await self.open.wait()
        return Success(_granting(f"token-{number}")) if self.failure is None else Failure(self.failure)


def _granting(token: object, lifetime: object = 3600, kind: str = "JWT") -> Answer:
    body = {"access_token": token, "expires_in": lifetime, "token_type": kind}
    return Answer(200, Headers(), json.dumps(body).encode())


@pytest.fixture
def endpoint() -> Endpoint:
    return Endpoint()


@pytest.fixture
def moments() -> list[float]:
    return [100.0]


@pytest.fixture
def source(moments: list[float]) -> TokenSource:
    return TokenSource(CREDENTIALS, lambda: moments[-1])


async def test_one_request_for_many(source: TokenSource, endpoint: Endpoint) -> None:
    endpoint.open.clear()
    waiting = [asyncio.create_task(source.token(endpoint.send)) for _ in range(50)]
    await asyncio.sleep(0)
    endpoint.open.set()
    tokens = {(await task).unwrap().text for task in waiting}
    assert tokens == {"token-1"}
    assert len(endpoint.calls) == 1


async def test_asks_as_a_form_for_a_jwt(source: TokenSource, endpoint: Endpoint) -> None:
    await source.token(endpoint.send)
    (call,) = endpoint.calls
    assert (call.method, call.path, call.authorized) == ("POST", "/oauth2/access_token/", False)
    assert call.data == {
        "grant_type": "client_credentials",
        "client_id": "some-client",
        "client_secret": "some-secret",
        "token_type": "jwt",
    }


@pytest.mark.parametrize(("later", "expected"), [(3539.0, "token-1"), (3541.0, "token-2"), (9999.0, "token-2")])
async def test_renews_ahead_of_expiry(
    source: TokenSource, endpoint: Endpoint, moments: list[float], later: float, expected: str
) -> None:
    await source.token(endpoint.send)
    moments.append(100.0 + later)
    assert (await source.token(endpoint.send)).unwrap().text == expected


async def test_many_whose_token_was_refused_get_one_new_one(source: TokenSource, endpoint: Endpoint) -> None:
    refused = (await source.token(endpoint.send)).unwrap()
    results = await asyncio.gather(*(source.token(endpoint.send, refused=refused) for _ in range(20)))
    assert {result.unwrap().text for result in results} == {"token-2"}
    assert len(endpoint.calls) == 2


async def test_those_who_waited_share_the_failure(source: TokenSource, endpoint: Endpoint) -> None:
    endpoint.failure = AuthFault(code=FaultCode.INVALID_CREDENTIALS, message="no")
    endpoint.open.clear()
    waiting = [asyncio.create_task(source.token(endpoint.send)) for _ in range(50)]
    await asyncio.sleep(0)
    endpoint.open.set()
    assert {(await task).failure() for task in waiting} == {endpoint.failure}
    assert len(endpoint.calls) == 1
    await source.token(endpoint.send)
    assert len(endpoint.calls) == 2


async def test_a_cancelled_fetch_leaves_the_way_free(source: TokenSource, endpoint: Endpoint) -> None:
    endpoint.open.clear()
    first = asyncio.create_task(source.token(endpoint.send))
    second = asyncio.create_task(source.token(endpoint.send))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    endpoint.open.set()
    assert (await second).unwrap().text == "token-2"


async def test_signing_in_tries_the_credentials_anew(source: TokenSource, endpoint: Endpoint) -> None:
    await source.token(endpoint.send)
    assert (await source.new_token(endpoint.send)).unwrap().text == "token-2"


def test_one_source_for_one_client_at_one_lms() -> None:
    sources = TokenSources()
    url = Url("https://lms.example.org")
    source = sources.of(url, CREDENTIALS)
    assert sources.of(url, Credentials("some-client", "some-secret")) is source
    assert sources.of(url, evolve(CREDENTIALS, client_secret="new")) is not source
    assert sources.of(Url("https://other.example.org"), CREDENTIALS) is not source


def test_forgets_the_oldest_of_too_many_sources() -> None:
    sources = TokenSources(most=2)
    first = sources.of(Url("https://a.example.org"), CREDENTIALS)
    for host in "bc":
        sources.of(Url(f"https://{host}.example.org"), CREDENTIALS)
    assert sources.of(Url("https://a.example.org"), CREDENTIALS) is not first


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (401, b'{"error": "invalid_client"}', FaultCode.INVALID_CREDENTIALS),
        (400, b'{"error": "unsupported_grant_type"}', FaultCode.AUTH_ERROR),
        (
            400,
            b'{"error": "invalid_grant", "error_description": "Invalid credentials given."}',
            FaultCode.AUTH_ERROR,
        ),
        (403, b"<html>", FaultCode.AUTH_ERROR),
        (404, b"<html>", FaultCode.NETWORK_ERROR),
        (500, b"<html>", FaultCode.NETWORK_ERROR),
    ],
)
def test_why_there_is_no_token(status: int, body: bytes, code: FaultCode) -> None:
    fault = granted(Answer(status, Headers(), body), 0.0).failure()
    assert isinstance(fault, AuthFault | NetworkFault)
    assert fault.code is code
    assert fault.help


@pytest.mark.parametrize(
    "unfit",
    [
        _granting("opaque", kind="Bearer"),
        _granting("two\r\nX-Evil: lines"),
        _granting(""),
        _granting(None),
        Answer(200, Headers(), b"<html>welcome</html>"),
        Answer(200, Headers(), b"[]"),
    ],
)
def test_what_is_no_jwt_is_refused(unfit: Answer) -> None:
    """A token with a line end in it would be quoted in a library's error message."""
    fault = granted(unfit, 0.0).failure()
    assert isinstance(fault, AuthFault)
    assert "Evil" not in repr(fault)


@pytest.mark.parametrize("lifetime", [None, "3600", 0, -5])
def test_a_token_without_a_sane_lifetime_is_kept_for_minutes(lifetime: object) -> None:
    assert granted(_granting("a.b.c", lifetime), 1000.0).unwrap().renew_at == 1270.0


def test_nothing_prints_a_secret(source: TokenSource) -> None:
    shown = repr((source, Token("a.b.c", 1.0), TokenSources(), granted(_granting("a.b.c"), 0.0)))
    assert "a.b.c" not in shown
    assert "some-secret" not in shown
    assert "some-client" not in shown
