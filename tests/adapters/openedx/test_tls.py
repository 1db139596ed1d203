"""Certificates: good, soon to end, ended, and signed by nobody we know. Real handshakes on loopback."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from adapters.openedx.backoff import AT_ONCE
from adapters.openedx.calls import Call, Site
from adapters.openedx.client import LmsClient
from adapters.openedx.reachability import Reachability
from domain.connection import ProbeOutcome
from domain.faults import FaultCode, NetworkFault
from domain.lms_configuration import Url
from tests.adapters.openedx.raw import answer, tokens

NOW = datetime.now(UTC)


def certificate(folder: Path, lasts: timedelta) -> tuple[Path, Path]:
    """A key and a self-signed certificate for 127.0.0.1, good until that long from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=400))
        .not_valid_after(NOW + lasts)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    key_file, certificate_file = folder / "key.pem", folder / "certificate.pem"
    certificate_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return key_file, certificate_file


@asynccontextmanager
async def secure_site(folder: Path, lasts: timedelta) -> AsyncIterator[tuple[Url, ssl.SSLContext]]:
    """A site that answers 200, and a context that trusts its certificate."""
    key, made = certificate(folder, lasts)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(made, key)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer(200))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    try:
        url = Url(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        yield url, ssl.create_default_context(cafile=str(made))
    finally:
        server.close()


@pytest.mark.parametrize(
    ("days", "outcome", "word"),
    [
        (90, ProbeOutcome.OK, "good until"),
        (3, ProbeOutcome.WARNING, "good until"),
        (-1, ProbeOutcome.FAILED, "expired"),
    ],
)
async def test_how_long_a_certificate_lasts(tmp_path: Path, days: int, outcome: ProbeOutcome, word: str) -> None:
    async with secure_site(tmp_path, timedelta(days=days)) as (url, trusting):
        finding = await Reachability(Site.LMS, url, trusting, lambda: NOW).tls()
    assert finding.outcome is outcome
    assert word in finding.text
    assert (finding.advice == "") is (outcome is ProbeOutcome.OK)


async def test_a_certificate_signed_by_nobody_we_know(tmp_path: Path) -> None:
    async with secure_site(tmp_path, timedelta(days=90)) as (url, _):
        finding = await Reachability(Site.LMS, url, ssl.create_default_context(), lambda: NOW).tls()
        async with httpx.AsyncClient() as http:
            client = LmsClient(http, url, url, tokens(), 0, AT_ONCE)
            fault = (await client.send(Call(site=Site.LMS, path="/", authorized=False))).failure()
    assert "self-signed certificate" in finding.text
    assert "SSL_CERT_FILE" in finding.advice
    assert isinstance(fault, NetworkFault)
    assert fault.code is FaultCode.NETWORK_ERROR
    assert "TLS with LMS" in fault.message
    assert "self-signed certificate" in fault.message


async def test_a_connection_that_is_never_made_is_tried_again() -> None:
    attempts = []

    def silence(request: httpx.Request) -> httpx.Response:
        attempts.append(request)
        raise httpx.ConnectTimeout("no answer to SYN")

    url = Url("http://lms.example.org")
    async with httpx.AsyncClient(transport=httpx.MockTransport(silence)) as http:
        client = LmsClient(http, url, url, tokens(), 2, AT_ONCE)
        fault = (await client.send(Call(site=Site.LMS, path="/", authorized=False, repeatable=False))).failure()
    assert fault.code is FaultCode.TIMEOUT_ERROR
    assert len(attempts) == 3
