"""Taking a package apart as the importer does: safely, and wherever its course.xml may be.

Mirrors platform-facts 5.
"""

import os
import posixpath
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path


class UnsafeArchive(Exception):
    """A member would land, or points, outside the work directory, or is a device."""


def unpack(package: Path, file_name: str, target: Path) -> None:
    """Extract the package.

    Its name says zip or tar, and tar may be gzip, bzip2, xz or plain whatever the name says.
    """
    target.mkdir(parents=True, exist_ok=True)
    if file_name.endswith(".zip"):
        with zipfile.ZipFile(package) as archive:
            for name in archive.namelist():
                _check_inside(name)
            for name in archive.namelist():
                archive.extract(name, target)
        return
    with tarfile.open(package) as archive:
        members = list(_checked(archive))
        # The careful filter asks the disk about every path; without links the words of the paths say it all.
        careful = any(member.issym() or member.islnk() for member in members)
        try:
            archive.extractall(target, members, filter="data" if careful else "fully_trusted")  # noqa: S202 - checked
        except tarfile.FilterError as refused:
            raise UnsafeArchive(str(refused)) from refused


def find_root(work: Path) -> Path | None:
    """The directory of the first course.xml met when walking down; others are ignored."""
    for folder, children, files in os.walk(work):
        children.sort()
        if "course.xml" in files:
            return Path(folder)
    return None


def _checked(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    for member in archive:
        _check_inside(member.name)
        if member.isdev():
            raise UnsafeArchive(member.name)
        if member.issym():
            _check_inside(posixpath.join(posixpath.dirname(member.name), member.linkname))
        if member.islnk():
            _check_inside(member.linkname)
        yield member


def _check_inside(name: str) -> None:
    """By the words of the path alone: nothing is on disk yet, and tarfile's filter judges what links do."""
    way = posixpath.normpath(name)
    if way.startswith(("/", "../")) or way == "..":
        raise UnsafeArchive(name)
