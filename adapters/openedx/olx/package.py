"""A course → a package that Open edX imports whole (the package recipe): the public face of `olx/`."""

from adapters.openedx.olx.archive import SPOOL_LIMIT, Compressor, OlxPackage, fastest, write_archive
from adapters.openedx.olx.members import MEMBER_LIMIT, members_of
from adapters.openedx.olx.url_names import UrlNames
from domain.course import Course
from domain.course_key import CourseKey
from domain.identities import Identities


def build_package(
    course: Course,
    key: CourseKey,
    identities: Identities,
    *,
    member_limit: int = MEMBER_LIMIT,
    spool_limit: int = SPOOL_LIMIT,
    compressor: Compressor = fastest,
) -> OlxPackage:
    """The course as a `.tar.gz` in the split OLX layout; same arguments, same bytes. The caller closes it.

    Busy with the CPU and with no I/O but a temporary file: call it in a thread. The course has no error among its
    violations and the identities cover it; what breaks that promise raises `ValueError` or `KeyError`, and nothing
    is left behind. Up to `spool_limit` bytes are held in memory, the rest on disk.
    """
    names = UrlNames.of(course, key, identities)
    return write_archive(
        members_of(course, key, names, member_limit), compressor=compressor, spool_limit=spool_limit
    )
