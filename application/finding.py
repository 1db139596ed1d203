"""What a use case is about: found by its id, for somebody who may do that to it.

What they may not see is answered as what is not there.
"""

from returns.result import Failure, Result, Success

from application.absence import no_such_configuration, no_such_course, no_such_job
from application.guarding import Guard, Refusal
from application.ports.stores import CourseCard, Transaction
from domain.access import Action
from domain.identifiers import ConfigurationId, CourseId, JobId
from domain.import_job import ImportJob
from domain.lms_configuration import PublicLmsConfiguration


async def find_configuration(
    tx: Transaction, guard: Guard, action: Action, configuration_id: ConfigurationId
) -> Result[PublicLmsConfiguration, Refusal]:
    """The LMS configuration without its credentials."""
    face = await tx.configurations.face(configuration_id)
    if face is None:
        return Failure(no_such_configuration(configuration_id))
    refusal = await guard.configuration(tx, action, face)
    return Success(face) if refusal is None else Failure(refusal)


async def find_card(
    tx: Transaction, guard: Guard, action: Action, course_id: CourseId
) -> Result[CourseCard, Refusal]:
    """The course without its content, where anything of it is kept here."""
    card = await tx.courses.card(course_id)
    if card is None:
        return Failure(no_such_course(course_id))
    refusal = await guard.course(tx, action, card)
    return Success(card) if refusal is None else Failure(refusal)


async def find_job(tx: Transaction, guard: Guard, action: Action, job_id: JobId) -> Result[ImportJob, Refusal]:
    """The job, whatever its state."""
    seen = await tx.jobs.seen(job_id, guard.limited_to)
    if seen is None:
        return Failure(no_such_job(job_id))
    refusal = guard.seen_job(action, seen)
    return Success(seen.job) if refusal is None else Failure(refusal)
