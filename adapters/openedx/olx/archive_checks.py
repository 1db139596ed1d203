"""The second wall: a finished archive is read back and checked again, so that no bug of ours leaves the house.

The first wall looks at the author's course and speaks of it; this one looks at bytes, as the importer will, and
speaks of files. On a course that passed the first, any error here is a bug of the packager.
"""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from adapters.openedx.olx.archive_contents import ArchiveLimits, Contents, read_archive
from adapters.openedx.olx.archive_policies import check_policies
from adapters.openedx.olx.archive_tree import walk
from domain.violations import Place, Severity, Violation

_FREE_FOLDERS = ("about", "static")
"""Folders whose files nothing in the package has to point to."""

_LARGEST_NAMED = 10


def check_archive(
    source: BinaryIO, limits: ArchiveLimits | None = None, units: Mapping[str, Place] | None = None
) -> tuple[Violation, ...]:
    """Every finding, in the order of discovery; places are paths inside the package. Empty means: send it.

    Works on any bytes whatever, without raising: truncated, mutated, or no archive at all. `source` must be
    seekable; it is read from its first byte and left open. `units` says which unit of the author's course each
    HTML file is; without it, the largest are told by their titles in the package.
    """
    limits = limits or ArchiveLimits()
    contents = read_archive(source, limits)
    if not contents.complete:
        return tuple(contents.findings)
    walked = walk(contents)
    if walked.root is not None:
        check_policies(contents, walked.root)
        policies = {f"policies/{walked.root.url_name}/{file}" for file in ("policy.json", "grading_policy.json")}
        contents.findings.extend(_orphans(contents, walked.reached | policies))
    named = {path: str(place) for path, place in (units or {}).items()}
    _check_totals(contents, limits, named or {path: f"«{title}»" for path, title in walked.titles.items()})
    return tuple(contents.findings)


def _orphans(contents: Contents, reached: frozenset[str]) -> Iterator[Violation]:
    for path in sorted(contents.sizes.keys() - reached):
        folder, _, name = path.partition("/")
        if folder not in _FREE_FOLDERS or not name:
            message = "is in the package, but nothing points to it; the platform would leave it out"
            yield Violation("NO_ORPHAN_FILES", Place(path), message, Severity.WARNING)


def _check_totals(contents: Contents, limits: ArchiveLimits, units: Mapping[str, str]) -> None:
    packed, unpacked = contents.packed, sum(contents.sizes.values())
    if packed > limits.packed:
        largest = sorted(units.keys() & contents.sizes.keys(), key=lambda path: (-contents.sizes[path], path))
        named = [f"{units[path]} ({contents.sizes[path]:,} bytes)" for path in largest[:_LARGEST_NAMED]]
        message = (
            f"has {packed:,} bytes and may have {limits.packed:,}; shorten or split the course. "
            f"Its largest units, before packing: {'; '.join(named)}"
        )
        contents.found("PACKED_SIZE", "", message)
    if unpacked > limits.compression * packed:
        message = f"is compressed {unpacked // packed}-fold; newer platforms take more than {limits.compression} "
        contents.found("COMPRESSION_RATIO", "", message + "for an attack; shorten what repeats itself")
