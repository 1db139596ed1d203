"""What the application is made of: everything it needs from outside, so that tests can hand it fakes."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeAlias

from attrs import field, frozen
from returns.result import Result

from adapters.http.health import Readiness
from adapters.http.use_cases import UseCases
from application.ports.rows import PlatformCourse
from application.ports.serving import Allowance, IdempotencyStore, JobEvents, RateLimits
from domain.access import Actor
from domain.course import Course
from domain.faults import ValidationFault
from domain.identifiers import CourseId
from domain.lms_configuration import Url
from domain.violations import Violation


@frozen
class NotIdentified:
    """A token that proves nothing; the reason is told to whoever sent it."""

    reason: str


class Reading(Protocol):
    """A course as far as it could be read, and everything that is wrong with it."""

    @property
    def course(self) -> Course | None:
        """None where the text holds no course at all."""
        ...

    @property
    def violations(self) -> tuple[Violation, ...]:
        """Every finding, each with its place."""
        ...


Identify: TypeAlias = Callable[[str], Awaitable[Actor | NotIdentified]]
ReadCourse: TypeAlias = Callable[[bytes], Reading]
ReadRows: TypeAlias = Callable[[bytes, CourseId], Result[PlatformCourse, ValidationFault]]
RefuseUrl: TypeAlias = Callable[[Url], str | None]
Metrics: TypeAlias = Callable[[], tuple[bytes, str]]
"""The metrics of this process, and their media type."""


@frozen(kw_only=True)
class ApiSettings:
    """What an operator may set. Sizes are bytes, spans are seconds."""

    cors_origins: tuple[str, ...] = ()
    serve_docs: bool = True
    courses_read_at_once: int = 4
    request_seconds: float = 60.0
    heartbeat_seconds: float = 15.0
    stream_seconds: float = 900.0
    streams_per_user: int = 20
    streams_at_once: int = 500
    per_user: Allowance = field(default=Allowance(600))
    publish_per_course: Allowance = field(default=Allowance(5))
    tests_per_configuration: Allowance = field(default=Allowance(10))
    status_per_job: Allowance = field(default=Allowance(60))


@frozen(kw_only=True)
class ApiParts:
    """The parts. Both readers block and are called in a thread; `metrics` is asked at every scrape.

    `refuse_url` says why no LMS may be at a URL, as far as that can be known without asking anybody.
    """

    use_cases_for: Callable[[Actor], UseCases]
    identify: Identify
    is_ready: Callable[[], Awaitable[Readiness]]
    read_course: ReadCourse
    read_rows: ReadRows
    rate_limits: RateLimits
    idempotency: IdempotencyStore
    job_events: JobEvents
    metrics: Metrics | None = None
    refuse_url: RefuseUrl = lambda _url: None
    settings: ApiSettings = field(factory=ApiSettings)
