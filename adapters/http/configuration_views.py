"""How LMS connections, and what trying them found, are shown."""

from datetime import datetime
from uuid import UUID

from attrs import frozen

from adapters.http.paging import Cursors, PageEnd, by_name
from application.ports.stores import Page
from domain.connection import ConnectionTest, Probe, ProbeOutcome
from domain.lms_configuration import ConnectionStatus, LmsType, PublicLmsConfiguration

CONFIGURATIONS: Cursors[PublicLmsConfiguration, str] = by_name("configurations", lambda face: face.settings.name)


@frozen(slots=False)
class ConfigurationView:
    """The data model's `LmsConfigurationPublic`: no client_id, no client_secret."""

    id: UUID
    organization_id: UUID
    name: str
    description: str | None
    lms_type: LmsType
    lms_url: str
    studio_url: str
    default_org: str
    default_run: str
    import_timeout_seconds: int
    max_retries: int
    poll_interval_seconds: int
    auto_create_course: bool
    is_active: bool
    last_connection_test: datetime | None
    last_connection_status: ConnectionStatus | None
    created_at: datetime
    updated_at: datetime
    created_by: UUID | None


@frozen(slots=False)
class ConfigurationPage(PageEnd):
    """By name."""

    items: list[ConfigurationView]


@frozen(slots=False)
class ProbeView:
    """One step on the way to the LMS."""

    name: str
    outcome: ProbeOutcome
    duration_ms: int
    finding: str
    advice: str


@frozen(slots=False)
class ConnectionDetails:
    """What the LMS says of itself and of us, where it does, and every step of the way."""

    username: str | None
    may_create_courses: bool | None
    steps: list[ProbeView]


@frozen(slots=False)
class ConnectionTestView:
    """The data model's `TestConnectionOutput`, with the versions of its `TestConnectionResult`."""

    success: bool
    latency_ms: int
    message: str
    lms_version: str | None
    api_version: str | None
    details: ConnectionDetails


def configuration_view(public: PublicLmsConfiguration) -> ConfigurationView:
    """The connection as members see it."""
    settings, tried = public.settings, public.last_test
    return ConfigurationView(
        id=public.id,
        organization_id=public.organization_id,
        name=settings.name,
        description=settings.description,
        lms_type=settings.lms_type,
        lms_url=str(settings.lms_url),
        studio_url=str(settings.studio_url),
        default_org=settings.default_org,
        default_run=settings.default_run,
        import_timeout_seconds=settings.import_timeout_seconds,
        max_retries=settings.max_retries,
        poll_interval_seconds=settings.poll_interval_seconds,
        auto_create_course=settings.auto_create_course,
        is_active=settings.is_active,
        last_connection_test=None if tried is None else tried.at,
        last_connection_status=None if tried is None else tried.status,
        created_at=public.created_at,
        updated_at=public.updated_at,
        created_by=public.created_by,
    )


def configuration_page(page: Page[PublicLmsConfiguration], *question: object) -> ConfigurationPage:
    """One page of them."""
    items = [configuration_view(each) for each in page.items]
    return ConfigurationPage(**CONFIGURATIONS.end_of(page, *question), items=items)


def connection_test_view(test: ConnectionTest) -> ConnectionTestView:
    """The verdict, and all that it rests on."""
    connection = test.connection
    return ConnectionTestView(
        success=test.success,
        latency_ms=test.latency_ms,
        message=test.message,
        lms_version=None if connection is None else connection.lms_version,
        api_version=None if connection is None else connection.api_version,
        details=ConnectionDetails(
            username=None if connection is None else connection.username,
            may_create_courses=None if connection is None else connection.may_create_courses,
            steps=[_probe(each) for each in test.probes],
        ),
    )


def _probe(probe: Probe) -> ProbeView:
    return ProbeView(probe.name, probe.outcome, probe.duration_ms, probe.finding, probe.advice)
