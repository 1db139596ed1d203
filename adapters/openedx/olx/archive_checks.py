"""The second wall: a finished archive is read back and checked again, so that no bug of ours leaves the house.

The first wall looks at the author's course and speaks of it; this one looks at bytes, as the importer will, and
speaks of files. On a course that passed the first, any error here is a bug of the packager.
"""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from attrs import evolve

from adapters.openedx.olx.archive_contents import ArchiveLimits, Contents, read_archive
from adapters.openedx.olx.archive_policies import check_policies
from adapters.openedx.olx.archive_tree import walk
from adapters.openedx.olx.largest_units import WeighedUnit, told_at_the_largest
from domain.violations import Place, Severity, Violation

_FREE_FOLDERS = ("about", "static")
"""Folders whose files nothing in the package has to point to."""

_OF_ALL_UNITS = frozenset({"PACKED_SIZE", "COMPRESSION_RATIO", "UNPACKED_SIZE", "MEMBER_LIMIT"})
"""Rules that a course breaks as a whole; which of its units weigh most is what its author can act on."""


def check_archive(
    source: BinaryIO, limits: ArchiveLimits | None = None, units: Mapping[str, WeighedUnit] | None = None
) -> tuple[Violation, ...]:
    """Every finding, in the order of discovery. Empty means: send it.

    Works on any bytes whatever, without raising: truncated, mutated, or no archive at all. `source` must be
    seekable; it is read from its first byte and left open. Places are paths inside the package; but what is about
    an HTML file that `units` knows is told as about that unit of the author's course.
    """
    limits = limits or ArchiveLimits()
    contents = read_archive(source, limits)
    units = _examined(contents, limits, units) if contents.complete else units or {}
    return tuple(_for_the_author(finding, units) for finding in contents.findings)


def _examined(
    contents: Contents, limits: ArchiveLimits, units: Mapping[str, WeighedUnit] | None
) -> Mapping[str, WeighedUnit]:
    """Notes what can be said of a whole archive. The units are those given, or else told by their titles in it."""
    walked = walk(contents)
    if walked.root is not None:
        check_policies(contents, walked.root)
        policies = {f"policies/{walked.root.url_name}/{file}" for file in ("policy.json", "grading_policy.json")}
        contents.findings.extend(_orphans(contents, walked.reached | policies))
    _check_totals(contents, limits)
    if units is not None:
        return units
    sizes = contents.sizes
    return {
        path: WeighedUnit(Place(title=title), sizes[path])
        for path, title in walked.titles.items()
        if path in sizes
    }


def _for_the_author(finding: Violation, units: Mapping[str, WeighedUnit]) -> Violation:
    if finding.rule in _OF_ALL_UNITS:
        return told_at_the_largest(finding, units.values())
    unit = units.get(finding.path)
    return evolve(finding, place=unit.place) if unit is not None and unit.place.path else finding


def _orphans(contents: Contents, reached: frozenset[str]) -> Iterator[Violation]:
    for path in sorted(contents.sizes.keys() - reached):
        folder, _, name = path.partition("/")
        if folder not in _FREE_FOLDERS or not name:
            message = "is in the package, but nothing points to it; the platform would leave it out"
            yield Violation("NO_ORPHAN_FILES", Place(path), message, Severity.WARNING)


def _check_totals(contents: Contents, limits: ArchiveLimits) -> None:
    packed, unpacked = contents.packed, sum(contents.sizes.values())
    if packed > limits.packed:
        message = f"makes the package too large: {packed:,} bytes, and {limits.packed:,} are let through"
        contents.found("PACKED_SIZE", "", f"{message}; shorten or split the course")
    if unpacked > limits.compression * packed:
        message = f"makes the package so repetitive that it is compressed {unpacked // packed}-fold"
        advice = f"newer platforms take more than {limits.compression} for an attack; shorten what repeats itself"
        contents.found("COMPRESSION_RATIO", "", f"{message}; {advice}")
