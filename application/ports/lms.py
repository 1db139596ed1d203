"""One LMS, as the core sees it: take a package, follow the import, read the course back."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from enum import StrEnum
from typing import BinaryIO, Protocol, TypeAlias

from attrs import frozen
from returns.result import Result

from domain.connection import Connection, CourseStatus, Probe
from domain.course import Course
from domain.course_key import CourseKey
from domain.faults import LmsFault, ValidationFault
from domain.identities import Identities
from domain.lms_configuration import LmsConfiguration
from domain.outline import Outline
from domain.progress import Stage
from domain.publication import CourseLinks, PackageFacts, Verification, VerificationScope
from domain.violations import Violation


class Capability(StrEnum):
    """What an LMS can do beyond taking a package."""

    CREATE_COURSE = "create_course"
    VERIFY = "verify"
    DELETE_COURSE = "delete_course"
    COUNT_ENROLLMENTS = "count_enrollments"


class Package(Protocol):
    """A built package, on disk or in memory, until it is closed."""

    @property
    def facts(self) -> PackageFacts:
        """Its SHA-256, size in bytes and number of members."""
        ...

    def open(self) -> BinaryIO:
        """A new reader from the first byte; may be called again for a repeated upload."""
        ...

    def close(self) -> None:
        """Frees what it holds. Safe to call twice."""
        ...


@frozen
class ImportTicket:
    """An import that the LMS has: found again by `upload_name`; `task_id` is None where its answer was lost."""

    key: CourseKey
    upload_name: str
    task_id: str | None


@frozen
class ImportProgress:
    """How far the LMS is; `done` once it *says* that it succeeded, which is only a claim."""

    stage: Stage
    done: bool = False


@frozen
class CourseShell:
    """The course run exists in the LMS and is ours to write; `created` if it was made just now."""

    key: CourseKey
    created: bool


UploadReport: TypeAlias = Callable[[int, int], Awaitable[None]]
"""Told the bytes sent so far and the bytes in all, while an upload runs. What it raises ends the upload."""


class LmsGateway(Protocol):
    """One LMS, reached with one organization's credentials. Opened and closed by `LmsGateways`.

    Every call ends within a deadline of its own. Reading calls (`probe`, `find_import`, `progress`, `verify`,
    `outline`, `status`) change nothing and may be repeated freely. Faults never hold a credential or a token.
    """

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What this LMS can do."""
        ...

    def check(self, course: Course) -> tuple[Violation, ...]:
        """What this LMS would refuse, lose or mangle in the course; works on courses with mistakes too."""
        ...

    async def package(
        self, course: Course, key: CourseKey, identities: Identities
    ) -> Result[Package, ValidationFault]:
        """The course in the LMS's own format; same arguments, same bytes. Runs off the event loop.

        The course has no error among its violations and the identities cover it. The finished package is read
        back and checked once more, sizes included; a fault names what is wrong with it, in the author's places.
        """
        ...

    async def probe(self) -> Result[Connection, LmsFault]:
        """Whether the LMS answers, knows us, and lets us publish."""
        ...

    async def examine(self) -> Sequence[Probe]:
        """Every step of the way to the LMS, tried one by one, for people who look for a fault."""
        ...

    async def prepare(self, course: Course, key: CourseKey) -> Result[CourseShell, LmsFault]:
        """Makes sure that the course run exists and is ours to write; creates it where settings allow.

        May be repeated safely.
        """
        ...

    async def upload(
        self, key: CourseKey, package: Package, upload_name: str, report: UploadReport
    ) -> Result[ImportTicket, LmsFault]:
        """Hands the package over, under a file name never used before. Must not be repeated blindly.

        A fault may mean that the package arrived all the same: ask `find_import` before a second attempt.
        """
        ...

    async def find_import(self, key: CourseKey, upload_name: str) -> Result[ImportTicket | None, LmsFault]:
        """The import that was handed over under that name, or None where the LMS does not know of it yet."""
        ...

    async def works_off(self) -> bool | None:
        """Whether the LMS now begins what it is given: a small task given to it just now has come back.

        None where it cannot tell, or cannot be asked. May be repeated freely.
        """
        ...

    async def progress(self, ticket: ImportTicket) -> Result[ImportProgress, LmsFault]:
        """How far the LMS is with it; an ImportFault with the LMS's own words where it gave up."""
        ...

    async def verify(
        self,
        course: Course,
        key: CourseKey,
        identities: Identities,
        scope: VerificationScope,
        previous: Course | None,
        report: Callable[[int], Awaitable[None]],
    ) -> Result[Verification, LmsFault]:
        """Reads the course back and compares it with what was sent, block by block.

        `previous` is the course as last proved there: with scope AUTO, texts that differ from it are compared.
        `report` is told the percentage done. An incomplete course is a Verification, not a fault.
        """
        ...

    async def outline(self, key: CourseKey, *, components: bool = False) -> Result[Outline | None, LmsFault]:
        """The course run as it is there now, in order; None where it is not there.

        With `components`, the units' children too; those may lag behind an import by half a minute.
        """
        ...

    def links(self, key: CourseKey) -> CourseLinks:
        """Where people find the course run."""
        ...

    async def status(self, key: CourseKey) -> Result[CourseStatus, LmsFault]:
        """What the LMS says of the course run; a course that is not there is a status, not a fault."""
        ...

    async def delete(self, key: CourseKey) -> Result[None, LmsFault]:
        """Removes the course run; UnsupportedFault where the LMS cannot."""
        ...


class NoAdapterError(LookupError):
    """This release does not speak to LMSs of that kind."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"there is no adapter for {kind} yet")
        self.kind = kind


class LmsGateways(Protocol):
    """Opens the gateway that fits a configuration's LMS."""

    def __call__(self, configuration: LmsConfiguration) -> AbstractAsyncContextManager[LmsGateway]:
        """A gateway for as long as the context lasts; entering it talks to nobody. Raises `NoAdapterError`."""
        ...
