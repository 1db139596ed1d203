"""What all lists have in common: their flags, whose things they show, and how a page is told."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, TypeAlias, TypeVar
from uuid import UUID

from cyclopts import Parameter, validators
from returns.result import Failure, Result
from rich.console import Console

from application.looking_up import GetOrganization
from application.ports.stores import Page
from domain.faults import Fault
from domain.identifiers import OrganizationId
from entrypoints.actors import as_operator
from entrypoints.commands.target import LOCAL_ORGANIZATION
from entrypoints.commands.terminal import tell
from entrypoints.wiring import House

T = TypeVar("T")

Limit: TypeAlias = Annotated[
    int, Parameter(help="How many at most (1–200).", validator=validators.Number(gte=1, lte=200))
]
After: TypeAlias = Annotated[UUID | None, Parameter(help="The last id of the page before.")]
Whose: TypeAlias = Annotated[
    UUID, Parameter(name="--organization", help="Whose it is; else the command line's own.", show_default=False)
]


async def somebodys(
    house: House, organization_id: OrganizationId, page: Result[Page[T], Fault]
) -> Result[Page[T], Fault]:
    """The page; or why it is empty: there is no such organization. Our own comes with the first thing it keeps."""
    if organization_id == LOCAL_ORGANIZATION:
        return page
    found = await GetOrganization(*as_operator(house))(organization_id)
    return Failure(found.failure()) if isinstance(found, Failure) else page


def tell_page(
    page: Result[Page[T], Fault],
    to_json: Callable[[T], dict[str, Any]],
    show: Callable[[Console, Page[T]], None],
    *,
    as_json: bool,
) -> int:
    """One page of a list, for programs as one JSON object; the exit code."""
    return tell(page, partial(_page_to_json, to_json), show, as_json=as_json)


def _page_to_json(to_json: Callable[[T], dict[str, Any]], page: Page[T]) -> dict[str, Any]:
    items = [to_json(item) for item in page.items]
    return {"items": items, "total": page.total, "has_more": page.has_more}
