"""`courseport package`: the archive that would be uploaded, without uploading it."""

import shutil
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from returns.result import Failure

from adapters.openedx.packaging import checked_package
from adapters.terminal.findings import print_findings
from domain.identities import Identities
from domain.publication import key_for
from entrypoints.commands.key_flags import NO_KEY_FLAGS, KeyFlags
from entrypoints.commands.reading import read_file, tell_refusal
from entrypoints.commands.terminal import FAILED, OK, Flag, UsageError, err, out, print_json, tell_fault
from entrypoints.lms_registry import package_limits
from entrypoints.settings import load_settings


def package(
    course: Path,
    /,
    *,
    output: Annotated[Path, Parameter(name=["--output", "-o"])],
    flags: KeyFlags = NO_KEY_FLAGS,
    json: Flag = False,
) -> int:
    """Build the Open edX package of a course, with the names a first publish would give.

    Parameters
    ----------
    course
        File with the course as JSON; `-` reads standard input.
    output
        The archive to write (.tar.gz).
    json
        Facts as one JSON object.
    """
    read = read_file(course)
    publishable = read.publishable
    if publishable is None:
        tell_refusal(read.course, read.findings, as_json=json)
        return FAILED
    try:
        key = key_for(publishable, flags.options)
    except ValueError as error:
        raise UsageError(str(error)) from error
    limits = package_limits(load_settings())
    checked = checked_package(publishable, key, Identities().covering(publishable), limits)
    if isinstance(checked, Failure):
        fault = checked.failure()
        if not json:
            print_findings(out(), publishable, fault.violations)
        return tell_fault(fault, as_json=json)
    built = checked.unwrap()
    try:
        with built.open() as source, output.open("wb") as target:
            shutil.copyfileobj(source, target)
    except OSError as error:
        raise UsageError(f"cannot write {output}: {error.strerror}") from error
    finally:
        built.close()
    facts = built.facts
    if json:
        print_json({"sha256": facts.sha256, "size": facts.size, "members": facts.members, "course_key": str(key)})
    else:
        out().print(f"{facts.sha256}  {facts.size} bytes  {facts.members} members  {key}", soft_wrap=True)
        err().print(f"written to {output}", soft_wrap=True)
    return OK
