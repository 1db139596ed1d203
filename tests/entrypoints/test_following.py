"""Watching a job outlasts a database that is restarted, but not one that is gone."""

import asyncio
import io

import pytest
from returns.result import Failure, Result, Success
from rich.console import Console

from adapters.terminal.following import follower
from application.absence import no_such_job
from application.ports.stores import StoreAwayError
from domain.faults import Fault
from domain.identifiers import JobId
from domain.import_job import ImportJob
from entrypoints.commands import following
from entrypoints.commands.following import watched
from tests import builders


class Looking:
    """Answers one after another; None is a store that is away, and the last one is given again and again."""

    def __init__(self, *answers: ImportJob | None) -> None:
        self.answers = list(answers)
        self.looks = 0

    async def __call__(self) -> Result[ImportJob, Fault]:
        self.looks += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer is None:
            raise StoreAwayError("away")
        return Success(answer)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "_LOOK_EVERY_SECONDS", 0.001)
    monkeypatch.setattr(following, "_STORE_PATIENCE_SECONDS", 0.05)


async def watch(look: following.Look) -> object:
    with follower(Console(file=io.StringIO()), as_json=False) as shown:
        async with asyncio.timeout(10):
            return await watched(look, shown, None)


async def test_a_store_that_comes_back() -> None:
    running, ended = builders.processing(), builders.succeeded()
    look = Looking(running, None, None, running, None, ended)
    assert await watch(look) == ended
    assert look.looks == 6


async def test_a_store_that_stays_away() -> None:
    with pytest.raises(StoreAwayError):
        await watch(Looking(builders.processing(), None))


async def test_a_job_that_is_not_there() -> None:
    async def look() -> Result[ImportJob, Fault]:
        return Failure(no_such_job(JobId(builders.processing().id)))

    assert await watch(look) is None
