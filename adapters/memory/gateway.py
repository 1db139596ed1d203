"""The LmsGateway port over an LMS in memory."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import final

from attrs import frozen
from returns.result import Failure, Result, Success

from adapters.memory.lms import MemoryLms
from adapters.memory.package import pack
from adapters.memory.probes import probes_of
from adapters.memory.reading_back import compare, outline_of
from adapters.memory.refusals import broken, cannot_delete, no_such_run, too_large
from application.ports.lms import (
    Capability,
    CourseShell,
    ImportProgress,
    ImportTicket,
    LmsGateway,
    Package,
    UploadReport,
)
from domain.connection import Connection, CourseStatus, Probe
from domain.course import Course, units_of
from domain.course_key import CourseKey
from domain.faults import AuthFault, ImportFault, LmsFault, NetworkFault, ValidationFault
from domain.identities import Identities
from domain.lms_configuration import ConnectionSettings, Credentials, LmsConfiguration, Url
from domain.outline import Outline
from domain.progress import Stage
from domain.publication import CourseLinks, Verification, VerificationScope
from domain.violations import Place, Violation

CHUNK = 64 * 1024


@final
@frozen
class MemoryGateways:
    """Opens gateways to one in-memory LMS, whatever the configuration's address."""

    _lms: MemoryLms

    @asynccontextmanager
    async def __call__(self, configuration: LmsConfiguration) -> AsyncIterator[LmsGateway]:
        """A gateway for as long as the context lasts."""
        yield MemoryGateway(self._lms, configuration.settings, configuration.credentials)


