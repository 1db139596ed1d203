"""Which course goes where: a file and an LMS named by flags, or a course and a connection that are kept here."""

from pathlib import Path
from typing import Annotated, TypeAlias
from uuid import UUID

from attrs import frozen
from cyclopts import Parameter

from domain.identifiers import ConfigurationId, CourseId
from entrypoints.commands.target import Target
from entrypoints.commands.terminal import UsageError

CourseFile: TypeAlias = Annotated[
    Path | None, Parameter(name="COURSE", help="File with the course as JSON; `-` reads standard input.")
]
KeptCourseId: TypeAlias = Annotated[
    UUID | None, Parameter(name="--course-id", help="A course that is kept here, instead of COURSE.")
]
KeptConfigId: TypeAlias = Annotated[
    UUID | None, Parameter(name="--config-id", help="A connection that is kept here, instead of the LMS's flags.")
]
ACourse: TypeAlias = Annotated[UUID, Parameter(name="COURSE_ID", help="See `courseport course list`.")]
AnOrganization: TypeAlias = Annotated[
    UUID, Parameter(name="ORGANIZATION", help="Its id; see `courseport org list`.")
]
AUser: TypeAlias = Annotated[UUID, Parameter(name="USER", help="The user's id on your platform.")]

_FILE, _HERE = "COURSE with --lms-url, --studio-url and --client-id", "--course-id and --config-id"


@frozen
class FromFile:
    """A file, and where it goes."""

    course: Path
    target: Target


@frozen
class FromHere:
    """What `courseport course` and `courseport config` keep."""

    course_id: CourseId
    configuration_id: ConfigurationId


def chosen(
    course: Path | None, target: Target | None, course_id: UUID | None, config_id: UUID | None
) -> FromFile | FromHere:
    """The one or the other; raises `UsageError` for a mixture and for half of one."""
    by_file, by_id = course is not None or target is not None, course_id is not None or config_id is not None
    if by_file and by_id:
        raise UsageError(f"say either {_FILE}, or {_HERE}: not some of both")
    if course_id is not None and config_id is not None:
        return FromHere(CourseId(course_id), ConfigurationId(config_id))
    if course is not None and target is not None:
        return FromFile(course, target)
    if by_id:
        raise UsageError(f"--{'course' if course_id is None else 'config'}-id is missing: say {_HERE}")
    missing = "COURSE" if course is None else "--lms-url, --studio-url and --client-id"
    raise UsageError(f"{missing} missing: say {_FILE}; or, for what is kept here, {_HERE}")
