"""Organizations and their members: a line each for people, plain data for programs."""

from typing import Any

from rich.console import Console

from adapters.terminal.findings import shown
from application.ports.stores import Membership, Page
from domain.organization import Organization


def organization_to_json(organization: Organization) -> dict[str, Any]:
    """The organization as data."""
    return {"id": str(organization.id), "name": organization.name}


def membership_to_json(membership: Membership) -> dict[str, Any]:
    """Who is what there, as data."""
    return {
        "organization_id": str(membership.organization_id),
        "user_id": str(membership.user_id),
        "role": membership.role.value,
    }


def print_organization(console: Console, organization: Organization) -> None:
    """The id first, as other commands want it."""
    console.print(shown(f"{organization.id}  {organization.name}"), soft_wrap=True)


def print_organizations(console: Console, page: Page[Organization]) -> None:
    """By name."""
    for organization in page.items:
        print_organization(console, organization)
    print_share(console, page)


def print_members(console: Console, page: Page[Membership]) -> None:
    """By user id."""
    for membership in page.items:
        console.print(f"{membership.user_id}  {membership.role.value}", soft_wrap=True)
    print_share(console, page)


def print_share(console: Console, page: Page[Any]) -> None:
    """How much of the whole list was shown."""
    more = "; the next page: --after and the last id here" if page.has_more else ""
    console.print(f"{len(page.items)} of {page.total}{more}", soft_wrap=True)
