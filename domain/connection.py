"""What one finds when trying a connection, and what the LMS says of a course."""

from datetime import datetime
from enum import StrEnum

from attrs import frozen

from domain.lms_configuration import Url


class ProbeOutcome(StrEnum):
    """How one step of a connection test ended; SKIPPED where an earlier step made it pointless."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"


@frozen(kw_only=True)
class Probe:
    """One step of a connection test: what was tried, how it ended, and what to do about it."""

    name: str
    outcome: ProbeOutcome
    duration_ms: int
    finding: str = ""
    advice: str = ""


@frozen(kw_only=True)
class Connection:
    """A working connection, as the LMS describes itself and us; versions only where it tells them."""

    username: str | None = None
    may_create_courses: bool | None = None
    lms_version: str | None = None
    api_version: str | None = None


@frozen(kw_only=True)
class ConnectionTest:
    """The data model's TestConnectionResult: a verdict for people, and the findings behind it."""

    success: bool
    latency_ms: int
    message: str
    connection: Connection | None = None
    probes: tuple[Probe, ...] = ()


@frozen(kw_only=True)
class CourseStatus:
    """A course run as the LMS has it. `None` where this LMS does not tell."""

    exists: bool
    published: bool
    last_modified: datetime | None = None
    enrollment_count: int | None = None
    lms_url: Url | None = None
    studio_url: Url | None = None
