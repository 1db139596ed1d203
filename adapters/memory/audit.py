"""The audit trail in memory."""

from typing import final

from adapters.memory.session import Session
from application.ports.outside import Clock
from application.ports.stores import Page
from domain.audit import AuditEntry, AuditNote
from domain.identifiers import OrganizationId


@final
class MemoryAudit:
    """The trail; it only grows."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def note(self, note: AuditNote) -> None:
        """Writes the deed down with the present moment."""
        state = await self._session.write()
        state.audit = (*state.audit, AuditEntry(self._clock(), note, len(state.audit) + 1))

    async def list(
        self, organization_id: OrganizationId, *, limit: int, after: int | None = None
    ) -> Page[AuditEntry]:
        """What was done in the organization, the latest first."""
        trail = self._session.read().audit[::-1]
        found = [entry for entry in trail if entry.note.organization_id == organization_id]
        left = [entry for entry in found if after is None or entry.number < after]
        return Page(tuple(left[:limit]), len(found), len(left) > limit)
