"""What stands in the way of a change: one sentence for each, whichever store has noticed it."""

from domain.course_key import CourseKey
from domain.faults import ConflictFault, FaultCode
from domain.identifiers import JobId


def course_being_imported(job_id: JobId | None) -> ConflictFault:
    """IMPORT_IN_PROGRESS: a course stays as long as one of its jobs is active."""
    return ConflictFault(
        code=FaultCode.IMPORT_IN_PROGRESS,
        message="The course is being imported.",
        help="Wait for the import's end, or cancel it.",
        job_id=job_id,
    )


def lms_in_use(job_id: JobId) -> ConflictFault:
    """IMPORT_IN_PROGRESS: a connection stays, and leads where it leads, as long as one of its jobs is active."""
    return ConflictFault(
        code=FaultCode.IMPORT_IN_PROGRESS,
        message="An import into this LMS is still running.",
        help="Wait for its end, or cancel it.",
        job_id=job_id,
    )


def run_taken(key: CourseKey) -> ConflictFault:
    """COURSE_KEY_TAKEN: the run is another course's."""
    return ConflictFault(
        code=FaultCode.COURSE_KEY_TAKEN,
        message=f"{key} was published from another course and belongs to it.",
        help="Publish under another course code or run.",
    )


def run_known_here(key: CourseKey) -> ConflictFault:
    """COURSE_KEY_TAKEN: the run is the course's own, and has given its names."""
    return ConflictFault(
        code=FaultCode.COURSE_KEY_TAKEN,
        message=f"{key} has its names here already, and keeps them.",
        help="There is nothing to adopt; publish the course.",
    )


def run_in_use(key: CourseKey, job_id: JobId) -> ConflictFault:
    """IMPORT_IN_PROGRESS: names that are adopted now would be overtaken by those that the job gives."""
    return ConflictFault(
        code=FaultCode.IMPORT_IN_PROGRESS,
        message=f"A job is about to publish this course, or to {key}.",
        help="Follow the running job, or cancel it; then adopt.",
        job_id=job_id,
    )
