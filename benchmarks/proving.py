"""What the proof costs: a whole import with reading back, beside the same upload believed at its word."""

import asyncio
import time
from uuid import uuid4

from adapters.memory.transactions import MemoryDatabase
from adapters.openedx.gateway import OpenEdxGateways
from adapters.simulator import Simulator, serve
from application.importing import RunImport
from application.ports.lms import LmsGateway
from application.ports.stores import StoredCourse
from application.publishing import PublishCourse, PublishRequest
from benchmarks.courses import course_of
from benchmarks.figures import Figure
from domain.course import Course
from domain.course_key import CourseKey
from domain.identifiers import CourseId
from domain.identities import Identities
from domain.import_job import Succeeded
from domain.lms_configuration import LmsConfiguration
from entrypoints.commands.target import LOCAL_ORGANIZATION, Target
from entrypoints.wiring import now

_POLL_SECONDS = 0.05
"""Of both sides alike: the default of 5 s would hide what is measured."""


async def _poll(_seconds: float) -> None:
    await asyncio.sleep(_POLL_SECONDS)


async def _ours(configuration: LmsConfiguration, course: Course) -> float:
    """PublishCourse and RunImport, in-memory stores, real HTTP."""
    database, gateways = MemoryDatabase(now), OpenEdxGateways()
    stored = StoredCourse(id=CourseId(uuid4()), organization_id=LOCAL_ORGANIZATION, owner_id=None, course=course)
    async with database.transactions() as tx:
        await tx.courses.put(stored)
        (await tx.configurations.add(configuration)).unwrap()
        await tx.commit()
    began = time.perf_counter()
    publish = PublishCourse(database.transactions, gateways, now, uuid4)
    accepted = (await publish(PublishRequest(stored.id, configuration.id))).unwrap()
    job = await RunImport(database.transactions, gateways, now, _poll, uuid4)(accepted.job.id)
    assert isinstance(job, Succeeded), job
    return time.perf_counter() - began


async def _believing(gateway: LmsGateway, course: Course) -> float:
    """The same package, uploaded and polled until the LMS says «Succeeded»; nothing is read back."""

    async def unreported(_sent: int, _total: int) -> None:
        """Nobody watches."""

    key = CourseKey("Courseport", "believed", "bench")
    began = time.perf_counter()
    package = (await gateway.package(course, key, Identities().covering(course))).unwrap()
    (await gateway.prepare(course, key)).unwrap()
    ticket = (await gateway.upload(key, package, f"{uuid4().hex[:12]}.tar.gz", unreported)).unwrap()
    while not (await gateway.progress(ticket)).unwrap().done:
        await _poll(0)
    package.close()
    return time.perf_counter() - began


async def measure() -> list[Figure]:
    """150 units, every text compared."""
    course = course_of(150)
    async with serve(Simulator()) as running:
        target = Target(lms_url=running.lms_url, studio_url=running.studio_url, client_id="publisher-client")
        configuration = target.configuration(now(), secret="publisher-secret")  # noqa: S106 - the simulator's
        async with OpenEdxGateways()(configuration) as gateway:
            believed = await _believing(gateway, course)
        ours = await _ours(configuration, course)
    return [Figure("150 units published and every text compared", ours, "uploaded and believed", believed)]
