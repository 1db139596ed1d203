"""Does the site answer, know us, and let us publish? Five questions, a few seconds."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from returns.methods import unwrap_or_failure
from returns.result import Failure, Result, Success

from adapters.openedx.calls import Answer, Call, Site
from adapters.openedx.client import LmsClient
from adapters.openedx.failures import refused, timed_out, troubled
from adapters.openedx.questions import ME, RUNS, heartbeat, release_of, token_endpoint, username_of
from domain.connection import Connection
from domain.faults import LmsFault

PROBE_SECONDS = 9.0

Ask: TypeAlias = Callable[[Call], Awaitable[Answer | LmsFault]]


async def probe(client: LmsClient) -> Result[Connection, LmsFault]:
    """The first fault on the way, or the connection as the site describes it. Ends within 9 s."""
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            return await _probe(client)
    except TimeoutError:
        return Failure(timed_out(ME, client.lms_url.host, PROBE_SECONDS))


async def _probe(client: LmsClient) -> Result[Connection, LmsFault]:
    async def ask(call: Call) -> Answer | LmsFault:
        return unwrap_or_failure(await client.send(call))

    for site in Site:
        alive = await ask(heartbeat(site))
        if not isinstance(alive, Answer):
            return Failure(alive)
        if alive.status != 200:
            return Failure(troubled(heartbeat(site), alive, to="say whether it is alive (/heartbeat)"))
    token = await client.sign_in()
    if not isinstance(token, Success):
        return Failure(token.failure())
    return await _acquainted(ask)


async def _acquainted(ask: Ask) -> Result[Connection, LmsFault]:
    me, runs, page = await asyncio.gather(ask(ME), ask(RUNS), ask(token_endpoint(Site.STUDIO)))
    for call, answer, good in ((ME, me, (200,)), (RUNS, runs, (200, 403))):
        if not isinstance(answer, Answer):
            return Failure(answer)
        if answer.status not in good:
            return Failure(refused(call, answer, to="use its APIs"))
    return Success(
        Connection(
            username=username_of(me) if isinstance(me, Answer) else None,
            may_create_courses=isinstance(runs, Answer) and runs.status == 200,
            lms_version=release_of(page) if isinstance(page, Answer) else None,
        )
    )
