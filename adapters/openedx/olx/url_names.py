"""The names of OLX elements: identities as the packager sees them, checked once before anything is written.

Names are given in `domain/identities.py`; here is only the LMS's side of them. The platform drops a block with an
illegal name without a word, and a second block of one name too (platform-facts 5).
"""

import re
from collections.abc import Iterator
from enum import StrEnum

from attrs import field, frozen

from domain.course import Course
from domain.course_key import CourseKey
from domain.identities import BlockKind, Identities, SourcePath, blocks_of

URL_NAME_PATTERN = re.compile(r"[A-Za-z0-9_-]+")
"""The data model's URL_NAME_PATTERN (section 12). New names are lower case; adopted ones may hold capitals."""

URL_NAME_LENGTH = 100
"""The data model's URL_NAME_MAX_LENGTH (section 12); the platform takes 250."""


class ElementType(StrEnum):
    """The element types of a package, named as their tags and folders are."""

    CHAPTER = "chapter"
    SEQUENTIAL = "sequential"
    VERTICAL = "vertical"
    HTML = "html"


ELEMENT_OF = {
    BlockKind.CHAPTER: ElementType.CHAPTER,
    BlockKind.SECTION: ElementType.SEQUENTIAL,
    BlockKind.UNIT: ElementType.VERTICAL,
    BlockKind.COMPONENT: ElementType.HTML,
}


@frozen
class UrlNames:
    """The url_name of every element of one course in one course run.

    Raises `ValueError` when made from names that the platform would not take, or that are given twice, and
    `KeyError` for a block that the identities do not cover: both are bugs, since identities give no such name.
    """

    course: str
    """The course element's own: the run, unless a block has that name already (see `_course_name`)."""

    _identities: Identities = field(repr=False)

    @classmethod
    def of(cls, course: Course, key: CourseKey, identities: Identities) -> "UrlNames":
        """The names of this course, all of them checked."""
        names: set[str] = set()
        for source in blocks_of(course):
            name = identities.name_of(source.kind, source.path)
            for flaw in flaws_of(name):
                raise ValueError(f"the url_name {name!r} of {source.kind} {source.path} {flaw}")
            if name in names:
                raise ValueError(f"the url_name {name!r} of {source.kind} {source.path} is given twice")
            names.add(name)
        return cls(_course_name(key, names), identities)

    def chapter(self, path: SourcePath) -> str:
        """The name of a chapter element."""
        return self._identities.name_of(BlockKind.CHAPTER, path)

    def sequential(self, path: SourcePath) -> str:
        """The name of a section's element."""
        return self._identities.name_of(BlockKind.SECTION, path)

    def vertical(self, path: SourcePath) -> str:
        """The name of a unit's element."""
        return self._identities.name_of(BlockKind.UNIT, path)

    def html(self, path: SourcePath) -> str:
        """The name of the element that a unit shows."""
        return self._identities.name_of(BlockKind.COMPONENT, path)


def flaws_of(name: str) -> Iterator[str]:
    """What is wrong with a url_name, in words that go on from «the url_name x …»."""
    if not URL_NAME_PATTERN.fullmatch(name):
        yield "may hold only the letters A–Z and a–z, digits, '_' and '-'"
    if len(name) > URL_NAME_LENGTH:
        yield f"has {len(name)} characters; {URL_NAME_LENGTH} at most"


def _course_name(key: CourseKey, taken: set[str]) -> str:
    """The run; where a block is called like it, the run with a suffix.

    The platform files the course as `block@course` whatever its name here is (platform-facts 5), but sites that
    check OLX on import (ENABLE_COURSE_OLX_VALIDATION) refuse one name for two elements, of whatever types.
    """
    name, number = key.run, 0
    while name in taken:
        number += 1
        name = f"{key.run}_course_{number}"
    return name
