"""The `LmsGateway` of Open edX: every promise of the port, over the calls of this folder's other modules."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from functools import cached_property
from typing import final

import httpx
from attrs import define, field, frozen
from returns.methods import unwrap_or_failure
from returns.result import Failure, Result
from typing_extensions import override

from adapters.openedx.addresses import ANYWHERE, AddressPolicy, Guard, Resolver, system_resolver
from adapters.openedx.auth import TokenSources
from adapters.openedx.backoff import Backoff
from adapters.openedx.calls import Answer, Site
from adapters.openedx.client import LmsClient, Observe, unobserved
from adapters.openedx.courses import Courses
from adapters.openedx.doctor import Doctor
from adapters.openedx.failures import LMS_TYPE
from adapters.openedx.imports import Imports
from adapters.openedx.olx.archive import OlxPackage
from adapters.openedx.olx.archive_contents import ArchiveLimits
from adapters.openedx.olx.checks import check_course
from adapters.openedx.outlines import read_outline
from adapters.openedx.packaging import checked_package
from adapters.openedx.pinned import guarded_client
from adapters.openedx.probing import probe
from adapters.openedx.questions import heartbeat, worker_of
from adapters.openedx.sent import SentCourse
from adapters.openedx.verification import ReadBack
from application.ports.lms import (
    Capability,
    CourseShell,
    ImportProgress,
    ImportTicket,
    LmsGateway,
    LmsGateways,
    Package,
    UploadReport,
)
from application.ports.outside import Clock
from domain.connection import Connection, CourseStatus, Probe
from domain.course import Course
from domain.course_key import CourseKey
from domain.faults import LmsFault, UnsupportedFault, ValidationFault
from domain.identities import Identities
from domain.lms_configuration import LmsConfiguration, Url
from domain.outline import Outline
from domain.publication import CourseLinks, Verification, VerificationScope
from domain.violations import Violation


@final
@frozen
class OpenEdxGateway(LmsGateway):
    """One Open edX site: its LMS and its Studio, as one OAuth client. Made by `OpenEdxGateways`."""

    _client: LmsClient
    _courses: Courses
    _imports: Imports
    _doctor: Doctor
    _limits: ArchiveLimits = field(factory=ArchiveLimits)

    @property
    @override
    def capabilities(self) -> frozenset[Capability]:
        """All but deleting: Open edX has no API for it (platform-facts 3)."""
        return frozenset({Capability.CREATE_COURSE, Capability.VERIFY, Capability.COUNT_ENROLLMENTS})

    @override
    def check(self, course: Course) -> tuple[Violation, ...]:
        """What the importer would drop or the platform would show wrong."""
        return check_course(course)

    @override
    async def package(
        self, course: Course, key: CourseKey, identities: Identities
    ) -> Result[Package, ValidationFault]:
        """The course as OLX, built and read back in a thread."""
        return (await asyncio.to_thread(checked_package, course, key, identities, self._limits)).map(_as_package)

    @override
    async def probe(self) -> Result[Connection, LmsFault]:
        """Heartbeats, token, who we are, and whether Studio takes the token."""
        return await probe(self._client)

    @override
    async def examine(self) -> Sequence[Probe]:
        """The connection doctor; done within 10 s."""
        return await self._doctor.examine()

    @override
    async def prepare(self, course: Course, key: CourseKey) -> Result[CourseShell, LmsFault]:
        """An import never creates a course run (platform-facts 0.5), so it is made beforehand."""
        return await self._courses.prepare(course.title, key)

    @override
    async def upload(
        self, key: CourseKey, package: Package, upload_name: str, report: UploadReport
    ) -> Result[ImportTicket, LmsFault]:
        """The POST of the import API; `ValueError` for a name that Studio would not take."""
        return await self._imports.hand_over(key, package, upload_name, report)

    @override
    async def find_import(self, key: CourseKey, upload_name: str) -> Result[ImportTicket | None, LmsFault]:
        """By its name in Studio's tasks; None also while no worker has started on it."""
        return await self._imports.find(key, upload_name)

    @override
    async def works_off(self) -> bool | None:
        """By Studio's extended heartbeat, which sends a real task through its worker (platform-facts 4)."""
        answer = unwrap_or_failure(await self._client.send(heartbeat(Site.STUDIO, extended=True)))
        return worker_of(answer) if isinstance(answer, Answer) else None

    @override
    async def progress(self, ticket: ImportTicket) -> Result[ImportProgress, LmsFault]:
        """A 500 of the import API means «not picked up yet», so waiting for ever is the caller's to prevent."""
        return await self._imports.progress(ticket)

    @override
    async def verify(
        self,
        course: Course,
        key: CourseKey,
        identities: Identities,
        scope: VerificationScope,
        previous: Course | None,
        report: Callable[[int], Awaitable[None]],
    ) -> Result[Verification, LmsFault]:
        """Studio's outline, and its OLX export unit by unit."""
        sent = await asyncio.to_thread(SentCourse.of, course, key, identities)
        return await ReadBack(self._client, sent, scope, report).run(previous)

    @override
    async def outline(self, key: CourseKey, *, components: bool = False) -> Result[Outline | None, LmsFault]:
        """Studio's outline; components by the LMS's block tree, the cheapest whole tree there is."""
        return await read_outline(self._client, key, components=components)

    @override
    def links(self, key: CourseKey) -> CourseLinks:
        """The course's home, from where the LMS leads to its learning app, and its outline in Studio."""
        return CourseLinks(
            course_url=Url(f"{self._client.lms_url}/courses/{key}/course"),
            studio_url=Url(f"{self._client.studio_url}/course/{key}"),
        )

    @override
    async def status(self, key: CourseKey) -> Result[CourseStatus, LmsFault]:
        """The LMS's course detail, with learners where we may count them."""
        return await self._courses.status(key, self.links(key))

    @override
    async def delete(self, key: CourseKey) -> Result[None, LmsFault]:
        """Never: only an operator can."""
        return Failure(
            UnsupportedFault(
                message="Open edX cannot delete a course run over its API.",
                help=f"The operator of the site can, for ever and with all learners' work: "
                f"manage.py cms delete_course {key}",
                lms_type=LMS_TYPE,
            )
        )


