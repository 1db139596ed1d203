"""Publications in memory."""

from collections.abc import Sequence
from typing import final

from attrs import evolve
from returns.result import Failure, Result, Success

from adapters.memory.session import Session
from application.ports.stores import Publication
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
        """None where nothing was ever published there."""
        return self._session.read().publications.get((configuration_id, key))

    async def keys_of(self, configuration_id: ConfigurationId, course_id: CourseId) -> Sequence[CourseKey]:
        """The course runs of that LMS that are this course's, the last claimed first."""
        runs = self._session.read().publications.items()
        keys = [key for (lms, key), run in runs if (lms, run.course_id) == (configuration_id, course_id)]
        return keys[::-1]  # a dict keeps the order in which runs were claimed first

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
        known = state.publications.get((configuration_id, key))
        if known is not None and known.course_id != course_id:
            return Failure(_taken(key))
        publication = known or Publication(course_id, identities)
        claimed = evolve(publication, identities=identities, claimed_by=job_id)
        state.publications[configuration_id, key] = claimed
        return Success(None)

    async def prove(self, configuration_id: ConfigurationId, key: CourseKey, job_id: JobId) -> None:
        """Notes that the job's course is what the LMS holds now; `LookupError` for a run never claimed."""
        state = await self._session.write()
        known = state.publications[configuration_id, key]
        course = state.jobs[job_id].course
        proved = evolve(known, proved=course, proved_by=job_id, claimed_by=job_id)
        state.publications[configuration_id, key] = proved

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
        known = state.publications.get((configuration_id, key))
        if known is not None:
            return Failure(_known_here(key) if known.course_id == course_id else _taken(key))
        state.publications[configuration_id, key] = Publication(course_id, identities)
        return Success(None)


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
