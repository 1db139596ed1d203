"""What stands in the way of a change: one sentence for each, whichever store has noticed it."""

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