def _as_package(package: OlxPackage) -> Package:
    return package


def _utc_now() -> datetime:
    return datetime.now(UTC)


@final
@define(eq=False)
class OpenEdxGateways(LmsGateways):
    """Opens gateways to Open edX sites. One for the whole process: tokens and TLS settings are shared.

    `limits` is what the sites, and the proxies before them, let through; a package beyond is never uploaded.
    `addresses` is where sites may be: who takes URLs from strangers gives `AddressPolicy()`, the strict one.
    """

    _backoff: Backoff = field(factory=Backoff)
    _clock: Clock = _utc_now
    _tokens: TokenSources = field(factory=TokenSources)
    _limits: ArchiveLimits = field(factory=ArchiveLimits)
    _addresses: AddressPolicy = ANYWHERE
    _resolve: Resolver = system_resolver
    _observe: Observe = unobserved

    @override
    def __call__(self, configuration: LmsConfiguration) -> AbstractAsyncContextManager[LmsGateway]:
        """A gateway with connections of its own, closed with the context."""
        return self._opened(configuration)

    @asynccontextmanager
    async def _opened(self, configuration: LmsConfiguration) -> AsyncIterator[LmsGateway]:
        settings = configuration.settings
        guard = Guard(self._addresses, self._resolve)
        async with guarded_client(guard, self._tls) as http:
            client = LmsClient(
                http=http,
                lms_url=settings.lms_url,
                studio_url=settings.studio_url,
                tokens=self._tokens.of(settings.lms_url, configuration.credentials),
                retries=settings.max_retries,
                backoff=self._backoff,
                observe=self._observe,
            )
            yield OpenEdxGateway(
                client,
                Courses(client, may_create=settings.auto_create_course),
                Imports(client),
                Doctor(client, self._tls, self._clock, guard),
                self._limits,
            )

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """Read once: loading the authorities takes tens of milliseconds."""
        return httpx.create_ssl_context()
