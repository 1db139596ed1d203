"""How many jobs of one process may burden one LMS at the same time.

The LMS has few workers of its own: packages beyond what they can take would only wait there, with their deadlines
running, and slow everybody down (engine.md, pitfall 6). Waiting jobs show a sign of life, or their worker would be
taken for dead.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Literal, final

from attrs import define, field, frozen
from attrs.validators import ge

from application.ports.outside import Sleep
from domain.lms_configuration import Url

SIGN_OF_LIFE_SECONDS = 20.0
"""How often a waiting job is written; engine.md asks for at least every 30 s."""


@frozen(kw_only=True)
class TurnLimits:
    """At once, for each LMS and process."""

    uploads: int = field(default=4, validator=ge(1))
    imports: int = field(default=8, validator=ge(1))
    """From the building of the package until the LMS says that it is done."""

    readings: int = field(default=8, validator=ge(1))
    """Reading a course back after its import."""


@final
@define(eq=False)
class Turn:
    """One place among those who do something at the same time. Given back once, however often that is asked."""

    _places: asyncio.Semaphore
    _sleep: Sleep
    _held: bool = field(default=False, init=False)

    async def take(self, sign_of_life: Callable[[], Awaitable[object]]) -> None:
        """Waits in line; what the sign of life raises ends the waiting."""
        if self._held:
            return
        if not self._places.locked():
            await self._places.acquire()
            self._held = True
            return
        waiting = asyncio.create_task(self._places.acquire())
        try:
            while not await self._came(waiting):
                await sign_of_life()
            self._held = True
        finally:
            if not self._held and not waiting.cancel():
                self._places.release()  # it came while we were on the way out

    async def _came(self, waiting: "asyncio.Task[Literal[True]]") -> bool:
        pause = asyncio.ensure_future(self._sleep(SIGN_OF_LIFE_SECONDS))
        both: set[asyncio.Future[Any]] = {waiting, pause}
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            pause.cancel()
        return waiting.done()

    def give_back(self) -> None:
        """Lets the next one in."""
        if self._held:
            self._held = False
            self._places.release()


@final
@frozen
class RunTurns:
    """The places that one run may take."""

    uploading: Turn
    importing: Turn
    reading: Turn

    def give_back(self) -> None:
        """Lets others in everywhere."""
        self.uploading.give_back()
        self.importing.give_back()
        self.reading.give_back()


@final
class Turns:
    """The places of one process, LMS by LMS. Each process has its own: limits are not shared."""

    def __init__(self, limits: TurnLimits | None = None) -> None:
        self._limits = limits or TurnLimits()
        self._places: dict[Url, tuple[asyncio.Semaphore, ...]] = {}

    def of(self, lms: Url, sleep: Sleep) -> RunTurns:
        """The turns of one run at that LMS; nothing is taken yet."""
        if lms not in self._places:
            limits = (self._limits.uploads, self._limits.imports, self._limits.readings)
            self._places[lms] = tuple(asyncio.Semaphore(limit) for limit in limits)
        return RunTurns(*(Turn(places, sleep) for places in self._places[lms]))
