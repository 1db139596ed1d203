"""A package that has been read back: built, then checked as the importer will see it."""

from returns.result import Failure, Result, Success

from adapters.openedx.failures import LMS_TYPE
from adapters.openedx.olx.archive import OlxPackage
from adapters.openedx.olx.archive_checks import check_archive
from adapters.openedx.olx.archive_contents import ArchiveLimits
from adapters.openedx.olx.largest_units import WeighedUnit
from adapters.openedx.olx.package import build_package
from domain.course import Course, units_of
from domain.course_key import CourseKey
from domain.faults import FaultCode, ValidationFault
from domain.identities import BlockKind, Identities, blocks_of
from domain.text import counted
from domain.violations import errors_among


def checked_package(
    course: Course, key: CourseKey, identities: Identities, limits: ArchiveLimits | None = None
) -> Result[OlxPackage, ValidationFault]:
    """The package, or what is wrong with it; busy with the CPU, so call it in a thread. The caller closes it."""
    package = build_package(course, key, identities)
    with package.open() as reader:
        errors = errors_among(check_archive(reader, limits, _units(course, identities)))
    if not errors:
        return Success(package)
    package.close()
    return Failure(
        ValidationFault(
            code=FaultCode.OLX_VALIDATION_ERROR,
            message=f"The finished package has {counted(len(errors), 'mistake')} and was not sent.",
            help="Where a finding is about size, make the course smaller or split it; "
            "any other is a fault of Courseport: please report it with this message.",
            lms_type=LMS_TYPE,
            violations=errors,
        )
    )


def _units(course: Course, identities: Identities) -> dict[str, WeighedUnit]:
    """Whose text each HTML file of the package holds, and how much of it."""
    paths = (source.path for source in blocks_of(course) if source.kind is BlockKind.COMPONENT)
    names = (identities.name_of(BlockKind.COMPONENT, path) for path in paths)
    return {
        f"html/{name}.html": WeighedUnit(placed.place, len(placed.unit.content.encode()))
        for name, placed in zip(names, units_of(course), strict=True)
    }
