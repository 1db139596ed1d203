"""How many jobs may burden one LMS at the same time, over all processes that share a store.

The LMS has few workers of its own: packages beyond what they can take would only wait there, with their deadlines
running, and slow everybody down (engine.md, pitfall 6). Within a process jobs stand in line; the first of them ask
the store for a place, which others may have taken. Waiting jobs show a sign of life, or their worker would be
taken for dead.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Literal, Protocol, final

from attrs import define, field, frozen
from attrs.validators import ge

from application.ports.outside import Sleep
from application.ports.runs import Place
from domain.lms_configuration import Url

SIGN_OF_LIFE_SECONDS = 20.0
"""How often a waiting job is written; engine.md asks for at least every 30 s."""

ASK_AGAIN_SECONDS = 2.0
"""How often the store is asked for a place that other processes have."""

SignOfLife = Callable[[], Awaitable[object]]


@frozen(kw_only=True)
class TurnLimits:
    """At once, for each LMS, over all workers of an installation."""

    uploads: int = field(default=4, validator=ge(1))
    imports: int = field(default=8, validator=ge(1))
    """From the building of the package until the LMS says that it is done."""

    readings: int = field(default=8, validator=ge(1))
    """Reading a course back after its import."""

    def __iter__(self) -> Iterator[tuple[Place, int]]:
        """Each place with its number."""
        yield Place.UPLOADING, self.uploads
        yield Place.IMPORTING, self.imports
        yield Place.READING, self.readings


class SharedPlaces(Protocol):
    """The places of one run in the store (`application/leasing.py`)."""

    async def take_place(self, place: Place, limit: int | None) -> bool:
        """Whether it got one; without a limit it always does."""
        ...

    async def leave_place(self, place: Place) -> None:
        """Another may have it."""
        ...

    async def excuse(self) -> None:
        """Told that the run has to wait; repeated, it has no effect."""
        ...


@final
@define(eq=False)
class Turn:
    """One place among those who do something at the same time. Given back once, however often that is asked."""

    _place: Place
    _limit: int
    _line: asyncio.Semaphore
    _shared: SharedPlaces
    _sleep: Sleep
    _in_line: bool = field(default=False, init=False)
    _held: bool = field(default=False, init=False)

    async def take(self, sign_of_life: SignOfLife) -> bool:
        """Waits in line, then for the store; what the sign of life raises ends the waiting. Whether it waited."""
        if self._held:
            return False
        waited = not self._in_line and await self._stand_in_line(sign_of_life)
        silence = 0.0
        while not await self._shared.take_place(self._place, self._limit):
            waited = True
            await self._shared.excuse()
            if silence >= SIGN_OF_LIFE_SECONDS:
                await sign_of_life()
                silence = 0.0
            await self._sleep(ASK_AGAIN_SECONDS)
            silence += ASK_AGAIN_SECONDS
        self._held = True
        return waited

    async def count_in(self) -> None:
        """Takes the place without waiting, beyond the limit if need be: what is done already cannot wait."""
        if not self._held:
            self._held = await self._shared.take_place(self._place, None)

    async def give_back(self) -> None:
        """Lets the next one in."""
        if self._held:
            self._held = False
            await self._shared.leave_place(self._place)
        self.step_out()

    def step_out(self) -> None:
        """Leaves the line of this process alone: for a run whose job is written no more, so its place is void."""
        if self._in_line:
            self._in_line = False
            self._line.release()

    async def _stand_in_line(self, sign_of_life: SignOfLife) -> bool:
        if not self._line.locked():
            await self._line.acquire()
            self._in_line = True
            return False
        waiting = asyncio.create_task(self._line.acquire())
        try:
            await self._shared.excuse()
            while not await self._came(waiting):
                await sign_of_life()
            self._in_line = True
        finally:
            if not self._in_line and not waiting.cancel():
                self._line.release()  # it came while we were on the way out
        return True

    async def _came(self, waiting: "asyncio.Task[Literal[True]]") -> bool:
        pause = asyncio.ensure_future(self._sleep(SIGN_OF_LIFE_SECONDS))
        both: set[asyncio.Future[Any]] = {waiting, pause}
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            pause.cancel()
        return waiting.done()


@final
@frozen
class RunTurns:
    """The places that one run may take."""

    uploading: Turn
    importing: Turn
    reading: Turn

    async def give_back(self) -> None:
        """Lets others in everywhere."""
        for turn in (self.uploading, self.importing, self.reading):
            await turn.give_back()

    def step_out(self) -> None:
        """Leaves the lines of this process, whatever becomes of the job."""
        for turn in (self.uploading, self.importing, self.reading):
            turn.step_out()


@final
class Turns:
    """The lines of one process, LMS by LMS."""

    def __init__(self, limits: TurnLimits | None = None) -> None:
        self._limits = limits or TurnLimits()
        self._lines: dict[Url, dict[Place, asyncio.Semaphore]] = {}

    def of(self, lms: Url, sleep: Sleep, shared: SharedPlaces) -> RunTurns:
        """The turns of one run at that LMS; nothing is taken yet."""
        lines = self._lines.setdefault(lms, {place: asyncio.Semaphore(limit) for place, limit in self._limits})
        return RunTurns(*(Turn(place, limit, lines[place], shared, sleep) for place, limit in self._limits))
