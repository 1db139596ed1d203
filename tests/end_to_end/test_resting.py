"""A site that is down: who publishes is told what goes on, until when, and each rest once."""

import pytest

from tests.end_to_end.command_line import EXAMPLE, CommandLine, Site

pytestmark = pytest.mark.slow

NOBODY = Site("http://127.0.0.1:1", "http://127.0.0.1:1")


async def test_each_rest_is_told_once_and_the_first_is_explained(command_line: CommandLine) -> None:
    hasty = command_line.having(COURSEPORT_WORKER_ATTEMPTS="2", COURSEPORT_WORKER_RETRY_FIRST="0.5")
    told = await hasty.run("publish", EXAMPLE, *NOBODY.quick)
    assert told.code == 1
    rests = [line for line in told.err.splitlines() if "refused" in line or "REFUSED" in line]
    assert len(rests) == 2, told.err
    assert "refused the connection. That may pass: it is tried again, until about " in rests[0]
    assert "CONNECTION_REFUSED: attempt 2 of 2 at " in rests[1]
    assert "2 times the LMS or the way to it failed" in told.out
