"""LMS connections: facts for people, plain data for programs. What is secret is not among what comes here."""

from typing import Any

from rich.console import Console

from adapters.terminal.findings import shown
from adapters.terminal.organizations import print_share
from application.ports.stores import Page
from domain.lms_configuration import PublicLmsConfiguration


def configuration_to_json(public: PublicLmsConfiguration) -> dict[str, Any]:
    """The data model's `LmsConfigurationPublic`."""
    settings, tried = public.settings, public.last_test
    return {
        "id": str(public.id),
        "organization_id": str(public.organization_id),
        "name": settings.name,
        "description": settings.description,
        "lms_type": settings.lms_type.value,
        "lms_url": str(settings.lms_url),
        "studio_url": str(settings.studio_url),
        "default_org": settings.default_org,
        "default_run": settings.default_run,
        "import_timeout_seconds": settings.import_timeout_seconds,
        "max_retries": settings.max_retries,
        "poll_interval_seconds": settings.poll_interval_seconds,
        "auto_create_course": settings.auto_create_course,
        "is_active": settings.is_active,
        "last_connection_test": None if tried is None else tried.at.isoformat(),
        "last_connection_status": None if tried is None else tried.status.value,
        "created_at": public.created_at.isoformat(),
        "updated_at": public.updated_at.isoformat(),
        "created_by": None if public.created_by is None else str(public.created_by),
    }


def print_configuration(console: Console, public: PublicLmsConfiguration) -> None:
    """Everything but the credentials, a fact a line."""
    settings = public.settings
    facts = (
        ("connection", str(public.id)),
        ("organization", str(public.organization_id)),
        ("name", settings.name),
        ("description", settings.description or "–"),
        ("LMS", f"{settings.lms_url} ({settings.lms_type.value})"),
        ("Studio", str(settings.studio_url)),
        ("course keys", f"course-v1:{settings.default_org}+…+{settings.default_run} where a course says no other"),
        ("course runs", "created where missing" if settings.auto_create_course else "must be there already"),
        (
            "imports",
            f"asked for every {settings.poll_interval_seconds} s, {settings.import_timeout_seconds} s long",
        ),
        ("retries", str(settings.max_retries)),
        ("active", "yes" if settings.is_active else "no"),
        ("last test", _last_test(public)),
    )
    for name, value in facts:
        console.print(shown(f"{name:<13} {value}"), soft_wrap=True)


def print_configurations(console: Console, page: Page[PublicLmsConfiguration]) -> None:
    """By name; two lines each: however narrow the terminal, the id is whole, as other commands want it."""
    for public in page.items:
        settings = public.settings
        idle = "" if settings.is_active else "  (inactive)"
        console.print(shown(f"{public.id}  {settings.name}{idle}"), soft_wrap=True)
        console.print(shown(f"    {settings.studio_url}  last test: {_last_test(public)}"), soft_wrap=True)
    print_share(console, page)


def _last_test(public: PublicLmsConfiguration) -> str:
    tried = public.last_test
    if tried is None:
        return "never"
    return f"{tried.status.value}, {tried.at.astimezone():%Y-%m-%d %H:%M:%S}"
