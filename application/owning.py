"""Whose a course run is: of the first course that was published to it, in whichever organization that is."""

from application.ports.stores import Holder, Transaction
from domain.course_key import CourseKey
from domain.faults import ConflictFault, FaultCode
from domain.identifiers import ConfigurationId, CourseId
from domain.lms_configuration import PublicLmsConfiguration


async def held_by_another(
    tx: Transaction, configuration_id: ConfigurationId, key: CourseKey, course_id: CourseId
) -> ConflictFault | None:
    """COURSE_KEY_TAKEN where the run is another course's in that LMS, which it names as far as it may be known."""
    holder = await tx.publications.holder(configuration_id, key)
    if holder is None or holder.course_id == course_id:
        return None
    return ConflictFault(
        code=FaultCode.COURSE_KEY_TAKEN,
        message=f"{key} belongs to {await _named(tx, holder)} there.",
        help="Choose another course code or run; the other course's learners keep theirs.",
    )


async def kept_as(tx: Transaction, configuration: PublicLmsConfiguration) -> ConfigurationId:
    """The configuration to look runs up by: one that is not kept itself may lead where another one does."""
    if await tx.configurations.face(configuration.id) is not None:
        return configuration.id
    other = await tx.configurations.leading_to(configuration.organization_id, configuration.settings.site)
    return other or configuration.id


async def _named(tx: Transaction, holder: Holder) -> str:
    """By its title where whoever asks may see it."""
    if holder.course_id is None:
        return "a course of another organization"
    card = await tx.courses.card(holder.course_id)
    return f"the course {holder.course_id}" if card is None else f"the course «{card.title}» ({holder.course_id})"
