"""Whatever goes wrong, no secret, client id or token is in what a person, a log or a stack trace gets to see."""

import logging
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve
from structlog.testing import capture_logs

from adapters.openedx.auth import TokenSource
from adapters.openedx.calls import Call, Site
from adapters.simulator import Answer, CutRequest, CutResponse, RejectTokens, Rule, Running
from domain.identities import Identities
from domain.publication import VerificationScope
from tests.adapters.openedx.raw import bare_client, tokens
from tests.adapters.openedx.site import BytesPackage, opened
from tests.builders import make_course, make_key
from tests.contracts.lms_steps import unheard

KEY = make_key()
ECHO = b'{"detail": "you said: %s"}'


async def ignored(_percent: int) -> None:
    """Nobody listens."""


@pytest.mark.parametrize(
    "trouble",
    [
        lambda: Answer(400, b'{"error": "unsupported_grant_type"}', "application/json"),
        lambda: Answer(401, b'{"detail": "no"}', "application/json"),
        lambda: Answer(403, b'{"detail": "no"}', "application/json"),
        lambda: Answer(404),
        lambda: Answer(429),
        lambda: Answer(500),
        lambda: Answer(503),
        lambda: Answer(200, b"<html>"),
        lambda: CutRequest(0),
        lambda: CutResponse(3),
        RejectTokens,
    ],
)
async def test_no_fault_and_no_log_line_holds_a_secret(
    site: Running, caplog: pytest.LogCaptureFixture, trouble: Callable[[], Any]
) -> None:
    caplog.set_level(logging.DEBUG)
    site.simulator.create_course(str(KEY))
    course = make_course()
    names = Identities().covering(course)
    shown: list[object] = []
    with capture_logs() as lines:
        async with opened(site) as gateway:
            await gateway.probe()
            site.simulator.rudeness.append(Rule(trouble(), times=10_000))
            shown += [gateway, await gateway.probe(), await gateway.examine()]
            shown.append(await gateway.prepare(course, KEY))
            shown.append(await gateway.upload(KEY, BytesPackage(b"x"), "a1.tar.gz", unheard))
            shown.append(await gateway.find_import(KEY, "a1.tar.gz"))
            shown.append(await gateway.status(KEY))
            shown.append(await gateway.verify(course, KEY, names, VerificationScope.FULL, None, ignored))
    seen = "\n".join(map(repr, shown)) + repr(lines) + _logged(caplog)
    for secret in ("publisher-client", "publisher-secret", "eyJ", *site.simulator.accounts._issued):
        assert secret not in seen


def _logged(caplog: pytest.LogCaptureFixture) -> str:
    """Our own process's lines; the simulated site, in the same process here, may log what it likes."""
    ours = [record for record in caplog.records if not record.name.startswith("uvicorn")]
    return "\n".join(record.getMessage() for record in ours)


async def test_no_stack_trace_holds_a_secret(site: Running) -> None:
    """A bug in the middle of a call: what the trace says of the values on its way."""

    async def report(_sent: int, _size: int) -> None:
        raise ZeroDivisionError

    site.simulator.create_course(str(KEY))
    async with opened(site) as gateway:
        with pytest.raises(ZeroDivisionError) as caught:
            await gateway.upload(KEY, BytesPackage(b"x"), "a1.tar.gz", report)
    trace = "".join(traceback.format_exception(caught.value))
    assert "publisher-secret" not in trace
    assert "eyJ" not in trace


async def test_no_call_prints_its_form(site: Running) -> None:
    call = Call(site=Site.LMS, path="/oauth2/access_token/", data={"client_secret": "publisher-secret"})
    assert "publisher-secret" not in repr(call)
    source: TokenSource = tokens()
    async with bare_client(site.lms_url, site.studio_url, source) as client:
        sent = await client.send(evolve(call, path="/api/user/v1/me", data=None))
    assert "eyJ" not in repr((source, client, sent))
