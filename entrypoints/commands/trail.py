"""`courseport org audit`: who did what in an organization."""

from typing import Annotated

from cyclopts import Parameter, validators

from adapters.terminal.trail import entry_to_json, print_trail
from domain.identifiers import OrganizationId
from entrypoints.actors import operated
from entrypoints.commands.choosing import AnOrganization
from entrypoints.commands.lists import Limit, somebodys, tell_page
from entrypoints.commands.terminal import AsJson
from entrypoints.settings import load_settings
from entrypoints.wiring import open_house


async def audit(
    organization: AnOrganization,
    /,
    *,
    limit: Limit = 50,
    after: Annotated[
        int | None, Parameter(help="The last number of the page before.", validator=validators.Number(gte=1))
    ] = None,
    json: AsJson = False,
) -> int:
    """Who did what in an organization, the latest first; `system` is the worker and this command line."""
    whose = OrganizationId(organization)
    async with open_house(load_settings()) as house:
        page = await somebodys(house, whose, await operated(house).read_audit(whose, limit=limit, after=after))
    return tell_page(page, entry_to_json, print_trail, as_json=json)
