"""Course keys and usage keys as the platform spells them, and which characters they may hold.

Mirrors platform-facts 5.
"""

import re

import attrs
from typing_extensions import override

_LEGAL_PART = re.compile(r"[\w\-~.:]+\Z")
_SOURCE_PART = re.compile(r"[\w.%-]+\Z")
_SOURCE_NAME = re.compile(r"[\w.:%-]+\Z")


class InvalidKey(ValueError):
    """Not a key: the platform would raise InvalidKeyError."""


@attrs.frozen
class CourseKey:
    """`course-v1:Org+Number+Run`."""

    org: str
    number: str
    run: str

    @override
    def __str__(self) -> str:
        return f"course-v1:{self.org}+{self.number}+{self.run}"

    @property
    def plain(self) -> str:
        """`Org+Number+Run`, the part that block and asset keys share."""
        return f"{self.org}+{self.number}+{self.run}"

    @classmethod
    def of(cls, org: str, number: str, run: str) -> "CourseKey":
        """A key from its parts; InvalidKey where a part has a character that keys cannot hold."""
        for part in (org, number, run):
            if not _LEGAL_PART.match(part):
                raise InvalidKey(part)
        return cls(org, number, run)

    @classmethod
    def parse(cls, text: str) -> "CourseKey":
        """Read `course-v1:…`; InvalidKey for anything else."""
        scheme, _, rest = text.partition(":")
        parts = rest.split("+")
        if scheme != "course-v1" or len(parts) != 3:
            raise InvalidKey(text)
        return cls.of(*parts)

    def asset(self, name: str) -> str:
        """The path of a static file, `asset-v1:…`, without a leading slash."""
        return f"asset-v1:{self.plain}+type@asset+block@{name}"


@attrs.frozen
class BlockId:
    """A block's type and url_name, which together name it within its course."""

    block_type: str
    name: str

    def in_course(self, course: CourseKey) -> str:
        """The usage key `block-v1:…`."""
        return f"block-v1:{course.plain}+type@{self.block_type}+block@{self.name}"


def parse_usage_key(text: str) -> tuple[CourseKey, BlockId]:
    """Read `block-v1:Org+Number+Run+type@TYPE+block@NAME`; InvalidKey for anything else."""
    scheme, _, rest = text.partition(":")
    parts = rest.split("+")
    if scheme != "block-v1" or len(parts) != 5:
        raise InvalidKey(text)
    if not (parts[3].startswith("type@") and parts[4].startswith("block@")):
        raise InvalidKey(text)
    return CourseKey.of(*parts[:3]), BlockId(parts[3][5:], parts[4][6:])


def is_source_part(text: str) -> bool:
    """May it stand as org, course or run in a package's course.xml?"""
    return bool(_SOURCE_PART.match(text))


def is_source_name(text: str) -> bool:
    """May it be a url_name while the package is read? `%` passes here, and fails when it is written."""
    return bool(_SOURCE_NAME.match(text))


def is_target_name(text: str) -> bool:
    """May it be a block's name in the course?"""
    return bool(_LEGAL_PART.match(text))