@final
@frozen
class MemoryGateway:
    """One organization's way to the LMS in memory."""

    _lms: MemoryLms
    _settings: ConnectionSettings
    _credentials: Credentials

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Whatever the LMS was given."""
        return self._lms.capabilities

    def check(self, course: Course) -> tuple[Violation, ...]:
        """The words that this LMS forbids."""
        return tuple(
            Violation("FORBIDDEN_WORD", Place(f"{unit.place.path}.content", unit.place.title), f"remove «{word}»")
            for unit in units_of(course)
            for word in sorted(self._lms.troubles.forbidden_words)
            if word in unit.unit.content
        )

    async def package(
        self, course: Course, key: CourseKey, identities: Identities
    ) -> Result[Package, ValidationFault]:
        """The course as canonical JSON."""
        package = await asyncio.to_thread(pack, course, key, identities)
        limit = self._lms.troubles.package_limit_bytes
        if limit is not None and package.facts.size > limit:
            return Failure(too_large(limit))
        return Success(package)

    async def _answer(self, call: str) -> AuthFault | NetworkFault | None:
        return await self._lms.answer(call, self._credentials)

    async def probe(self) -> Result[Connection, LmsFault]:
        """Whether the LMS is there and knows us."""
        trouble = await self._answer("probe")
        if trouble is not None:
            return Failure(trouble)
        may_create = Capability.CREATE_COURSE in self.capabilities
        return Success(Connection(username="courseport", may_create_courses=may_create, lms_version="memory"))

    async def examine(self) -> Sequence[Probe]:
        """Two steps: the way there, and the door."""
        return probes_of(await self._answer("examine"))

    async def prepare(self, course: Course, key: CourseKey) -> Result[CourseShell, LmsFault]:
        """Makes sure that the course run exists."""
        trouble = await self._answer("prepare")
        if trouble is not None:
            return Failure(trouble)
        if key in self._lms.courses:
            return Success(CourseShell(key, created=False))
        if Capability.CREATE_COURSE not in self.capabilities or not self._settings.auto_create_course:
            return Failure(no_such_run(key, "Create it in the LMS, or allow its creation in the settings."))
        self._lms.create(key)
        return Success(CourseShell(key, created=True))

    async def upload(
        self, key: CourseKey, package: Package, upload_name: str, report: UploadReport
    ) -> Result[ImportTicket, LmsFault]:
        """Hands the package over; a file name may be used once."""
        trouble = await self._answer("upload")
        if trouble is not None:
            return Failure(trouble)
        if self._lms.troubles.cut_uploads > 0:
            self._lms.troubles.cut_uploads -= 1
            await report(package.facts.size // 3, package.facts.size)
            return Failure(broken("The connection broke in the middle of the package."))
        content = await _sent(package, report)
        received = self._lms.receive(key, upload_name, content)
        if isinstance(received, Failure):
            return received
        return Success(ImportTicket(key, upload_name, received.unwrap().task_id))

    async def find_import(self, key: CourseKey, upload_name: str) -> Result[ImportTicket | None, LmsFault]:
        """The import of that name, once the LMS has picked it up."""
        trouble = await self._answer("find_import")
        if trouble is not None:
            return Failure(trouble)
        held = self._lms.find(key, upload_name)
        if held is None or self._lms.troubles.never_picks_up:
            return Success(None)
        return Success(ImportTicket(key, upload_name, held.task_id))

    async def works_off(self) -> bool | None:
        """Not while nobody picks anything up."""
        if await self._answer("works_off") is not None or self._lms.troubles.tells_nothing:
            return None
        return not self._lms.troubles.never_picks_up

    async def progress(self, ticket: ImportTicket) -> Result[ImportProgress, LmsFault]:
        """One stage further each time it is asked."""
        trouble = await self._answer("progress")
        if trouble is not None:
            return Failure(trouble)
        if self._lms.troubles.lost_progress > 0:
            self._lms.troubles.lost_progress -= 1
            return Failure(broken("The connection broke while the LMS was asked."))
        held = self._lms.find(ticket.key, ticket.upload_name)
        step = Stage.QUEUED_IN_LMS if held is None else self._lms.advance(held)
        match step:
            case None:
                return Success(ImportProgress(Stage.UPDATING, done=True))
            case Stage():
                return Success(ImportProgress(step))
            case ImportFault():
                return Failure(step)

    async def verify(
        self,
        course: Course,
        key: CourseKey,
        identities: Identities,
        scope: VerificationScope,
        previous: Course | None,
        report: Callable[[int], Awaitable[None]],
    ) -> Result[Verification, LmsFault]:
        """Compares block by block."""
        trouble = await self._answer("verify")
        if trouble is not None:
            return Failure(trouble)
        if self._lms.troubles.lost_verifications > 0:
            self._lms.troubles.lost_verifications -= 1
            return Failure(broken("The connection broke while the course was read back."))
        held = self._lms.courses.get(key)
        if held is None:
            return Failure(no_such_run(key, "Publish it again."))
        await report(0)
        proof = compare(course, identities, held.blocks, scope, previous)
        await report(100)
        return Success(proof)

    async def outline(self, key: CourseKey, *, components: bool = False) -> Result[Outline | None, LmsFault]:
        """The tree that the held blocks make."""
        trouble = await self._answer("outline")
        if trouble is not None:
            return Failure(trouble)
        held = self._lms.courses.get(key)
        return Success(None if held is None else outline_of(str(key), held.blocks, components=components))

    def links(self, key: CourseKey) -> CourseLinks:
        """Under the addresses of the configuration."""
        return CourseLinks(
            Url(f"{self._settings.lms_url}/courses/{key}/course"), Url(f"{self._settings.studio_url}/course/{key}")
        )

    async def status(self, key: CourseKey) -> Result[CourseStatus, LmsFault]:
        """Whether the run is there and holds anything."""
        trouble = await self._answer("status")
        if trouble is not None:
            return Failure(trouble)
        held = self._lms.courses.get(key)
        if held is None:
            return Success(CourseStatus(exists=False, published=False))
        links = self.links(key)
        return Success(
            CourseStatus(
                exists=True,
                published=bool(held.blocks),
                last_modified=held.modified_at,
                enrollment_count=held.enrollments if Capability.COUNT_ENROLLMENTS in self.capabilities else None,
                lms_url=links.course_url,
                studio_url=links.studio_url,
            )
        )

    async def delete(self, key: CourseKey) -> Result[None, LmsFault]:
        """Removes the run where the LMS was made so that it can."""
        trouble = await self._answer("delete")
        if trouble is not None:
            return Failure(trouble)
        if Capability.DELETE_COURSE not in self.capabilities:
            return Failure(cannot_delete())
        if self._lms.courses.pop(key, None) is None:
            return Failure(no_such_run(key, "Nothing is left to do."))
        return Success(None)


async def _sent(package: Package, report: UploadReport) -> bytes:
    """Everything in the package, as it travels; reported chunk by chunk."""
    total, parts = package.facts.size, []
    sent = 0
    with package.open() as reader:
        while chunk := reader.read(CHUNK):
            parts.append(chunk)
            sent += len(chunk)
            await report(sent, total)
    return b"".join(parts)
