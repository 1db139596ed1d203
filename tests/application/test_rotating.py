"""When a rotation is done, and when it gives up."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import cast
from uuid import UUID

from attrs import define

from adapters.memory.clock import ManualClock
from adapters.memory.transactions import MemoryDatabase
from application.ports.stores import Resealing, Transaction
from application.rotating import PASSES, RotateKeys, Rotation
from domain.identifiers import ConfigurationId
from tests.contracts.transactions import lay_ground

FIRST = ConfigurationId(UUID(int=1))


@define
class Pages:
    """A store that answers each call with the next of these pages, the last one for ever, and counts commits."""

    pages: list[Resealing]
    asked: list[ConfigurationId | None]
    commits: int = 0

    async def reseal(self, limit: int, after: ConfigurationId | None = None) -> Resealing:
        self.asked.append(after)
        return self.pages.pop(0) if len(self.pages) > 1 else self.pages[0]

    async def commit(self) -> None:
        self.commits += 1

    @property
    def configurations(self) -> "Pages":
        return self

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator["Pages"]:
        yield self


async def rotated(*pages: Resealing) -> tuple[Rotation, Pages]:
    scripted = Pages(list(pages), [])
    transactions = cast(Callable[[], AbstractAsyncContextManager[Transaction]], scripted)
    return await RotateKeys(transactions)(), scripted


async def test_nothing_to_do_takes_one_look() -> None:
    rotation, pages = await rotated(Resealing(looked_at=3))
    assert rotation == Rotation(configurations=3, resealed=0, complete=True)
    assert (pages.asked, pages.commits) == ([None], 1)


async def test_each_page_begins_after_the_last_and_is_committed() -> None:
    rotation, pages = await rotated(
        Resealing(looked_at=100, resealed=60, last=FIRST),
        Resealing(looked_at=5, resealed=5),
        Resealing(looked_at=105),
    )
    assert rotation == Rotation(configurations=105, resealed=65, complete=True)
    assert (pages.asked, pages.commits) == ([None, FIRST, None], 3)


async def test_who_was_overtaken_is_looked_at_again() -> None:
    rotation, pages = await rotated(
        Resealing(looked_at=2, overtaken=1), Resealing(looked_at=2, resealed=1), Resealing(looked_at=2)
    )
    assert rotation == Rotation(configurations=2, resealed=1, complete=True)
    assert len(pages.asked) == 3


async def test_it_does_not_race_for_ever_with_somebody_who_has_the_old_key() -> None:
    rotation, pages = await rotated(Resealing(looked_at=1, resealed=1))
    assert rotation == Rotation(configurations=1, resealed=PASSES, complete=False)
    assert len(pages.asked) == PASSES


async def test_in_memory_there_is_nothing_to_seal() -> None:
    database = MemoryDatabase(ManualClock())
    await lay_ground(database.transactions)
    assert await RotateKeys(database.transactions)() == Rotation(configurations=1, resealed=0, complete=True)
