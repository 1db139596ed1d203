"""`courseport org audit`: who did what in an organization."""

from typing import Annotated
from uuid import UUID

from cyclopts import Parameter, validators
from returns.result import Failure

from adapters.terminal.trail import entry_to_json, print_trail
from domain.identifiers import OrganizationId
from entrypoints.actors import operated
from entrypoints.commands.lists import Limit, nobodys, print_page
from entrypoints.commands.terminal import OK, AsJson, out, tell_fault
from entrypoints.settings import load_settings
from entrypoints.wiring import open_house


async def audit(
    organization: UUID,
    /,
    *,
    limit: Limit = 50,
    after: Annotated[
        int | None, Parameter(help="The last number of the page before.", validator=validators.Number(gte=1))
    ] = None,
    json: AsJson = False,
) -> int:
    """Who did what in an organization, the latest first; `system` is the worker and this command line."""
    async with open_house(load_settings()) as house:
        page = await operated(house).read_audit(OrganizationId(organization), limit=limit, after=after)
        absent = await nobodys(house, OrganizationId(organization))
    if absent is not None:
        return tell_fault(absent, as_json=json)
    if isinstance(page, Failure):
        return tell_fault(page.failure(), as_json=json)
    if json:
        print_page(page.unwrap(), entry_to_json)
    else:
        print_trail(out(), page.unwrap())
    return OK
