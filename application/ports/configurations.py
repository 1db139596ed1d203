"""The LMS configurations that organizations keep."""

from typing import Protocol

from attrs import frozen
from returns.result import Result

from application.ports.tenants import Page
from domain.faults import ConflictFault, MissingFault
from domain.identifiers import ConfigurationId, OrganizationId
from domain.lms_configuration import ConnectionTestRecord, LmsConfiguration, PublicLmsConfiguration


@frozen(kw_only=True)
class Resealing:
    """What became of a page of configurations; the next page begins after `last`, and there is none after None."""

    looked_at: int
    resealed: int = 0
    overtaken: int = 0
    """Somebody else changed or deleted these at the same instant; they were let be."""
    last: ConfigurationId | None = None


class ConfigurationStore(Protocol):
    """LMS configurations. Credentials are encrypted at rest, bound to their row."""

    async def get(self, configuration_id: ConfigurationId) -> LmsConfiguration | None:
        """The configuration with its credentials, or None."""
        ...

    async def face(self, configuration_id: ConfigurationId) -> PublicLmsConfiguration | None:
        """The configuration without its credentials, or None."""
        ...

    async def leading_to(self, organization_id: OrganizationId, site: str) -> ConfigurationId | None:
        """The first of the organization's configurations that lead to that LMS (`ConnectionSettings.site`)."""
        ...

    async def named(self, organization_id: OrganizationId, name: str) -> LmsConfiguration | None:
        """The organization's configuration of that name, or None."""
        ...

    async def list(
        self, organization_id: OrganizationId, *, include_inactive: bool, limit: int, after: str | None = None
    ) -> Page[PublicLmsConfiguration]:
        """Their public faces by name, by its code points; with `after`, those with names that come after it."""
        ...

    async def add(self, configuration: LmsConfiguration) -> Result[None, ConflictFault]:
        """LMS_CONFIG_CONFLICT where the organization has one of that name."""
        ...

    async def update(self, configuration: LmsConfiguration) -> Result[None, ConflictFault | MissingFault]:
        """Replaces settings and credentials of the row with that id.

        IMPORT_IN_PROGRESS where it would lead to another LMS while one of its jobs is active.
        """
        ...

    async def note_test(self, configuration_id: ConfigurationId, record: ConnectionTestRecord) -> None:
        """Remembers how a connection test ended; no effect where the configuration is gone."""
        ...

    async def reseal(self, limit: int, after: ConfigurationId | None = None) -> Resealing:
        """Encrypts with today's key what an older one encrypted, of the next `limit` (1–200) configurations by id.

        Nothing else about them changes, and what somebody else changes meanwhile is never lost. Raises where
        credentials do not open: nothing of the page is changed then. Only in transactions of `System()`.
        """
        ...

    async def delete(self, configuration_id: ConfigurationId) -> Result[None, ConflictFault | MissingFault]:
        """IMPORT_IN_PROGRESS while one of its jobs is active; otherwise it is gone, with its history.

        Course runs stay whose they are, and their blocks keep their names.
        """
        ...
