"""Create, change, delete, get and list the LMS configurations of an organization."""

from typing import TypeAlias, final

from attrs import frozen
from returns.result import Failure, Result, Success

from application.absence import no_such_configuration
from application.ports.outside import Clock, NewId
from application.ports.stores import Page, Transactions
from domain.faults import ConflictFault, MissingFault
from domain.identifiers import ConfigurationId, OrganizationId, UserId
from domain.lms_configuration import (
    ConnectionSettings,
    Credentials,
    LmsConfiguration,
    PublicLmsConfiguration,
)

ChangeFault: TypeAlias = MissingFault | ConflictFault


@final
@frozen
class CreateConfiguration:
    """Adds a connection to an organization; its name is the organization's own and unique there."""

    _transactions: Transactions
    _clock: Clock
    _new_id: NewId

    async def __call__(
        self,
        organization_id: OrganizationId,
        settings: ConnectionSettings,
        credentials: Credentials,
        created_by: UserId | None = None,
    ) -> Result[PublicLmsConfiguration, ConflictFault]:
        """Its public face; LMS_CONFIG_CONFLICT where the name is taken."""
        now = self._clock()
        public = PublicLmsConfiguration(
            id=ConfigurationId(self._new_id()),
            organization_id=organization_id,
            settings=settings,
            created_at=now,
            updated_at=now,
            created_by=created_by,
        )
        async with self._transactions() as tx:
            added = await tx.configurations.add(LmsConfiguration(public=public, credentials=credentials))
            if isinstance(added, Failure):
                return added
            await tx.commit()
        return Success(public)


@final
@frozen
class ChangeConfiguration:
    """Replaces a connection's settings, and its credentials where new ones are given."""

    _transactions: Transactions
    _clock: Clock

    async def __call__(
        self,
        configuration_id: ConfigurationId,
        settings: ConnectionSettings,
        credentials: Credentials | None = None,
    ) -> Result[PublicLmsConfiguration, ChangeFault]:
        """Its public face after the change."""
        async with self._transactions() as tx:
            configuration = await tx.configurations.get(configuration_id)
            if configuration is None:
                return Failure(no_such_configuration(configuration_id))
            changed = configuration.changed(settings, credentials, self._clock())
            updated = await tx.configurations.update(changed)
            if isinstance(updated, Failure):
                return updated
            await tx.commit()
        return Success(changed.public)


@final
@frozen
class DeleteConfiguration:
    """Removes a connection and its history; refused while one of its jobs is active."""

    _transactions: Transactions

    async def __call__(self, configuration_id: ConfigurationId) -> Result[None, ChangeFault]:
        """IMPORT_IN_PROGRESS where a job is active."""
        async with self._transactions() as tx:
            deleted = await tx.configurations.delete(configuration_id)
            if isinstance(deleted, Success):
                await tx.commit()
            return deleted


@final
@frozen
class GetConfiguration:
    """One connection's public face."""

    _transactions: Transactions

    async def __call__(self, configuration_id: ConfigurationId) -> Result[PublicLmsConfiguration, MissingFault]:
        """Never its credentials."""
        async with self._transactions() as tx:
            configuration = await tx.configurations.get(configuration_id)
        return (
            Failure(no_such_configuration(configuration_id))
            if configuration is None
            else Success(configuration.public)
        )


@final
@frozen
class ListConfigurations:
    """An organization's connections by name."""

    _transactions: Transactions

    async def __call__(
        self,
        organization_id: OrganizationId,
        *,
        include_inactive: bool = False,
        limit: int = 50,
        offset: int = 0,
    ) -> Page[PublicLmsConfiguration]:
        """One page of public faces."""
        async with self._transactions() as tx:
            return await tx.configurations.list(
                organization_id, include_inactive=include_inactive, limit=limit, offset=offset
            )
