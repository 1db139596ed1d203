"""Which course run a configuration finds at its LMS, and what it leaves behind when it leads there no longer."""

from attrs import evolve

from adapters.memory.state import Run, State
from domain.course_key import CourseKey
from domain.identifiers import ConfigurationId, OrganizationId


def home_of(state: State, configuration_id: ConfigurationId, key: CourseKey) -> Run | None:
    """Where the organization keeps the run: at that LMS, else with the configuration whose address has changed."""
    organization_id = _organization_of(state, configuration_id)
    found = at_site(state, configuration_id, key)
    if found is not None and _organization_of(state, found[0]) == organization_id:
        return found
    return (configuration_id, key) if (configuration_id, key) in state.publications else None


def at_site(state: State, configuration_id: ConfigurationId, key: CourseKey) -> Run | None:
    """Where the run is kept that was published to that LMS, whichever organization did it."""
    asked = state.configurations.get(configuration_id)
    if asked is None:
        return None
    runs = state.publications.items()
    return next((run for run, row in runs if run[1] == key and row.site == asked.settings.site), None)


def leave_runs(state: State, configuration_id: ConfigurationId, *, deleted: bool) -> None:
    """Hands the runs at the LMS to another configuration that leads there; to be called before it is changed.

    Who goes on with another address takes a copy along: it may be the same LMS under a new name.
    """
    leaving = state.configurations[configuration_id]
    heirs = [
        other.id
        for other in state.configurations.values()
        if other.id != configuration_id
        and other.public.organization_id == leaving.public.organization_id
        and other.settings.site == leaving.settings.site
    ]
    if not heirs:
        return
    for run, row in list(state.publications.items()):
        known = state.publications.get((heirs[0], run[1]))
        if run[0] != configuration_id or row.site != leaving.settings.site or (known and known.site):
            continue
        left = evolve(row.publication, proved=None, proved_by=None) if deleted else row.publication
        state.publications[heirs[0], run[1]] = evolve(row, publication=left)
        state.publications[run] = evolve(row, site=None)


def _organization_of(state: State, configuration_id: ConfigurationId) -> OrganizationId | None:
    configuration = state.configurations.get(configuration_id)
    return None if configuration is None else configuration.public.organization_id
