"""The simulator's importer without its sockets: a package into a course, as its Studio's worker does it."""

import tempfile
from pathlib import Path

from adapters.simulator.archive import find_root, unpack
from adapters.simulator.importer import read_package, write_course
from adapters.simulator.modulestore import Course


def import_into(course: Course, archive: bytes, now: float) -> None:
    """Replaces what the course holds; nothing may be left out."""
    with tempfile.TemporaryDirectory() as folder:
        package, work = Path(folder, "p.tar.gz"), Path(folder, "work")
        package.write_bytes(archive)
        unpack(package, package.name, work)
        root = find_root(work)
        assert root is not None
        source = read_package(root)
    assert source.drops == ()
    write_course(course, source)
    course.publish(now)
