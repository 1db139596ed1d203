"""Which texts are read back after an import: all of a small course; of a large one what changed, and a sample.

Reading a text costs an LMS about half a second (platform-facts 4), so thousands of them are not read every time.
"""

import hashlib
from collections.abc import Iterator, Sequence

from domain.course import Course, Unit
from domain.identities import SourcePath
from domain.publication import VerificationScope

EVERY_TEXT_UP_TO = 200
SAMPLE = 100


def texts_to_compare(course: Course, scope: VerificationScope, previous: Course | None) -> frozenset[SourcePath]:
    """The units, by their paths of ids; the sample is the same each time.

    `previous` is the course as last proved: with scope AUTO every unit that differs from it is among them.
    """
    units = dict(_units(course))
    if scope is VerificationScope.OUTLINE:
        return frozenset()
    few = scope is VerificationScope.AUTO and len(units) <= EVERY_TEXT_UP_TO
    if few or scope is VerificationScope.FULL:
        return frozenset(units)
    changed: frozenset[SourcePath] = frozenset()
    if scope is VerificationScope.AUTO and previous is not None:
        before = dict(_units(previous))
        changed = frozenset(path for path, unit in units.items() if before.get(path) != unit)
    return changed | _sample([path for path in units if path not in changed])


def _units(course: Course) -> Iterator[tuple[SourcePath, Unit]]:
    for chapter in course.chapters:
        for section in chapter.sections:
            for unit in section.units:
                yield (chapter.id, section.id, unit.id), unit


def _sample(paths: Sequence[SourcePath]) -> frozenset[SourcePath]:
    def draw(path: SourcePath) -> bytes:
        return hashlib.sha256("\0".join(path).encode("utf-8", "surrogatepass")).digest()

    return frozenset(sorted(paths, key=draw)[:SAMPLE])
