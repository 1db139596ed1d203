"""`courseport import-rows`, `courseport course show`: courses that a platform keeps as rows."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from attrs import evolve
from cyclopts import Parameter
from returns.result import Failure, Result

from adapters.catalogue.reading import read_rows
from adapters.catalogue.rows import CatalogueRows
from adapters.terminal.course_outline import print_course
from adapters.terminal.findings import finding_to_json, findings_to_json, print_findings, shown
from application.course_json import course_to_json
from application.courses import Found
from application.keeping_rows import KeptRows
from application.ports.rows import PlatformCourse
from application.ports.stores import Kept
from domain.course import Course
from domain.faults import Fault, NotReadyFault, ValidationFault
from domain.identifiers import CourseId, OrganizationId
from domain.text import counted
from entrypoints.actors import operated
from entrypoints.commands.choosing import ACourse
from entrypoints.commands.local import make_known
from entrypoints.commands.target import LOCAL_ORGANIZATION
from entrypoints.commands.terminal import FAILED, OK, AsJson, err, out, print_json, tell_fault
from entrypoints.settings import load_settings
from entrypoints.wiring import House, open_house


async def import_rows(
    source: Annotated[Path, Parameter(name="DIR|FILE.json")],
    /,
    *,
    organization: UUID | None = None,
    json: AsJson = False,
) -> int:
    """Keep a platform's courses here as its rows, to be mapped when they are published.

    Reads DIR/courses.jsonl, sections.jsonl and lessons.jsonl, or one FILE.json with the three tables.

    Parameters
    ----------
    source
        A folder with the three tables, or one file of them.
    organization
        Whose courses they are, whatever the rows say; else the rows', else the command line's own.
    """
    read = read_rows(source)
    if isinstance(read, Failure):
        return _refuse(read.failure(), as_json=json)
    outcomes = []
    async with open_house(load_settings()) as house:
        for rows, whose in _courses(read.unwrap(), organization):
            await make_known(house.transactions, whose)
            kept = await operated(house).keep_rows(rows, whose)
            outcomes.append(_tell(kept, as_json=json))
    if not outcomes:
        err().print("The rows hold no course.")
    return OK if outcomes and all(outcomes) else FAILED


async def show(course_id: ACourse, /, *, json: AsJson = False) -> int:
    """Show a course's outline: of rows, as they would be published now; or what is unfinished or wrong there."""
    async with open_house(load_settings()) as house:
        found = await operated(house).get_course(CourseId(course_id))
        if isinstance(found, Failure):
            return tell_fault(found.failure(), as_json=json)
        mapped = await _mapped(house, found.unwrap())
    if isinstance(mapped, Failure):
        return _refuse(mapped.failure(), as_json=json)
    if json:
        print_json(_found_to_json(found.unwrap(), mapped.unwrap()))
    else:
        print_course(out(), mapped.unwrap())
    return OK


async def _mapped(house: House, found: Found) -> Result[Course, NotReadyFault | ValidationFault]:
    return await house.courses.course_anywhere(found.content, found.course_code)


def _courses(rows: CatalogueRows, organization: UUID | None) -> Iterator[tuple[PlatformCourse, OrganizationId]]:
    for row in rows.courses:
        course = rows.of(row.id)
        if course is None:
            raise LookupError(f"the course {row.id} was just read")
        if organization is not None:
            course = evolve(course, course=evolve(course.course, organization_id=organization))
        yield course, OrganizationId(course.course.organization_id or LOCAL_ORGANIZATION)


def _tell(kept: Result[KeptRows, Fault], *, as_json: bool) -> bool:
    """Says what became of one course; whether it is kept."""
    if isinstance(kept, Failure):
        _refuse(kept.failure(), as_json=as_json)
        return False
    outcome = kept.unwrap()
    if as_json:
        print_json(_kept_to_json(outcome))
        return True
    title = shown(outcome.rows.course.title)
    out().print(
        shown(f"{outcome.rows.id}  {'kept' if outcome.created else 'kept anew'}  ") + title, soft_wrap=True
    )
    lacks = [
        *([counted(len(outcome.unfinished), "unfinished part")] if outcome.unfinished else []),
        *([counted(len(outcome.violations), "mistake")] if outcome.violations else []),
    ]
    for each in lacks:
        names = f"`courseport course show {outcome.rows.id}` names them."
        err().print(f"{each} in the way of a publish; {names}", soft_wrap=True)
    return True


def _kept_to_json(kept: KeptRows) -> dict[str, Any]:
    course = kept.rows.course
    return {
        "id": str(course.id),
        "organization_id": str(course.organization_id),
        "owner_id": None if course.user_id is None else str(course.user_id),
        "title": course.title,
        "created": kept.created,
        "unfinished": list(kept.unfinished),
        "findings": [finding_to_json(finding) for finding in kept.violations],
    }


def _found_to_json(found: Found, course: Course) -> dict[str, Any]:
    return {
        "id": str(found.id),
        "organization_id": str(found.organization_id),
        "kept": (found.kept or Kept.ELSEWHERE).value,
        "course_code": found.course_code,
        "course": course_to_json(course),
    }


def _refuse(fault: Fault, *, as_json: bool) -> int:
    if isinstance(fault, ValidationFault) and as_json:
        print_json(findings_to_json(fault.violations, valid=False))
        return FAILED
    if isinstance(fault, ValidationFault):
        print_findings(out(), None, fault.violations)
    return tell_fault(fault, as_json=as_json)
