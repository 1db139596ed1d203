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
            return Failure(
                ConflictFault(
                    code=FaultCode.COURSE_KEY_TAKEN,
                    message=f"{key} was published from another course and belongs to it.",
                    help="Publish under another course code or run.",
                )
            )
        publication = Publication(course_id, identities) if known is None else evolve(known, identities=identities)
        state.publications[configuration_id, key] = publication
        return Success(None)

    async def prove(self, configuration_id: ConfigurationId, key: CourseKey, job_id: JobId) -> None:
        """Notes that the job's course is what the LMS holds now; `LookupError` for a run never claimed."""
        state = await self._session.write()
        known = state.publications[configuration_id, key]
        course = state.jobs[job_id].course
        state.publications[configuration_id, key] = evolve(known, proved=course, proved_by=job_id)
