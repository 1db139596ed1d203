"""A package before readers that know nothing of this project: GNU tar, Python's tarfile, expat."""

import io
import json
import subprocess
import tarfile
from xml.parsers import expat

from adapters.openedx.olx.archive_checks import check_archive
from adapters.openedx.olx.package import build_package
from application.ports.lms import LmsGateway, Package
from domain.course import Course
from domain.course_key import CourseKey
from domain.identities import Identities


async def packed(
    gateway: LmsGateway, course: Course, key: CourseKey, names: Identities, *, inline: bool = False
) -> Package:
    """As the gateway packs it, or in the layout that only courses of 45,000 files have."""
    if not inline:
        return (await gateway.package(course, key, names)).unwrap()
    package = build_package(course, key, names, member_limit=0)
    with package.open() as reader:
        assert check_archive(reader) == ()
    return package


def bytes_of(package: Package) -> bytes:
    """The whole file."""
    with package.open() as reader:
        return reader.read()


def assert_readable(archive: bytes) -> None:
    """GNU tar and Python read the same files, whose XML, JSON and UTF-8 are sound."""
    files = _by_python(archive)
    assert (list(files), b"".join(files.values())) == _by_gnu_tar(archive)
    for path, content in files.items():
        if path.endswith(".xml"):
            expat.ParserCreate().Parse(content, True)
        elif path.endswith(".json"):
            json.loads(content)
        elif path.endswith(".html"):
            content.decode("utf-8")


def _by_python(archive: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
        return {member.name: file.read() for member in tar if (file := tar.extractfile(member)) is not None}


def _by_gnu_tar(archive: bytes) -> tuple[list[str], bytes]:
    """Names in order, and all contents one after the other; a warning would stand among the names."""
    command = ["tar", "--extract", "--gzip", "--verbose", "--to-stdout", "--file=-"]
    ended = subprocess.run(command, input=archive, capture_output=True, check=True, timeout=60)
    return ended.stderr.decode().splitlines(), ended.stdout
