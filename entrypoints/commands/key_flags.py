"""The flags that say under which course key a course is published."""

from typing import Annotated

from attrs import frozen
from cyclopts import Parameter

from domain.course_key import PART_PATTERN
from domain.publication import PublishOptions
from entrypoints.commands.terminal import UsageError


@Parameter(name="*")
@frozen(kw_only=True)
class KeyFlags:
    """What the course key is to have instead of what the course says. None means: not given."""

    org: str | None = None
    "Organization in the course key, instead of the course's own."

    course_code: Annotated[
        str | None, Parameter(name="--course", help="Course code in the course key, instead of the course's own.")
    ] = None

    run: str | None = None
    "Run in the course key, instead of the course's own."

    @property
    def options(self) -> PublishOptions:
        """What is asked of a publish by these alone; raises `UsageError` with all that no course key can have."""
        given = (("--org", self.org), ("--course", self.course_code), ("--run", self.run))
        wrong = [
            f"{flag} must be 1–50 letters A–Z, a–z, digits, '_' or '-', not {part[:80]!r}"
            for flag, part in given
            if part is not None and not PART_PATTERN.fullmatch(part)
        ]
        if wrong:
            raise UsageError("\n".join(wrong))
        return PublishOptions(org_override=self.org, course_code_override=self.course_code, run_override=self.run)


NO_KEY_FLAGS = KeyFlags()
