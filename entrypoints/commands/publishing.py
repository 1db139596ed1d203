"""`courseport publish`: a course goes into an LMS, is followed, read back and proved."""

from attrs import evolve, frozen
from returns.result import Failure, Result

from adapters.terminal.findings import print_findings
from application.publishing import Accepted, PublishRequest
from domain.faults import Fault, ValidationFault
from domain.publication import PublishOptions, VerificationScope
from domain.text import counted
from domain.violations import warnings_among
from entrypoints.actors import operated
from entrypoints.commands.choosing import CourseFile, FromFile, KeptConfigId, KeptCourseId, chosen
from entrypoints.commands.following import Detach, follow_or_leave
from entrypoints.commands.key_flags import NO_KEY_FLAGS, KeyFlags
from entrypoints.commands.local import keep
from entrypoints.commands.reading import read_file, refused
from entrypoints.commands.target import Target
from entrypoints.commands.terminal import Flag, UsageError, err, out, tell_fault
from entrypoints.settings import load_settings
from entrypoints.wiring import House, now, open_house


async def publish(
    course: CourseFile = None,
    /,
    *,
    target: Target | None = None,
    course_id: KeptCourseId = None,
    config_id: KeptConfigId = None,
    key: KeyFlags = NO_KEY_FLAGS,
    verify: VerificationScope = VerificationScope.AUTO,
    force: Flag = False,
    keep_existing: Flag = False,
    import_timeout: int | None = None,
    poll_interval: int | None = None,
    detach: Detach = False,
    json: Flag = False,
) -> int:
    """Publish a course and prove that every block arrived.

    Say either COURSE and an LMS by its flags; or, for what is kept here, --course-id and --config-id.
    Exit code 0 only when verified, 1 when it failed, 2 for wrong usage. Ctrl-C leaves a job that can be
    followed or resumed with `courseport jobs`.

    Parameters
    ----------
    force
        Upload also where the LMS holds this very package already.
    keep_existing
        Refuse to publish over a course run that exists in the LMS.
    verify
        How many texts are read back: auto, outline, sample or full.
    import_timeout
        Seconds the LMS may take for the import (30–600); else 300.
    poll_interval
        Seconds between two questions to the LMS (2–5); else 5.
    json
        Progress and outcome as JSON lines.
    """
    options = evolve(key.options, overwrite_existing=not keep_existing, force=force, verification=verify)
    show = _Show(detach=detach, as_json=json)
    choice = chosen(course, target, course_id, config_id)
    if isinstance(choice, FromFile):
        return await _publish_file(choice, options, (import_timeout, poll_interval), show)
    if import_timeout is not None or poll_interval is not None:
        raise UsageError(
            "--import-timeout and --poll-interval belong to the connection: see `courseport config update`"
        )
    async with open_house(load_settings()) as house:
        request = PublishRequest(choice.course_id, choice.configuration_id, options)
        return await _followed(house, await operated(house).publish_course(request), show)


@frozen(kw_only=True)
class _Show:
    detach: bool
    as_json: bool


async def _publish_file(
    choice: FromFile, options: PublishOptions, pace: tuple[int | None, int | None], show: _Show
) -> int:
    read = read_file(choice.course)
    publishable = read.publishable
    if publishable is None:
        return refused(read, "published", as_json=show.as_json)
    org = options.org_override or publishable.org
    timeout, poll_interval = pace
    configuration = choice.target.configuration(now(), org=org, timeout=timeout, poll_interval=poll_interval)
    _tell_warnings(len(warnings_among(read.findings)), as_json=show.as_json)
    async with open_house(load_settings()) as house:
        kept_id = await keep(house.transactions, configuration, publishable)
        accepted = await operated(house).publish_course(PublishRequest(kept_id, configuration.id, options))
        return await _followed(house, accepted, show)


async def _followed(house: House, accepted: Result[Accepted, Fault], show: _Show) -> int:
    if isinstance(accepted, Failure):
        fault = accepted.failure()
        if isinstance(fault, ValidationFault) and not show.as_json:
            print_findings(out(), None, fault.violations)
        return tell_fault(fault, as_json=show.as_json)
    return await follow_or_leave(house, accepted.unwrap().job.id, detach=show.detach, as_json=show.as_json)


def _tell_warnings(count: int, *, as_json: bool) -> None:
    if count and not as_json:
        err().print(f"{counted(count, 'warning')}; `courseport validate` shows {'it' if count == 1 else 'them'}.")
