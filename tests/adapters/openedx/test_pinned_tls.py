"""Connected to by address, a site still has to prove its name."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from adapters.openedx.addresses import ANYWHERE, Guard, Resolver
from adapters.openedx.backoff import AT_ONCE
from adapters.openedx.calls import Site
from adapters.openedx.client import LmsClient
from adapters.openedx.pinned import PinnedTransport
from adapters.openedx.reachability import Reachability
from domain.connection import ProbeOutcome
from domain.faults import NetworkFault
from domain.lms_configuration import Url
from tests.adapters.openedx.raw import tokens
from tests.adapters.openedx.resolvers import CALL, NAME, Scripted
from tests.adapters.openedx.secure import NOW, secure_site


@asynccontextmanager
async def named_site(folder: Path, tls_for: str) -> AsyncIterator[tuple[Url, ssl.SSLContext]]:
    """A real site on loopback; its certificate is for that name, its URL says NAME."""
    async with secure_site(folder, timedelta(days=90), tls_for) as (url, trusting):
        yield Url(url.text.replace(tls_for, NAME)), trusting


async def answered(url: Url, tls: ssl.SSLContext, resolver: Resolver) -> object:
    """What a real handshake ends in, with private addresses allowed so that loopback can be reached."""
    guard = Guard(ANYWHERE, resolver)

    def direct() -> httpx.AsyncBaseTransport:
        return httpx.AsyncHTTPTransport(verify=tls, trust_env=False)

    async with httpx.AsyncClient(transport=PinnedTransport(guard, direct)) as http:
        sent = await LmsClient(http, url, url, tokens(), 0, AT_ONCE).send(CALL)
    return sent.value_or(None) or sent.failure()


async def test_a_certificate_is_checked_against_the_name(tmp_path: Path) -> None:
    async with named_site(tmp_path, NAME) as (url, trusting):
        answer = await answered(url, trusting, Scripted(["127.0.0.1"]))
        finding = await Reachability(
            Site.LMS, url, trusting, lambda: NOW, Guard(ANYWHERE, Scripted(["127.0.0.1"]))
        ).tls()
    assert not isinstance(answer, NetworkFault)
    assert finding.outcome is ProbeOutcome.OK


@pytest.mark.parametrize("other", ["other.example.org", "127.0.0.1"])
async def test_a_certificate_for_the_address_or_another_name_is_refused(tmp_path: Path, other: str) -> None:
    async with named_site(tmp_path, other) as (url, trusting):
        answer = await answered(url, trusting, Scripted(["127.0.0.1"]))
        finding = await Reachability(
            Site.LMS, url, trusting, lambda: NOW, Guard(ANYWHERE, Scripted(["127.0.0.1"]))
        ).tls()
    assert isinstance(answer, NetworkFault)
    assert "TLS with LMS" in answer.message
    assert "not valid for" in finding.text
    assert finding.outcome is ProbeOutcome.FAILED
