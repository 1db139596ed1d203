"""`courseport publish`: a course goes into an LMS, is followed, read back and proved."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from returns.result import Failure

from adapters.terminal.findings import counted, findings_to_json, print_findings
from application.publishing import PublishRequest
from domain.publication import PublishOptions, VerificationScope
from domain.violations import warnings_among
from entrypoints.commands.following import Detach, follow_to_the_end, leave
from entrypoints.commands.local import keep
from entrypoints.commands.reading import ReadCourse, read_file
from entrypoints.commands.target import Target
from entrypoints.commands.terminal import FAILED, Flag, UsageError, err, out, print_json, tell_fault
from entrypoints.settings import load_settings
from entrypoints.wiring import now, open_house


async def publish(
    course: Path,
    /,
    *,
    target: Target,
    org: str | None = None,
    course_code: Annotated[str | None, Parameter(name="--course")] = None,
    run: str | None = None,
    verify: VerificationScope = VerificationScope.AUTO,
    force: Flag = False,
    keep_existing: Flag = False,
    import_timeout: int = 300,
    poll_interval: int = 5,
    detach: Detach = False,
    json: Flag = False,
) -> int:
    """Publish a course and prove that every block arrived.

    Exit code 0 only when verified, 1 when it failed, 2 for wrong usage. Ctrl-C leaves a job that can be
    followed or resumed with `courseport jobs`.

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
    force
        Upload also where the LMS holds this very package already.
    keep_existing
        Refuse to publish over a course run that exists in the LMS.
    verify
        How many texts are read back: auto, outline, sample or full.
    import_timeout
        Seconds the LMS may take for the import (30–600).
    poll_interval
        Seconds between two questions to the LMS (2–5).
    json
        Progress and outcome as JSON lines.
    """
    read = read_file(course)
    publishable = read.publishable
    if publishable is None:
        return _refuse(read, as_json=json)
    configuration = target.configuration(
        now(), org=org or publishable.org, timeout=import_timeout, poll_interval=poll_interval
    )
    options = PublishOptions(
        org_override=org,
        course_code_override=course_code,
        run_override=run,
        overwrite_existing=not keep_existing,
        force=force,
        verification=verify,
    )
    _tell_warnings(read, as_json=json)
    async with open_house(load_settings()) as house:
        course_id = await keep(house.transactions, configuration, publishable)
        accepted = await house.publish_course(PublishRequest(course_id, configuration.id, options))
        if isinstance(accepted, Failure):
            return tell_fault(accepted.failure(), as_json=json)
        job_id = accepted.unwrap().job.id
        if detach:
            return await leave(house, job_id, as_json=json)
        return await follow_to_the_end(house, job_id, as_json=json)


def _refuse(read: ReadCourse, *, as_json: bool) -> int:
    if as_json:
        print_json({"event": "refused", **findings_to_json(read.findings, valid=False)})
    else:
        print_findings(out(), read.course, read.findings)
        err().print("Nothing was published. Correct the errors above and publish again.", style="red")
    if read.course is None:
        raise UsageError("the file holds no course")
    return FAILED


def _tell_warnings(read: ReadCourse, *, as_json: bool) -> None:
    count = len(warnings_among(read.findings))
    if count and not as_json:
        err().print(f"{counted(count, 'warning')}; `courseport validate` shows {'it' if count == 1 else 'them'}.")
