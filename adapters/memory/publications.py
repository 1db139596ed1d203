"""Publications in memory."""

from collections.abc import Sequence
from typing import final

from attrs import evolve
from returns.result import Failure, Result, Success

from adapters.memory.session import Session
from adapters.memory.state import Run, RunRow, State
from application.conflicts import run_in_use, run_known_here, run_taken
from application.ports.stores import Holder, Publication
from domain.course_key import CourseKey
from domain.faults import ConflictFault
from domain.identifiers import ConfigurationId, CourseId, JobId
from domain.identities import Identities
from domain.import_job import Failed, Succeeded


@final
class MemoryPublications:
    """Course runs that have been published to."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, configuration_id: ConfigurationId, key: CourseKey) -> Publication | None:
        """None where the organization never published there."""
        state = self._session.read()
        run = _ours(state, configuration_id, key)
        if run is None:
            return None
        known = state.publications[run].publication
        here = run[0] == state.configurations[configuration_id].settings.site
        return known if here else evolve(known, proved_by=None)  # at another address it is not proved

    async def holder(self, configuration_id: ConfigurationId, key: CourseKey) -> Holder | None:
        """Whose the run is, of all organizations' courses; None where nobody published there."""
        return _holder(self._session.read(), configuration_id, key)

    async def keys_of(self, configuration_id: ConfigurationId, course_id: CourseId) -> Sequence[CourseKey]:
        """The course runs of that LMS that are this course's, the last claimed first."""
        state = self._session.read()
        runs = [run for run, row in state.publications.items() if row.publication.course_id == course_id]
        found = [run[1] for run in runs if _ours(state, configuration_id, run[1]) == run]
        return found[::-1]  # a dict keeps the order in which runs were claimed first

    async def claim(
        self,
        configuration_id: ConfigurationId,
        key: CourseKey,
        course_id: CourseId,
        identities: Identities,
        job_id: JobId,
    ) -> Result[None, ConflictFault]:
        """Makes the run this course's for ever and keeps the names."""
        state = await self._session.write()
        held = _holder(state, configuration_id, key)
        if held is not None and held.course_id != course_id:
            return Failure(run_taken(key))
        run, row = _claimed(state, configuration_id, key, course_id)
        claimed = evolve(row.publication, identities=identities, claimed_by=job_id)
        state.publications[run] = evolve(row, publication=claimed)
        return Success(None)

    async def prove(self, configuration_id: ConfigurationId, key: CourseKey, job_id: JobId) -> None:
        """Notes that the job's course is what the LMS holds now; `LookupError` where the run is not its."""
        state = await self._session.write()
        run = state.configurations[configuration_id].settings.site, key
        row, job = state.publications[run], state.jobs[job_id]
        if row.publication.course_id != job.job.order.course_id:
            raise LookupError(f"{key} was never claimed for that course")
        proved = evolve(row.publication, proved=job.course, proved_by=job_id, claimed_by=job_id)
        state.publications[run] = evolve(row, publication=proved)

    async def adopt(
        self, configuration_id: ConfigurationId, key: CourseKey, course_id: CourseId, identities: Identities
    ) -> Result[None, ConflictFault]:
        """Makes a run that was published by something else this course's, with the names it has there."""
        state = await self._session.write()
        for row in state.jobs.values():
            order, active = row.job.order, not isinstance(row.job, Succeeded | Failed)
            same_run = order.course_key == key and _same_way(state, order.configuration_id, configuration_id)
            if active and (same_run or order.course_id == course_id):
                return Failure(run_in_use(key, row.job.id))
        held = _holder(state, configuration_id, key)
        if held is not None:
            return Failure(run_known_here(key) if held.course_id == course_id else run_taken(key))
        run, new = _claimed(state, configuration_id, key, course_id)
        state.publications[run] = evolve(new, publication=evolve(new.publication, identities=identities))
        return Success(None)


def _ours(state: State, configuration_id: ConfigurationId, key: CourseKey) -> Run | None:
    """The organization's run in the LMS of today, else in the last one that any way there has left."""
    asked = state.configurations.get(configuration_id)
    if asked is None:
        return None
    here = asked.settings.site, key
    ours = asked.public.organization_id
    if here in state.publications:
        return here if state.publications[here].organization_id == ours else None
    left: dict[str, int] = {}
    for way in state.configurations.values():
        if _same_way(state, way.id, configuration_id):
            for position, site in enumerate(state.former_sites.get(way.id, ())):
                left[site] = min(position, left.get(site, position))
    runs = [(site, key) for site in sorted(left, key=lambda each: left[each]) if (site, key) in state.publications]
    return next((run for run in runs if state.publications[run].organization_id == ours), None)


def _holder(state: State, configuration_id: ConfigurationId, key: CourseKey) -> Holder | None:
    asked = state.configurations.get(configuration_id)
    if asked is None:
        return None
    here = (asked.settings.site, key)
    run = here if here in state.publications else _ours(state, configuration_id, key)
    if run is None:
        return None
    row = state.publications[run]
    told = row.organization_id == asked.public.organization_id
    return Holder(row.publication.course_id if told else None)


def _claimed(
    state: State, configuration_id: ConfigurationId, key: CourseKey, course_id: CourseId
) -> tuple[Run, RunRow]:
    """The run in the LMS of today, and what is known of it; nothing yet where it is claimed now."""
    asked = state.configurations[configuration_id]
    run = asked.settings.site, key
    new = RunRow(Publication(course_id, Identities()), asked.public.organization_id)
    return run, state.publications.get(run, new)


def _same_way(state: State, one: ConfigurationId, other: ConfigurationId) -> bool:
    """Whether both are of one organization and lead to one LMS."""
    ways = (state.configurations[each] for each in (one, other))
    return len({(way.public.organization_id, way.settings.site) for way in ways}) == 1
