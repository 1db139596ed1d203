"""Tokens: what is believed, and every way of not being believed."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

import jwt
import pytest
from attrs import define, field
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from typing_extensions import override

from adapters.http.parts import NotIdentified
from adapters.http.problems import ProblemError
from adapters.http.tokens import TokenReader, TokenSettings, new_token
from domain.access import Service, System, User
from domain.identifiers import UserId

SECRET = b"0123456789abcdef0123456789abcdef"
OWN = TokenSettings(issuer="https://platform.example", audience="courseport", secret=SECRET)
SOMEBODY = User(UserId(uuid4()))


def _claims(**changes: Any) -> dict[str, Any]:
    soon = datetime.now(UTC) + timedelta(minutes=5)
    claims = {"iss": OWN.issuer, "aud": OWN.audience, "exp": soon, "sub": str(SOMEBODY.id)} | changes
    return {name: value for name, value in claims.items() if value is not None}


@pytest.mark.parametrize(
    "actor", [SOMEBODY, User(SOMEBODY.id, superadmin=True), Service()], ids=["user", "superadmin", "service"]
)
async def test_whom_a_token_was_made_for_it_identifies(actor: User | Service) -> None:
    token = new_token(OWN, actor, datetime.now(UTC), timedelta(minutes=5))
    assert await TokenReader(OWN)(token) == actor


def test_we_ourselves_carry_no_token() -> None:
    with pytest.raises(ValueError, match="nobody"):
        new_token(OWN, System(), datetime.now(UTC), timedelta(minutes=5))


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": datetime.now(UTC) - timedelta(minutes=1)},
        {"exp": None},
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"aud": "another service"},
        {"aud": None},
        {"sub": None},
        {"sub": "root"},
        {"nbf": datetime.now(UTC) + timedelta(hours=1)},
        {"iat": datetime.now(UTC) + timedelta(hours=1)},
    ],
    ids=["expired", "no exp", "iss", "no iss", "aud", "no aud", "no sub", "sub", "nbf", "iat"],
)
async def test_claims_that_do_not_fit(changes: dict[str, Any]) -> None:
    assert isinstance(await TokenReader(OWN)(jwt.encode(_claims(**changes), SECRET, "HS256")), NotIdentified)


@pytest.mark.parametrize("claim", ["true", 1, "yes", [True]])
async def test_only_true_makes_a_superadmin(claim: object) -> None:
    token = jwt.encode(_claims(superadmin=claim, service=claim), SECRET, "HS256")
    assert await TokenReader(OWN)(token) == SOMEBODY


@pytest.mark.parametrize("token", ["", "a.b.c", "....", "é", "x" * 9000, "e30.e30.e30"])
async def test_what_is_no_token_identifies_nobody(token: str) -> None:
    assert isinstance(await TokenReader(OWN)(token), NotIdentified)


async def test_no_signature_is_no_proof() -> None:
    for algorithm in ("none", "None", "HS256"):
        header = base64.urlsafe_b64encode(json.dumps({"alg": algorithm, "typ": "JWT"}).encode()).rstrip(b"=")
        body = jwt.encode(_claims(), SECRET, "HS256").split(".")[1]
        assert isinstance(await TokenReader(OWN)(f"{header.decode()}.{body}."), NotIdentified)
    assert isinstance(await TokenReader(OWN)(jwt.encode(_claims(), SECRET + b"!", "HS256")), NotIdentified)
    assert isinstance(await TokenReader(OWN)(jwt.encode(_claims(), SECRET * 2, "HS512")), NotIdentified)


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        TokenSettings(issuer="i", audience="a", secret=b"short")
    assert "0123456789" not in repr(OWN)


@pytest.mark.parametrize("url", ["http://keys.example/jwks", "file:///etc/passwd", "https://", "//keys.example"])
def test_keys_are_fetched_over_https_only(url: str) -> None:
    with pytest.raises(ValueError, match="JWKS URL"):
        TokenSettings(issuer="i", audience="a", jwks_url=url)


def test_an_operator_may_allow_plain_http() -> None:
    url = "http://keys.example/jwks"
    assert TokenSettings(issuer="i", audience="a", jwks_url=url, allow_plain_http=True).jwks_url == url


@define
class Keys:
    """A JWKS on loopback, and what was asked of it."""

    keys: list[dict[str, Any]] = field(factory=list)
    asked: int = 0
    broken: bool = False
    url: str = ""


@pytest.fixture
def published() -> Iterator[Keys]:
    keys = Keys()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            keys.asked += 1
            self.send_response(500 if keys.broken else 200)
            self.end_headers()
            self.wfile.write(json.dumps({"keys": keys.keys}).encode())

        @override
        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    keys.url = f"http://127.0.0.1:{server.server_address[1]}/jwks"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield keys
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _rsa(key_id: str) -> tuple[rsa.RSAPrivateKey, dict[str, Any]]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public: dict[str, Any] = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    return key, {**public, "kid": key_id, "use": "sig", "alg": "RS256"}


async def test_published_keys_of_both_kinds_are_fetched_once(published: Keys) -> None:
    rsa_key, rsa_public = _rsa("one")
    ec_key = ec.generate_private_key(ec.SECP256R1())
    ec_public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(ec_key.public_key()))
    published.keys = [rsa_public, {**ec_public, "kid": "two", "use": "sig", "alg": "ES256"}]
    read = TokenReader(TokenSettings(issuer=OWN.issuer, audience=OWN.audience, jwks_url=published.url))
    for _ in range(3):
        assert await read(jwt.encode(_claims(), rsa_key, "RS256", headers={"kid": "one"})) == SOMEBODY
        assert await read(jwt.encode(_claims(), ec_key, "ES256", headers={"kid": "two"})) == SOMEBODY
    assert published.asked == 1


async def test_a_public_key_is_never_taken_for_a_secret(published: Keys) -> None:
    key, public = _rsa("one")
    published.keys = [public]
    settings = TokenSettings(issuer=OWN.issuer, audience=OWN.audience, jwks_url=published.url)
    pem = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )

    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value, default=int).encode()).rstrip(b"=").decode()

    claims = _claims(exp=int((datetime.now(UTC) + timedelta(minutes=5)).timestamp()))
    signed = f"{part({'alg': 'HS256', 'kid': 'one'})}.{part(claims)}"
    signature = base64.urlsafe_b64encode(hmac.digest(pem, signed.encode(), hashlib.sha256)).rstrip(b"=").decode()
    assert isinstance(await TokenReader(settings)(f"{signed}.{signature}"), NotIdentified)
    as_ec = jwt.encode(_claims(), ec.generate_private_key(ec.SECP256R1()), "ES256", headers={"kid": "one"})
    assert isinstance(await TokenReader(settings)(as_ec), NotIdentified)


async def test_a_token_must_name_its_key(published: Keys) -> None:
    key, public = _rsa("one")
    published.keys = [public]
    read = TokenReader(TokenSettings(issuer=OWN.issuer, audience=OWN.audience, jwks_url=published.url))
    assert isinstance(await read(jwt.encode(_claims(), key, "RS256")), NotIdentified)
    strange = jwt.encode(_claims(), key, "RS256", headers={"kid": "strange"})
    assert isinstance(await read(strange), NotIdentified)


async def test_keys_that_cannot_be_had_are_a_503(published: Keys) -> None:
    published.broken = True
    read = TokenReader(TokenSettings(issuer=OWN.issuer, audience=OWN.audience, jwks_url=published.url))
    with pytest.raises(ProblemError) as refused:
        await read(jwt.encode(_claims(), _rsa("one")[0], "RS256", headers={"kid": "one"}))
    assert refused.value.problem.status == 503
