"""The house without database and processes: use cases, memory stores, the real gateway, a simulated site."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

from attrs import define, evolve

from adapters.memory.transactions import MemoryDatabase
from adapters.simulator.modulestore import Course as SimulatedCourse
from application.importing import RunImport, RunOutcome
from application.ports.lms import LmsGateways
from application.ports.stores import Publication, StoredCourse
from application.publishing import PublishCourse, PublishRequest
from domain.course import Course
from domain.course_key import CourseKey
from domain.import_job import Succeeded
from domain.lms_configuration import LmsConfiguration
from domain.publication import PublishOptions, key_for
from tests.adapters.openedx.site import configured
from tests.arrival.site import Site
from tests.builders import make_organization, make_stored_course


def _now() -> datetime:
    return datetime.now(UTC)


async def _nap(_seconds: float) -> None:
    """The site is quick, so a few seconds between two questions would be most of the test."""
    await asyncio.sleep(0.002)


@define
class House:
    """One author's course on its way into one site, as often as wanted."""

    site: Site
    database: MemoryDatabase
    gateways: LmsGateways
    configuration: LmsConfiguration
    stored: StoredCourse
    options: PublishOptions

    async def run(self, course: Course) -> RunOutcome:
        """Publishes this version and waits for the end, whatever it is."""
        self.stored = evolve(self.stored, course=course)
        async with self.database.transactions() as tx:
            await tx.courses.put(self.stored)
            await tx.commit()
        publish = PublishCourse(self.database.transactions, self.gateways, _now, uuid4)
        accepted = await publish(PublishRequest(self.stored.id, self.configuration.id, self.options))
        self.database.take()
        run_import = RunImport(self.database.transactions, self.gateways, _now, _nap, uuid4)
        return await run_import(accepted.unwrap().job.id)

    async def published(self, course: Course) -> Succeeded:
        """Publishes this version, which must be proved."""
        job = await self.run(course)
        assert isinstance(job, Succeeded), job
        return job

    async def publication(self, course: Course) -> Publication:
        """The ledger of names, and what was proved last."""
        async with self.database.transactions() as tx:
            found = await tx.publications.get(self.configuration.id, self.key(course))
        assert found is not None
        return found

    def key(self, course: Course) -> CourseKey:
        return key_for(course, self.options)

    def simulated(self, course: Course) -> SimulatedCourse:
        """What the simulator holds of it, without any API."""
        return self.site.running.simulator.course(str(self.key(course)))


async def opened_house(site: Site, gateways: LmsGateways | None = None) -> House:
    """A house of its own with a course run of its own, in a site that others may use, too."""
    organization = make_organization()
    configuration = configured(site.running.lms_url, site.running.studio_url)
    public = evolve(configuration.public, organization_id=organization.id)
    house = House(
        site=site,
        database=MemoryDatabase(_now),
        gateways=gateways or site.gateways,
        configuration=LmsConfiguration(public=public, credentials=configuration.credentials),
        stored=make_stored_course(organization),
        options=PublishOptions(course_code_override=f"H{uuid4().hex[:12]}"),
    )
    async with house.database.transactions() as tx:
        await tx.organizations.put(organization)
        await tx.courses.put(house.stored)
        (await tx.configurations.add(house.configuration)).unwrap()
        await tx.commit()
    return house
