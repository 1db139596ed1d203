"""An embedded server that dies is started again; one that cannot be is the end of what it was for."""

import asyncio
from pathlib import Path
from typing import cast

import pytest

from adapters.postgres import keeping_alive
from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.keeping_alive import DEATHS, kept_alive
from adapters.postgres.server_programs import EmbeddedPostgresError
from adapters.postgres.unopened import NoDatabaseError


class Dying:
    """A server that is dead each time somebody looks, until it has been started often enough."""

    def __init__(self, *, deaths: int, error: Exception | None = None) -> None:
        self.deaths = deaths
        self.error = error
        self.starts = 0

    def runs(self) -> bool:
        return self.starts >= self.deaths

    def start_again(self) -> None:
        self.starts += 1
        if self.error is not None:
            raise self.error

    def as_server(self) -> EmbeddedPostgres:
        return cast(EmbeddedPostgres, self)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping_alive, "LOOK_SECONDS", 0.001)


async def test_a_dead_server_is_started_again_beside_the_work(tmp_path: Path) -> None:
    server = Dying(deaths=2)
    async with asyncio.timeout(10), kept_alive(server.as_server(), tmp_path):
        while not server.runs():  # noqa: ASYNC110 - another task's doing
            await asyncio.sleep(0.001)
    assert server.starts == 2


@pytest.mark.parametrize("error", [EmbeddedPostgresError("the disk is full"), OSError(28, "No space left")])
async def test_one_that_does_not_start_again_ends_the_work(tmp_path: Path, error: Exception) -> None:
    server = Dying(deaths=9, error=error)
    with pytest.raises(NoDatabaseError, match=r"has ended and does not start again: .*COURSEPORT_HOME names"):
        async with kept_alive(server.as_server(), tmp_path):
            await asyncio.sleep(10)
    assert server.starts == 1
    assert (current := asyncio.current_task()) is not None
    assert not current.cancelling()


async def test_one_that_dies_again_and_again_is_left_to_people(tmp_path: Path) -> None:
    server = Dying(deaths=99)
    with pytest.raises(NoDatabaseError, match=f"it ended {DEATHS} times within 5 minutes"):
        async with kept_alive(server.as_server(), tmp_path):
            await asyncio.sleep(10)
    assert server.starts == DEATHS - 1


async def test_what_ends_the_work_otherwise_stays_what_it_is(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        async with kept_alive(Dying(deaths=0).as_server(), tmp_path):
            raise ZeroDivisionError
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01), kept_alive(Dying(deaths=0).as_server(), tmp_path):
            await asyncio.sleep(10)
