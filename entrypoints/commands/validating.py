"""`courseport validate`: every mistake in a course, each with its place and what to do."""

from pathlib import Path

from adapters.terminal.findings import findings_to_json, print_findings
from domain.text import counted
from domain.violations import errors_among, warnings_among
from entrypoints.commands.reading import read_file
from entrypoints.commands.terminal import FAILED, OK, USAGE, Flag, err, out, print_json


def validate(course: Path, /, *, json: Flag = False, strict: Flag = False) -> int:
    """Check a course and show everything that is wrong with it.

    Exit code 0: valid, 1: mistakes, 2: the file cannot be read as a course at all.

    Parameters
    ----------
    course
        File with the course as JSON; `-` reads standard input.
    json
        Findings as one JSON object.
    strict
        Warnings count as mistakes.
    """
    read = read_file(course)
    errors, warnings = errors_among(read.findings), warnings_among(read.findings)
    bad = bool(errors) or (strict and bool(warnings))
    if json:
        print_json(findings_to_json(read.findings, valid=not bad))
    else:
        print_findings(out(), read.course, read.findings)
        found = f"{counted(len(errors), 'error')}, {counted(len(warnings), 'warning')}"
        err().print(f"{found}: {'not valid' if bad else 'valid'}")
    if read.course is None:
        return USAGE
    return FAILED if bad else OK
