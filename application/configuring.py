"""Create, change, delete, get and list the LMS configurations of an organization."""

from typing import TypeAlias, final

from attrs import field, frozen
from returns.result import Failure, Result, Success

from application.absence import no_such_configuration
from application.finding import find_configuration
from application.guarding import Guard, Refusal
from application.ports.outside import Clock, NewId
from application.ports.stores import Page, Transaction, Transactions
from domain.access import Action
from domain.audit import Deed
from domain.faults import ConflictFault
from domain.identifiers import ConfigurationId, OrganizationId, UserId
from domain.lms_configuration import (
    ConnectionSettings,
    Credentials,
    LmsConfiguration,
    PublicLmsConfiguration,
)

ChangeFault: TypeAlias = Refusal | ConflictFault


@final
@frozen
class CreateConfiguration:
    """Adds a connection to an organization; its name is the organization's own and unique there."""

    _transactions: Transactions
    _clock: Clock
    _new_id: NewId
    _guard: Guard = field(factory=Guard)

    async def __call__(
        self,
        organization_id: OrganizationId,
        settings: ConnectionSettings,
        credentials: Credentials,
        created_by: UserId | None = None,
    ) -> Result[PublicLmsConfiguration, ChangeFault]:
        """Its public face; LMS_CONFIG_CONFLICT where the name is taken."""
        now = self._clock()
        public = PublicLmsConfiguration(
            id=ConfigurationId(self._new_id()),
            organization_id=organization_id,
            settings=settings,
            created_at=now,
            updated_at=now,
            created_by=created_by or self._guard.user_id,
        )
        async with self._transactions() as tx:
            refusal = await self._guard.known_organization(tx, Action.MANAGE_CONFIGURATIONS, organization_id)
            if refusal is not None:
                return Failure(refusal)
            added = await tx.configurations.add(LmsConfiguration(public=public, credentials=credentials))
            if isinstance(added, Failure):
                return added
            facts = {"name": settings.name}
            await tx.audit.note(self._guard.note(organization_id, Deed.CONFIGURATION_CREATED, public.id, facts))
            await tx.commit()
        return Success(public)


@final
@frozen
class ChangeConfiguration:
    """Replaces a connection's settings, and its credentials where new ones are given."""

    _transactions: Transactions
    _clock: Clock
    _guard: Guard = field(factory=Guard)

    async def __call__(
        self,
        configuration_id: ConfigurationId,
        settings: ConnectionSettings,
        credentials: Credentials | None = None,
    ) -> Result[PublicLmsConfiguration, ChangeFault]:
        """Its public face after the change; IMPORT_IN_PROGRESS where it leads elsewhere while a job is active."""
        async with self._transactions() as tx:
            found = await find_configuration(tx, self._guard, Action.MANAGE_CONFIGURATIONS, configuration_id)
            if isinstance(found, Failure):
                return found
            configuration = await self._with_credentials(tx, found.unwrap(), credentials)
            if configuration is None:
                return Failure(no_such_configuration(configuration_id))
            changed = configuration.changed(settings, None, self._clock())
            updated = await tx.configurations.update(changed)
            if isinstance(updated, Failure):
                return updated
            facts = {"name": settings.name, "credentials": "kept" if credentials is None else "replaced"}
            await tx.audit.note(
                self._guard.note(
                    changed.public.organization_id, Deed.CONFIGURATION_CHANGED, configuration_id, facts
                )
            )
            await tx.commit()
        return Success(changed.public)

    async def _with_credentials(
        self, tx: Transaction, face: PublicLmsConfiguration, credentials: Credentials | None
    ) -> LmsConfiguration | None:
        """New ones take the place of those that are kept unseen: they may be what nobody can open any more."""
        if credentials is None:
            return await tx.configurations.get(face.id)
        return LmsConfiguration(public=face, credentials=credentials)


@final
@frozen
class DeleteConfiguration:
    """Removes a connection and its history; refused while one of its jobs is active. Names of blocks stay."""

    _transactions: Transactions
    _guard: Guard = field(factory=Guard)

    async def __call__(self, configuration_id: ConfigurationId) -> Result[None, ChangeFault]:
        """IMPORT_IN_PROGRESS where a job is active."""
        async with self._transactions() as tx:
            found = await find_configuration(tx, self._guard, Action.MANAGE_CONFIGURATIONS, configuration_id)
            if isinstance(found, Failure):
                return found
            deleted = await tx.configurations.delete(configuration_id)
            if isinstance(deleted, Success):
                face = found.unwrap()
                facts = {"name": face.settings.name}
                await tx.audit.note(
                    self._guard.note(face.organization_id, Deed.CONFIGURATION_DELETED, face.id, facts)
                )
                await tx.commit()
            return deleted


@final
@frozen
class GetConfiguration:
    """One connection's public face."""

    _transactions: Transactions
    _guard: Guard = field(factory=Guard)

    async def __call__(self, configuration_id: ConfigurationId) -> Result[PublicLmsConfiguration, Refusal]:
        """Never its credentials."""
        async with self._transactions() as tx:
            return await find_configuration(tx, self._guard, Action.SEE_CONFIGURATIONS, configuration_id)


@final
@frozen
class ListConfigurations:
    """An organization's connections by name."""

    _transactions: Transactions
    _guard: Guard = field(factory=Guard)

    async def __call__(
        self,
        organization_id: OrganizationId,
        *,
        include_inactive: bool = False,
        limit: int = 50,
        after: str | None = None,
    ) -> Result[Page[PublicLmsConfiguration], Refusal]:
        """One page of public faces; `after` is the last name of the page before."""
        async with self._transactions() as tx:
            refusal = await self._guard.organization(tx, Action.SEE_CONFIGURATIONS, organization_id)
            if refusal is not None:
                return Failure(refusal)
            return Success(
                await tx.configurations.list(
                    organization_id, include_inactive=include_inactive, limit=limit, after=after
                )
            )
