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
from domain.violations import Place, Severity, Violation

_FREE_FOLDERS = ("about", "static")
"""Folders whose files nothing in the package has to point to."""

_LARGEST_NAMED = 10


def check_archive(
    source: BinaryIO, limits: ArchiveLimits | None = None, units: Mapping[str, Place] | None = None
) -> tuple[Violation, ...]:
    """Every finding, in the order of discovery. Empty means: send it.

    Works on any bytes whatever, without raising: truncated, mutated, or no archive at all. `source` must be
    seekable; it is read from its first byte and left open. Places are paths inside the package; but what is about
    an HTML file that `units` knows is told as about that unit of the author's course.
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
    units = units or {}
    _check_totals(contents, limits, units or {path: Place(title=title) for path, title in walked.titles.items()})
    return tuple(evolve(each, place=units.get(each.path, each.place)) for each in contents.findings)


def _orphans(contents: Contents, reached: frozenset[str]) -> Iterator[Violation]:
    for path in sorted(contents.sizes.keys() - reached):
        folder, _, name = path.partition("/")
        if folder not in _FREE_FOLDERS or not name:
            message = "is in the package, but nothing points to it; the platform would leave it out"
            yield Violation("NO_ORPHAN_FILES", Place(path), message, Severity.WARNING)


def _check_totals(contents: Contents, limits: ArchiveLimits, units: Mapping[str, Place]) -> None:
    packed, unpacked = contents.packed, sum(contents.sizes.values())
    if packed > limits.packed:
        message = f"makes the package too large: {packed:,} bytes, and {limits.packed:,} are let through"
        _found_in_all(contents, "PACKED_SIZE", f"{message}; shorten or split the course", units)
    if unpacked > limits.compression * packed:
        message = f"makes the package so repetitive that it is compressed {unpacked // packed}-fold"
        advice = f"newer platforms take more than {limits.compression} for an attack; shorten what repeats itself"
        _found_in_all(contents, "COMPRESSION_RATIO", f"{message}; {advice}", units)


def _found_in_all(contents: Contents, rule: str, message: str, units: Mapping[str, Place]) -> None:
    """What is wrong with all units together is told at the largest, with those that come next."""
    by_size = sorted(units.keys() & contents.sizes.keys(), key=lambda path: (-contents.sizes[path], path))
    largest = by_size[:_LARGEST_NAMED]
    named = "; ".join(f"{_whole_name(units[path])} ({contents.sizes[path]:,} bytes)" for path in largest)
    place = units[largest[0]] if largest and units[largest[0]].path else Place("package")
    contents.findings.append(Violation(rule, place, f"{message}. The largest units, before packing: {named}"))


def _whole_name(place: Place) -> str:
    return str(place) if place.path else f"«{place.title}»"
