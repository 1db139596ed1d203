"""How organizations, their members and the trail of what was done are shown."""

from datetime import datetime
from uuid import UUID

from attrs import frozen

from adapters.http.paging import Cursors, PageEnd, by_number
from application.ports.stores import Membership, Page
from domain.access import Role, User
from domain.audit import AuditEntry
from domain.organization import Organization

TRAIL: Cursors[AuditEntry, int] = by_number("audit", lambda entry: entry.number)


@frozen(slots=False)
class OrganizationView:
    """A tenant."""

    id: UUID
    name: str


@frozen(slots=False)
class MemberView:
    """A user's role in an organization."""

    organization_id: UUID
    user_id: UUID
    role: Role


@frozen(slots=False)
class AuditEntryView:
    """Who did what to which thing, and when; `user_id` is null where no person did it."""

    at: datetime
    by: str
    user_id: UUID | None
    deed: str
    subject: UUID
    facts: dict[str, str]


@frozen(slots=False)
class AuditPage(PageEnd):
    """The latest first."""

    items: list[AuditEntryView]


def organization_view(organization: Organization) -> OrganizationView:
    """The organization as it is known here now."""
    return OrganizationView(id=organization.id, name=organization.name)


def member_view(membership: Membership) -> MemberView:
    """The role as it is now."""
    return MemberView(membership.organization_id, membership.user_id, membership.role)


def audit_page(page: Page[AuditEntry], organization_id: UUID) -> AuditPage:
    """One page of an organization's trail."""
    return AuditPage(**TRAIL.end_of(page, organization_id), items=[_audit_entry(entry) for entry in page.items])


def _audit_entry(entry: AuditEntry) -> AuditEntryView:
    note = entry.note
    return AuditEntryView(
        at=entry.at,
        by=note.actor.kind,
        user_id=note.actor.id if isinstance(note.actor, User) else None,
        deed=note.deed.value,
        subject=note.subject,
        facts=note.facts,
    )
