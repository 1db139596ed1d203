"""What is known of a course run that was published to."""

from attrs import frozen

from domain.course import Course
from domain.identifiers import CourseId, JobId
from domain.identities import Identities


@frozen
class Holder:
    """Whose a course run in an LMS is, for ever. Another organization's course is not told, not even its id."""

    course_id: CourseId | None


@frozen
class Publication:
    """One course run in one LMS: whose it is, the names given there, and the course last proved there.

    `claimed_by` is the job that last had the run in its hands; a proof counts, too. Where it is not `proved_by`,
    something was sent since the proof, and what the LMS holds is not known.
    """

    course_id: CourseId
    identities: Identities
    proved: Course | None = None
    proved_by: JobId | None = None
    claimed_by: JobId | None = None

    @property
    def settled(self) -> bool:
        """Whether nothing was sent since the course was proved: what the LMS holds is then known."""
        return self.proved_by is not None and self.claimed_by == self.proved_by
