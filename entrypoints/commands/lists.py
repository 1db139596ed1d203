"""Flags that all lists have, and whose things are listed."""

from collections.abc import Callable
from typing import Annotated, Any, TypeAlias, TypeVar
from uuid import UUID

from cyclopts import Parameter, validators
from returns.result import Failure

from application.guarding import Guard
from application.looking_up import GetOrganization
from application.ports.stores import Page
from domain.faults import Fault
from domain.identifiers import OrganizationId
from entrypoints.actors import OPERATOR
from entrypoints.commands.target import LOCAL_ORGANIZATION
from entrypoints.commands.terminal import print_json
from entrypoints.wiring import House

T = TypeVar("T")

Limit: TypeAlias = Annotated[
    int, Parameter(help="How many at most (1–200).", validator=validators.Number(gte=1, lte=200))
]
After: TypeAlias = Annotated[UUID | None, Parameter(help="The last id of the page before.")]
Whose: TypeAlias = Annotated[
    UUID, Parameter(name="--organization", help="Whose it is; else the command line's own.", show_default=False)
]


def print_page(page: Page[T], to_json: Callable[[T], dict[str, Any]]) -> None:
    """A page as one JSON object."""
    items = [to_json(item) for item in page.items]
    print_json({"items": items, "total": page.total, "has_more": page.has_more})


async def nobodys(house: House, organization_id: OrganizationId) -> Fault | None:
    """Why a list may be empty: there is no such organization. Our own comes with the first thing that it keeps."""
    if organization_id == LOCAL_ORGANIZATION:
        return None
    found = await GetOrganization(house.transactions_for(OPERATOR), Guard(OPERATOR))(organization_id)
    return found.failure() if isinstance(found, Failure) else None
