"""Two people publish one course at the same instant: one job, and the other is told whose turn it is."""

import asyncio

import pytest
from returns.result import Success

from domain.faults import ConflictFault, FaultCode
from entrypoints.actors import operated
from tests.end_to_end.command_line import CommandLine, Site
from tests.end_to_end.ordering import ask, house_of
from tests.end_to_end.rows import fetch

pytestmark = pytest.mark.slow
TIMES = 200
NOWHERE = Site("http://127.0.0.1:1", "http://127.0.0.1:1")


async def test_one_job_each_time_and_its_id_for_the_other(command_line: CommandLine, database_url: str) -> None:
    async with house_of(command_line) as one, house_of(command_line) as two:
        for _ in range(TIMES):
            answers = await asyncio.gather(ask(one, NOWHERE, "Same"), ask(two, NOWHERE, "Same"))
            (accepted,) = [answer.unwrap() for answer in answers if isinstance(answer, Success)]
            (refused,) = [answer.failure() for answer in answers if not isinstance(answer, Success)]
            assert isinstance(refused, ConflictFault)
            assert refused.code is FaultCode.IMPORT_IN_PROGRESS
            assert refused.job_id == accepted.job.id
            assert isinstance(await operated(one).cancel_job(accepted.job.id), Success)
    (counted,) = await fetch(database_url, "SELECT count(*) AS jobs FROM lms_import_jobs")
    assert counted["jobs"] == TIMES
