"""`courseport plan`: what a publish would do, told before it is done."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from returns.result import Failure

from adapters.terminal.findings import print_findings
from adapters.terminal.plan import plan_to_json, print_plan
from application.planning import PlanRequest
from domain.faults import ValidationFault
from domain.publication import PublishOptions
from entrypoints.commands.reading import read_file
from entrypoints.commands.target import Target
from entrypoints.commands.terminal import FAILED, OK, Flag, err, out, print_json, tell_fault
from entrypoints.settings import load_settings
from entrypoints.wiring import now, open_house

CHANGES = 3


async def plan(
    course: Path,
    /,
    *,
    target: Target,
    org: str | None = None,
    course_code: Annotated[str | None, Parameter(name="--course")] = None,
    run: str | None = None,
    live: Flag = False,
    diff: Flag = False,
    json: Flag = False,
) -> int:
    """Show what a publish would do, and do none of it.

    Compares with the last successful publish there. Exit code 0: nothing to do, 3: changes, 1: mistakes or
    trouble.

    Parameters
    ----------
    course
        File with the course as JSON; `-` reads standard input.
    org
        Organization in the course key, instead of the course's own.
    course_code
        Course code in the course key, instead of the course's own.
    run
        Run in the course key, instead of the course's own.
    live
        Ask the LMS too: is the course run there, and what was changed in it by hand since?
    diff
        Show the text that changed.
    json
        The plan as one JSON object.
    """
    read = read_file(course)
    publishable = read.publishable
    if publishable is None:
        print_findings(out(), read.course, read.findings)
        return FAILED
    configuration = target.configuration(now(), org=org or publishable.org)
    options = PublishOptions(org_override=org, course_code_override=course_code, run_override=run)
    async with open_house(load_settings()) as house:
        planned = await house.plan_publish(PlanRequest(publishable, configuration, options, live))
    if isinstance(planned, Failure):
        fault = planned.failure()
        if isinstance(fault, ValidationFault):
            print_findings(err(), publishable, fault.violations)
        return tell_fault(fault, as_json=json)
    result = planned.unwrap()
    if json:
        print_json({"edx_course_key": str(result.key), **plan_to_json(result.plan)})
    else:
        print_plan(out(), result.key, result.plan, with_texts=diff)
    return OK if result.plan.nothing_to_do else CHANGES
