"""Publications in memory."""

from collections.abc import Sequence
from typing import final

from attrs import evolve
from returns.result import Failure, Result, Success

from adapters.memory.session import Session
from adapters.memory.sites import at_site, home_of
from adapters.memory.state import Run, RunRow, State
from application.ports.stores import Holder, Publication
from domain.course_key import CourseKey
from domain.faults import ConflictFault, FaultCode
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
        home = home_of(state, configuration_id, key)
        return None if home is None else state.publications[home].publication

    async def holder(self, configuration_id: ConfigurationId, key: CourseKey) -> Holder | None:
        """Whose the run is, of all organizations' courses; None where nobody published there."""
        state = self._session.read()
        run = _held(state, configuration_id, key)
        if run is None:
            return None
        known, asked = state.publications[run].publication, state.configurations.get(configuration_id)
        ours = asked and state.courses[known.course_id].card().organization_id == asked.public.organization_id
        return Holder(known.course_id if ours else None)

    async def keys_of(self, configuration_id: ConfigurationId, course_id: CourseId) -> Sequence[CourseKey]:
        """The course runs of that LMS that are this course's, the last claimed first."""
        state = self._session.read()
        runs = [run for run, row in state.publications.items() if row.publication.course_id == course_id]
        found = [run[1] for run in runs if home_of(state, configuration_id, run[1]) == run]
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
        run = _held(state, configuration_id, key) or (configuration_id, key)
        row = state.publications.get(run)
        if row is not None and row.publication.course_id != course_id:
            return Failure(_taken(key))
        publication = row.publication if row else Publication(course_id, identities)
        claimed = evolve(publication, identities=identities, claimed_by=job_id)
        state.publications[run] = RunRow(claimed, state.configurations[configuration_id].settings.site)
        return Success(None)

    async def prove(self, configuration_id: ConfigurationId, key: CourseKey, job_id: JobId) -> None:
        """Notes that the job's course is what the LMS holds now; `LookupError` for a run never claimed."""
        state = await self._session.write()
        run = home_of(state, configuration_id, key)
        if run is None:
            raise LookupError(f"{key} was never claimed")
        row = state.publications[run]
        course = state.jobs[job_id].course
        proved = evolve(row.publication, proved=course, proved_by=job_id, claimed_by=job_id)
        state.publications[run] = evolve(row, publication=proved)

    async def adopt(
        self, configuration_id: ConfigurationId, key: CourseKey, course_id: CourseId, identities: Identities
    ) -> Result[None, ConflictFault]:
        """Makes a run that was published by something else this course's, with the names it has there."""
        state = await self._session.write()
        for row in state.jobs.values():
            order, active = row.job.order, not isinstance(row.job, Succeeded | Failed)
            same_run = (order.configuration_id, order.course_key) == (configuration_id, key)
            if active and (same_run or order.course_id == course_id):
                return Failure(_in_progress(key, row.job.id))
        run = _held(state, configuration_id, key)
        if run is not None:
            owner = state.publications[run].publication.course_id
            return Failure(_known_here(key) if owner == course_id else _taken(key))
        site = state.configurations[configuration_id].settings.site
        state.publications[configuration_id, key] = RunRow(Publication(course_id, identities), site)
        return Success(None)


def _held(state: State, configuration_id: ConfigurationId, key: CourseKey) -> Run | None:
    return at_site(state, configuration_id, key) or home_of(state, configuration_id, key)


def _taken(key: CourseKey) -> ConflictFault:
    return ConflictFault(
        code=FaultCode.COURSE_KEY_TAKEN,
        message=f"{key} was published from another course and belongs to it.",
        help="Publish under another course code or run.",
    )


def _known_here(key: CourseKey) -> ConflictFault:
    return ConflictFault(
        code=FaultCode.COURSE_KEY_TAKEN,
        message=f"{key} has its names here already, and keeps them.",
        help="There is nothing to adopt; publish the course.",
    )


def _in_progress(key: CourseKey, job_id: JobId) -> ConflictFault:
    return ConflictFault(
        code=FaultCode.IMPORT_IN_PROGRESS,
        message=f"A job is about to publish this course, or to {key}.",
        help="Follow the running job, or cancel it; then adopt.",
        job_id=job_id,
    )
