"""A simulated site whose imports take no time, and the shortest way into it through the real gateway."""

import asyncio
from typing import final
from uuid import uuid4

from returns.result import Success

from adapters.openedx.backoff import AT_ONCE
from adapters.openedx.gateway import OpenEdxGateways
from adapters.simulator import Pace, Running, Settings, Simulator
from application.ports.lms import LmsGateway, Package
from domain.course import Course
from domain.course_key import CourseKey
from domain.identities import Identities
from domain.publication import Verification, VerificationScope
from tests.arrival.arrived import Arrived, arrived_in

PATIENCE_SECONDS = 30.0


def quick_site() -> Simulator:
    """All stages of an import, without the waiting between them."""
    return Simulator(Settings(pace=Pace(pick_up=0, in_progress=0, unpacking=0, verifying=0, updating=0)))


def new_key() -> CourseKey:
    """A course run that nobody has."""
    return CourseKey("Arrival", f"C{uuid4().hex[:12]}", "2026")


@final
class Site:
    """The site, and the gateway that knows it over sockets only. Not attrs: Hypothesis prints those whole."""

    def __init__(self, running: Running, gateway: LmsGateway) -> None:
        self.running = running
        self.gateway = gateway
        # One for all houses, as a process has one: the site gives 120 tokens a minute and no more.
        self.gateways = OpenEdxGateways(backoff=AT_ONCE)

    async def send(self, course: Course, key: CourseKey, package: Package) -> None:
        """Everything up to the LMS's own «Succeeded»."""
        assert isinstance(await self.gateway.prepare(course, key), Success)
        uploaded = await self.gateway.upload(key, package, f"{uuid4().hex}.tar.gz", _unheard)
        ticket = uploaded.unwrap()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not (await self.gateway.progress(ticket)).unwrap().done:  # noqa: ASYNC110 - over HTTP, as a client
                await asyncio.sleep(0.001)

    async def verified(
        self,
        course: Course,
        key: CourseKey,
        identities: Identities,
        scope: VerificationScope = VerificationScope.FULL,
    ) -> Verification:
        """What our own reading back says; by default of every text."""
        result = await self.gateway.verify(course, key, identities, scope, None, _unseen)
        return result.unwrap()

    def arrived(self, key: CourseKey) -> tuple[Arrived, ...]:
        """What the simulator holds, without any API and without our gateway."""
        return arrived_in(self.running.simulator.course(str(key)))

    def forget(self, key: CourseKey) -> None:
        """The site need not remember thousands of courses."""
        self.running.simulator.courses.pop(self.running.simulator.course(str(key)).key)


async def _unheard(_sent: int, _size: int) -> None: ...


async def _unseen(_percent: int) -> None: ...
