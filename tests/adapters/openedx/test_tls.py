"""Certificates: good, soon to end, ended, and signed by nobody we know. Real handshakes on loopback."""

import ssl
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from adapters.openedx.backoff import AT_ONCE
from adapters.openedx.calls import Call, Site
from adapters.openedx.client import LmsClient
from adapters.openedx.reachability import Reachability
from domain.connection import ProbeOutcome
from domain.faults import FaultCode, NetworkFault
from domain.lms_configuration import Url
from tests.adapters.openedx.raw import tokens
from tests.adapters.openedx.secure import NOW, secure_site


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
