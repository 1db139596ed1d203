"""`courseport plan`: what a publish would do, told before it is done."""

from returns.result import Failure, Result

from adapters.terminal.findings import print_findings
from adapters.terminal.plan import plan_to_json, print_plan
from adapters.terminal.reading_back import reading_back
from application.planning import Planned, PlanRequest
from domain.course import Course
from domain.faults import Fault, ValidationFault
from entrypoints.actors import operated
from entrypoints.commands.choosing import CourseFile, FromHere, KeptConfigId, KeptCourseId, chosen
from entrypoints.commands.key_flags import NO_KEY_FLAGS, KeyFlags
from entrypoints.commands.local import course_id_for
from entrypoints.commands.reading import read_file, tell_refusal
from entrypoints.commands.target import LOCAL_ORGANIZATION, Target
from entrypoints.commands.terminal import FAILED, OK, Flag, err, out, print_json, tell_fault
from entrypoints.settings import load_settings
from entrypoints.wiring import now, open_house

CHANGES = 3


async def plan(
    course: CourseFile = None,
    /,
    *,
    target: Target | None = None,
    course_id: KeptCourseId = None,
    config_id: KeptConfigId = None,
    key: KeyFlags = NO_KEY_FLAGS,
    live: Flag = False,
    diff: Flag = False,
    json: Flag = False,
) -> int:
    """Show what a publish would do, and do none of it.

    Say either COURSE and an LMS by its flags; or, for what is kept here, --course-id and --config-id.
    Compares with the last successful publish there. Exit code 0: nothing to do, 3: changes, 1: mistakes or
    trouble.

    Parameters
    ----------
    live
        Ask the LMS too: is the course run there, and what was changed in it by hand since?
    diff
        Show the text that changed.
    json
        The plan as one JSON object.
    """
    choice = chosen(course, target, course_id, config_id)
    if isinstance(choice, FromHere):
        async with open_house(load_settings()) as house:
            asked = operated(house).plan_course
            with reading_back(err(), shown=live) as report:
                planned = await asked(choice.course_id, choice.configuration_id, key.options, live, report)
        return _tell(planned, diff=diff, as_json=json)
    read = read_file(choice.course)
    publishable = read.publishable
    if publishable is None:
        tell_refusal(read.course, read.findings, as_json=json)
        return FAILED
    configuration = choice.target.configuration(now(), org=key.org or publishable.org)
    async with open_house(load_settings()) as house:
        course_id = course_id_for(LOCAL_ORGANIZATION, publishable)
        request = PlanRequest(course_id, publishable, configuration, key.options, live)
        with reading_back(err(), shown=live) as report:
            planned = await house.plan_publish(request, report)
    return _tell(planned, diff=diff, as_json=json, course=publishable)


def _tell(planned: Result[Planned, Fault], *, diff: bool, as_json: bool, course: Course | None = None) -> int:
    if isinstance(planned, Failure):
        fault = planned.failure()
        if isinstance(fault, ValidationFault) and not as_json:
            print_findings(err(), course, fault.violations)
        return tell_fault(fault, as_json=as_json)
    result = planned.unwrap()
    if as_json:
        print_json({"edx_course_key": str(result.key), **plan_to_json(result.plan, with_texts=diff)})
    else:
        print_plan(out(), result.key, result.plan, with_texts=diff)
    return OK if result.plan.nothing_to_do else CHANGES
