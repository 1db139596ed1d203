"""ReadAudit: who did what to which configuration, course, job or member of an organization, and when."""

from typing import final

from attrs import field, frozen
from returns.result import Failure, Result, Success

from application.guarding import Guard, Refusal
from application.ports.stores import Page, Transactions
from domain.access import Action
from domain.audit import AuditEntry
from domain.identifiers import OrganizationId


@final
@frozen
class ReadAudit:
    """The trail of one organization, for its admins and owners."""

    _transactions: Transactions
    _guard: Guard = field(factory=Guard)

    async def __call__(
        self, organization_id: OrganizationId, *, limit: int = 50, after: int | None = None
    ) -> Result[Page[AuditEntry], Refusal]:
        """One page, the latest first; `after` is the number of the last entry of the page before."""
        async with self._transactions() as tx:
            refusal = await self._guard.organization(tx, Action.READ_AUDIT, organization_id)
            if refusal is not None:
                return Failure(refusal)
            return Success(await tx.audit.list(organization_id, limit=limit, after=after))
