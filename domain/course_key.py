"""Course keys of Open edX, `course-v1:Org+Course+Run`: parse, check, print."""

import re

from attrs import frozen
from typing_extensions import override

PREFIX = "course-v1:"
PART_PATTERN = re.compile(r"[A-Za-z0-9_-]{1,50}")
"""Stricter than the platform, which takes more but breaks on some of it (platform-facts 3)."""

KEY_LENGTH_LIMIT = 140
"""org + number + run above this cannot be imported (platform-facts 1.3)."""


@frozen
class CourseKey:
    """One run of one course in one organization; it checks itself when made.

    Raises `ValueError` for a part that is not 1–50 of `[A-Za-z0-9_-]`, or for parts too long together.
    """

    org: str
    course: str
    run: str

    def __attrs_post_init__(self) -> None:
        for name, part in (("org", self.org), ("course", self.course), ("run", self.run)):
            if not PART_PATTERN.fullmatch(part):
                raise ValueError(f"{name} must be 1–50 letters, digits, '_' or '-' (ASCII), not {part!r}")
        length = len(self.org) + len(self.course) + len(self.run)
        if length > KEY_LENGTH_LIMIT:
            raise ValueError(f"org, course and run have {length} characters together; {KEY_LENGTH_LIMIT} at most")

    @override
    def __str__(self) -> str:
        return f"{PREFIX}{self.org}+{self.course}+{self.run}"

    @classmethod
    def parse(cls, text: str) -> "CourseKey":
        """Read the printed form back; raises `ValueError` for anything else."""
        parts = text.removeprefix(PREFIX).split("+")
        if not text.startswith(PREFIX) or len(parts) != 3:
            raise ValueError(f"a course key looks like {PREFIX}Org+Course+Run, not {text!r}")
        return cls(*parts)
