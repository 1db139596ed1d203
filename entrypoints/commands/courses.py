"""`courseport course`: the courses that are kept here, to be published by anybody who may."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated
from uuid import UUID

from cyclopts import App, Parameter
from returns.result import Failure

from adapters.terminal.courses import card_to_json, print_courses
from adapters.terminal.findings import finding_to_json, print_findings
from application.absence import no_such_course
from application.keeping_courses import KeptCourse, PutCourse
from domain.faults import ValidationFault
from domain.identifiers import CourseId, OrganizationId, UserId
from domain.text import counted
from domain.violations import Violation, errors_among, warnings_among
from entrypoints.actors import as_operator, operated
from entrypoints.commands.choosing import ACourse
from entrypoints.commands.lists import After, Limit, Whose, somebodys, tell_page
from entrypoints.commands.local import course_id_for, make_known
from entrypoints.commands.reading import read_file, refused
from entrypoints.commands.removing import remove_if_agreed
from entrypoints.commands.target import LOCAL_ORGANIZATION
from entrypoints.commands.terminal import (
    OK,
    AsJson,
    Yes,
    err,
    out,
    print_json,
    tell_fault,
)
from entrypoints.settings import load_settings
from entrypoints.wiring import open_house

course = App(name="course")
course.command("entrypoints.commands.rows:show", name="show", help="Show a course's outline, or what it lacks.")


@course.command
async def put(
    file: Annotated[Path, Parameter(name="COURSE")],
    /,
    *,
    id: UUID | None = None,  # noqa: A002 - the flag
    organization: Whose = LOCAL_ORGANIZATION,
    owner: UUID | None = None,
    json: AsJson = False,
) -> int:
    """Keep a course here, or its next version. What an LMS would refuse is told, and may be kept all the same.

    Parameters
    ----------
    file
        File with the course as JSON; `-` reads standard input.
    id
        The id to keep it under; else one that the same course code, run and organization lead to again.
    owner
        The user whose course it is, who alone may publish it over the API; set once, with the first version.
    """
    read = read_file(file)
    whole = read.keepable
    if whole is None:
        return refused(read, "kept", as_json=json)
    organization_id, owner_id = OrganizationId(organization), None if owner is None else UserId(owner)
    course_id = course_id_for(organization_id, whole) if id is None else CourseId(id)
    async with open_house(load_settings()) as house:
        await make_known(house.transactions, organization_id)
        keep = PutCourse(*as_operator(house))
        outcome = await keep(course_id, organization_id, whole, owner_id)
    if isinstance(outcome, Failure):
        fault = outcome.failure()
        if isinstance(fault, ValidationFault) and not json:
            print_findings(out(), whole, fault.violations)
        return tell_fault(fault, as_json=json)
    if json:
        print_json(_kept_to_json(outcome.unwrap(), read.findings))
    else:
        _tell(outcome.unwrap(), read.findings)
    if owner_id is not None and outcome.unwrap().stored.owner_id != owner_id:
        err().print("The course was here before: its owner stays who it was.", style="yellow", soft_wrap=True)
    return OK


@course.command(name="list")
async def list_courses(
    *, organization: Whose = LOCAL_ORGANIZATION, limit: Limit = 50, after: After = None, json: AsJson = False
) -> int:
    """The courses of an organization, the last changed first."""
    whose = OrganizationId(organization)
    async with open_house(load_settings()) as house:
        standing = None
        if after is not None:
            async with house.transactions() as tx:
                last = await tx.courses.card(CourseId(after))
            if last is None:
                return tell_fault(no_such_course(CourseId(after)), as_json=json)
            standing = last.standing
        page = await operated(house).list_courses(whose, limit=limit, after=standing)
        page = await somebodys(house, whose, page)
    return tell_page(page, card_to_json, print_courses, as_json=json)


@course.command
def remove(course_id: ACourse, /, *, yes: Yes = False, json: AsJson = False) -> int:
    """Remove a course and the history of its imports from here; what an LMS has of it stays there."""
    question = "Remove the course with its history, and the names that its blocks have in LMSs?"
    return remove_if_agreed(
        question, course_id, lambda use: use.remove_course(CourseId(course_id)), yes=yes, as_json=json
    )


def _tell(kept: KeptCourse, findings: Sequence[Violation]) -> None:
    out().print(f"{kept.stored.id}  {'kept' if kept.created else 'kept anew'}", soft_wrap=True)
    errors, warnings = errors_among(findings), warnings_among(findings)
    if errors or warnings:
        found = f"{counted(len(errors), 'error')}, {counted(len(warnings), 'warning')}"
        err().print(f"{found}; `courseport validate` shows them. Errors stand against a publish.", soft_wrap=True)


def _kept_to_json(kept: KeptCourse, findings: Sequence[Violation]) -> dict[str, object]:
    stored = kept.stored
    return {
        "id": str(stored.id),
        "organization_id": str(stored.organization_id),
        "owner_id": None if stored.owner_id is None else str(stored.owner_id),
        "title": stored.course.title,
        "created": kept.created,
        "findings": [finding_to_json(finding) for finding in findings],
    }
