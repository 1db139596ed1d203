"""The audit trail: rows are added and read, and never changed."""

from typing import final
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.postgres.paging import cut
from adapters.postgres.storable import storable
from adapters.postgres.tables import audit_entries as table
from application.ports.outside import Clock
from application.ports.stores import Page
from domain.access import Actor, Service, System, User
from domain.audit import AuditEntry, AuditNote, Deed
from domain.identifiers import OrganizationId, UserId


@final
class PostgresAudit:
    """The trail."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def note(self, note: AuditNote) -> None:
        """Writes the deed down with the present moment, to last if the transaction does."""
        kind, actor_id = _actor_values(note.actor)
        # No RETURNING: whoever does a deed need not be allowed to read the trail.
        await self._connection.execute(
            insert(table)
            .inline()
            .values(
                organization_id=note.organization_id,
                actor_kind=kind,
                actor_id=actor_id,
                deed=note.deed.value,
                subject_id=note.subject,
                facts=storable(note.facts),
                at=self._clock(),
            )
        )

    async def list(
        self, organization_id: OrganizationId, *, limit: int, after: int | None = None
    ) -> Page[AuditEntry]:
        """What was done in the organization, the latest first, at most 200 at a time."""
        here = table.c.organization_id == organization_id
        query = select(table).where(here).order_by(table.c.id.desc())
        rows, more = await cut(
            self._connection, query if after is None else query.where(table.c.id < after), limit
        )
        items = tuple(
            AuditEntry(
                row["at"],
                AuditNote(
                    organization_id,
                    _actor_of(row["actor_kind"], row["actor_id"]),
                    Deed(row["deed"]),
                    row["subject_id"],
                    row["facts"],
                ),
                row["id"],
            )
            for row in rows
        )
        total = await self._connection.scalar(select(func.count()).select_from(table).where(here))
        return Page(items, total or 0, more)


def _actor_values(actor: Actor) -> tuple[str, UUID | None]:
    match actor:
        case User():
            return ("superadmin" if actor.superadmin else "user", actor.id)
        case Service():
            return ("service", None)
        case System():
            return ("system", None)


def _actor_of(kind: str, actor_id: UUID | None) -> Actor:
    if actor_id is not None:
        return User(UserId(actor_id), superadmin=kind == "superadmin")
    return Service() if kind == "service" else System()
