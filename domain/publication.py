"""What is asked of a publish, what was sent, and what was proved afterwards."""

from enum import StrEnum

from attrs import field, frozen

from domain.course import Course
from domain.course_key import CourseKey
from domain.lms_configuration import Url


class VerificationScope(StrEnum):
    """How much of the course is read back after the import; the outline is always compared.

    AUTO compares every text up to 200 units, beyond that those that changed and a sample of 100.
    """

    AUTO = "auto"
    OUTLINE = "outline"
    SAMPLE = "sample"
    FULL = "full"


@frozen(kw_only=True)
class PublishOptions:
    """A publisher's wishes, as the data model's `options`; overrides replace parts of the course key.

    `force` uploads also where the LMS was found to hold this very package.
    """

    overwrite_existing: bool = True
    force: bool = False
    org_override: str | None = None
    course_code_override: str | None = None
    run_override: str | None = None
    verification: VerificationScope = VerificationScope.AUTO


def key_for(course: Course, options: PublishOptions) -> CourseKey:
    """The course run that this course is published as. Raises `ValueError` where the parts make no key."""
    return CourseKey(
        options.org_override or course.org,
        options.course_code_override or course.course_id,
        options.run_override or course.run,
    )


@frozen
class PackageFacts:
    """Identity and size of what was sent: same course, same names → same sha256."""

    sha256: str
    size: int
    members: int


@frozen
class CourseLinks:
    """Where learners and authors find the course."""

    course_url: Url
    studio_url: Url | None = None


@frozen(kw_only=True)
class Verification:
    """What reading the course back has proved. Places are the author's, so that they can be acted on.

    `unexpected` are blocks that the LMS has and nobody sent: made there by hand; the next import removes them.
    """

    scope: VerificationScope
    units_expected: int
    units_in_place: int
    blocks_expected: int
    blocks_in_place: int
    texts_compared: int
    missing: tuple[str, ...] = field(default=())
    changed: tuple[str, ...] = field(default=())
    unexpected: tuple[str, ...] = field(default=())

    @property
    def complete(self) -> bool:
        """Whether everything that was looked at is there and equal."""
        return not self.missing and not self.changed

    def __attrs_post_init__(self) -> None:
        if self.units_in_place < self.units_expected and not (self.missing or self.changed):
            raise ValueError("units are not in place, yet none is named as missing or changed")

    def summary(self) -> str:
        """One line that says exactly what was proved."""
        return (
            f"{self.units_in_place}/{self.units_expected} units in place, {self.texts_compared} texts compared, "
            f"{len(self.missing)} missing, {len(self.changed)} changed"
        )
