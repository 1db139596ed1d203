"""`courseport demo`: the main job, whole, against a simulated LMS on this machine."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from returns.result import Failure

from adapters.simulator import Pace, Running, Settings, Simulator, serve
from adapters.terminal.outline import print_outline
from application.publishing import PublishRequest
from domain.course_key import CourseKey
from domain.lms_configuration import LmsConfiguration
from entrypoints.actors import operated
from entrypoints.commands.following import follow_to_the_end
from entrypoints.commands.local import keep
from entrypoints.commands.reading import read_file
from entrypoints.commands.target import Target
from entrypoints.commands.terminal import FAILED, OK, UsageError, err, out, tell_fault
from entrypoints.settings import load_settings
from entrypoints.wiring import House, now, open_house

EXAMPLE = Path(__file__).parents[2] / "examples" / "two-rivers.json"

VISIBLE = Pace(pick_up=1.5, in_progress=0.5, unpacking=1.0, verifying=1.0, updating=2.0)
"""Slow enough to see the stages that a real LMS goes through."""

_CLIENT = "publisher-client"
_SECRET = "publisher-secret"  # noqa: S105 - opens nothing but the simulated LMS, which lives as long as this command


async def demo(course: Annotated[Path, Parameter(show_default=False)] = EXAMPLE, /) -> int:
    """Publish a course into a simulated LMS: real HTTP, a real database, a durable job, and the proof.

    Parameters
    ----------
    course
        File with the course as JSON; by default the example that comes with Courseport.
    """
    publishable = read_file(course).publishable
    if publishable is None:
        raise UsageError(f"{course} has mistakes; `courseport validate` shows them")
    console = err()
    async with serve(Simulator(Settings(pace=VISIBLE))) as running, open_house(load_settings()) as house:
        console.print(
            f"A simulated LMS answers at {running.lms_url}, its Studio at {running.studio_url}.", soft_wrap=True
        )
        console.print(f"Publishing «{publishable.title}» from {course.name} …", markup=False)
        configuration = _configuration(running)
        course_id = await keep(house.transactions, configuration, publishable)
        accepted = await operated(house).publish_course(PublishRequest(course_id, configuration.id))
        if isinstance(accepted, Failure):
            return tell_fault(accepted.failure(), as_json=False)
        job = accepted.unwrap().job
        code = await follow_to_the_end(house, job.id, as_json=False)
        return code if code != OK else await _show_outline(house, configuration, job.order.course_key)


def _configuration(running: Running) -> LmsConfiguration:
    target = Target(lms_url=running.lms_url, studio_url=running.studio_url, client_id=_CLIENT)
    return target.configuration(now(), secret=_SECRET, poll_interval=2)


async def _show_outline(house: House, configuration: LmsConfiguration, key: CourseKey) -> int:
    async with house.gateways(configuration) as gateway:
        outline = await gateway.outline(key)
    if isinstance(outline, Failure):
        return tell_fault(outline.failure(), as_json=False)
    there = outline.unwrap()
    if there is None:
        err().print("The LMS does not know the course any more.")
        return FAILED
    console = out()
    console.print(
        "\nThe course as the LMS gives it back, with the names that learners' work hangs on:", soft_wrap=True
    )
    print_outline(console, there)
    console.print("\nThe job stays in the history: courseport jobs list")
    return OK
