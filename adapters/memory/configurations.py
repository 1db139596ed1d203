"""LMS configurations in memory. Nothing is encrypted here, for nothing is at rest."""

from typing import final

from attrs import evolve
from returns.result import Failure, Result, Success

from adapters.memory.session import Session
from adapters.memory.state import State
from application.conflicts import lms_in_use
from application.ports.stores import Page, Resealing
from domain.faults import ConflictFault, FaultCode, MissingFault
from domain.identifiers import ConfigurationId, OrganizationId
from domain.import_job import Pending, Processing, Uploading
from domain.lms_configuration import FORMER_SITES, ConnectionTestRecord, LmsConfiguration, PublicLmsConfiguration


@final
class MemoryConfigurations:
    """The connections of all organizations."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, configuration_id: ConfigurationId) -> LmsConfiguration | None:
        """The configuration with its credentials, or None."""
        return self._session.read().configurations.get(configuration_id)

    async def face(self, configuration_id: ConfigurationId) -> PublicLmsConfiguration | None:
        """The configuration without its credentials, or None."""
        configuration = await self.get(configuration_id)
        return None if configuration is None else configuration.public

    async def leading_to(self, organization_id: OrganizationId, site: str) -> ConfigurationId | None:
        """The first of the organization's configurations that lead to that LMS, or None."""
        for configuration in self._session.read().configurations.values():
            if (configuration.public.organization_id, configuration.settings.site) == (organization_id, site):
                return configuration.id
        return None

    async def named(self, organization_id: OrganizationId, name: str) -> LmsConfiguration | None:
        """The organization's configuration of that name, or None."""
        return _named(self._session.read(), organization_id, name)

    async def list(
        self, organization_id: OrganizationId, *, include_inactive: bool, limit: int, after: str | None = None
    ) -> Page[PublicLmsConfiguration]:
        """Their public faces by name."""
        found = [
            configuration.public
            for configuration in self._session.read().configurations.values()
            if configuration.public.organization_id == organization_id
            and (include_inactive or configuration.settings.is_active)
        ]
        found.sort(key=lambda public: public.settings.name)
        left = [public for public in found if after is None or public.settings.name > after]
        return Page(tuple(left[:limit]), len(found), len(left) > limit)

    async def add(self, configuration: LmsConfiguration) -> Result[None, ConflictFault]:
        """LMS_CONFIG_CONFLICT where the organization has one of that name."""
        state = await self._session.write()
        if _named(state, configuration.public.organization_id, configuration.settings.name) is not None:
            return Failure(_name_taken(configuration))
        state.configurations[configuration.id] = configuration
        return Success(None)

    async def update(self, configuration: LmsConfiguration) -> Result[None, ConflictFault | MissingFault]:
        """Replaces settings and credentials of the row with that id."""
        state = await self._session.write()
        if configuration.id not in state.configurations:
            return Failure(_missing())
        namesake = _named(state, configuration.public.organization_id, configuration.settings.name)
        if namesake is not None and namesake.id != configuration.id:
            return Failure(_name_taken(configuration))
        left = state.configurations[configuration.id].settings.site
        if left != configuration.settings.site:
            running = _running(state, configuration.id)
            if running is not None:
                return Failure(running)
            before = state.former_sites.get(configuration.id, ())
            state.former_sites[configuration.id] = (left, *(site for site in before if site != left))[
                :FORMER_SITES
            ]
        state.configurations[configuration.id] = configuration
        return Success(None)

    async def note_test(self, configuration_id: ConfigurationId, record: ConnectionTestRecord) -> None:
        """Remembers how a connection test ended; no effect where the configuration is gone."""
        state = await self._session.write()
        if configuration_id in state.configurations:
            state.configurations[configuration_id] = state.configurations[configuration_id].tested(record)

    async def reseal(self, limit: int, after: ConfigurationId | None = None) -> Resealing:
        """Nothing is sealed here, so there is nothing to do but to walk by."""
        ids = sorted(known for known in self._session.read().configurations if after is None or known > after)
        page = ids[:limit]
        return Resealing(looked_at=len(page), last=page[-1] if len(page) == limit else None)

    async def delete(self, configuration_id: ConfigurationId) -> Result[None, ConflictFault | MissingFault]:
        """IMPORT_IN_PROGRESS while one of its jobs is active; otherwise it is gone, with its history."""
        state = await self._session.write()
        if configuration_id not in state.configurations:
            return Failure(_missing())
        running = _running(state, configuration_id)
        if running is not None:
            return Failure(running)
        gone = [each for each, row in state.jobs.items() if row.job.order.configuration_id == configuration_id]
        for job_id in gone:
            del state.jobs[job_id]
        for run, row in state.publications.items():
            if row.publication.proved_by in gone:
                unproved = evolve(row.publication, proved=None, proved_by=None)
                state.publications[run] = evolve(row, publication=unproved)
        del state.configurations[configuration_id]
        return Success(None)


def _running(state: State, configuration_id: ConfigurationId) -> ConflictFault | None:
    for row in state.jobs.values():
        active = isinstance(row.job, Pending | Uploading | Processing)
        if active and row.job.order.configuration_id == configuration_id:
            return lms_in_use(row.job.id)
    return None


def _named(state: State, organization_id: OrganizationId, name: str) -> LmsConfiguration | None:
    for configuration in state.configurations.values():
        if configuration.public.organization_id == organization_id and configuration.settings.name == name:
            return configuration
    return None


def _name_taken(configuration: LmsConfiguration) -> ConflictFault:
    return ConflictFault(
        code=FaultCode.LMS_CONFIG_CONFLICT,
        message=f"The organization has an LMS configuration named «{configuration.settings.name}» already.",
        help="Choose another name.",
    )


def _missing() -> MissingFault:
    return MissingFault(code=FaultCode.LMS_CONFIG_NOT_FOUND, message="There is no such LMS configuration.")
