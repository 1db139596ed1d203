"""The audit trail: who did what to which thing, and when."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from attrs import field, frozen

from domain.access import Actor
from domain.identifiers import OrganizationId


class Deed(StrEnum):
    """What was done; the part before the dot says to what kind of thing."""

    ORGANIZATION_PUT = "organization.put"
    MEMBER_PUT = "member.put"
    MEMBER_REMOVED = "member.removed"
    CONFIGURATION_CREATED = "configuration.created"
    CONFIGURATION_CHANGED = "configuration.changed"
    CONFIGURATION_DELETED = "configuration.deleted"
    CONNECTION_TESTED = "configuration.tested"
    COURSE_PUT = "course.put"
    COURSE_REMOVED = "course.removed"
    COURSE_LMS_DELETION_ASKED = "course.lms_deletion_asked"
    IDENTITIES_ADOPTED = "course.identities_adopted"
    JOB_ORDERED = "job.ordered"
    JOB_CANCELLED = "job.cancelled"


@frozen
class AuditNote:
    """One deed. `facts` says more where that helps, in words that are no secret: names, never credentials."""

    organization_id: OrganizationId
    actor: Actor
    deed: Deed
    subject: UUID
    facts: dict[str, str] = field(factory=dict)


@frozen
class AuditEntry:
    """A deed as it was noted; a later entry has a higher number, and none has the same."""

    at: datetime
    note: AuditNote
    number: int
