"""Jobs ordered from within the test, as the command line orders them, but many at a time."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import environ
from attrs import evolve
from returns.result import Result

from application.publishing import Accepted, PublishRequest
from domain.course import Course
from domain.faults import Fault
from domain.identifiers import JobId
from entrypoints.actors import operated
from entrypoints.commands.local import keep
from entrypoints.commands.target import Target
from entrypoints.settings import Settings
from entrypoints.wiring import House, now, open_house
from tests.builders import make_course
from tests.end_to_end.command_line import CLIENT_ID, CLIENT_SECRET, CommandLine, Site


@asynccontextmanager
async def house_of(command_line: CommandLine) -> AsyncIterator[House]:
    """The house that the command line's processes live in."""
    variables = {**command_line.environment, "COURSEPORT_HOME": str(command_line.home)}
    async with open_house(environ.to_config(Settings, environ=variables)) as house:
        yield house


async def ask(
    house: House, site: Site, course: Course | str, *, import_timeout: int = 300
) -> Result[Accepted, Fault]:
    """What is answered to somebody who wants to publish that course; a new one of that code where it is a text.

    Requests are retried once only, as their pauses are real.
    """
    target = Target(lms_url=site.lms_url, studio_url=site.studio_url, client_id=CLIENT_ID)
    known = target.configuration(now(), secret=CLIENT_SECRET, timeout=import_timeout, poll_interval=2)
    configuration = known.changed(evolve(known.settings, max_retries=1), known.credentials, now())
    wanted = make_course(course) if isinstance(course, str) else course
    course_id = await keep(house.transactions, configuration, wanted)
    return await operated(house).publish_course(PublishRequest(course_id, configuration.id))


async def order(house: House, site: Site, course: Course | str, *, import_timeout: int = 300) -> JobId:
    """The job of somebody who was not refused."""
    return (await ask(house, site, course, import_timeout=import_timeout)).unwrap().job.id
