"""`courseport org`: who keeps courses and connections here, and who is what there."""

from uuid import UUID, uuid4

from cyclopts import App
from returns.result import Failure, Result

from adapters.terminal.organizations import organization_to_json, print_organization, print_organizations
from application.looking_up import GetOrganization, ListOrganizations
from domain.faults import Fault
from domain.identifiers import OrganizationId
from domain.organization import Organization
from entrypoints.actors import as_operator, operated
from entrypoints.commands.choosing import AnOrganization
from entrypoints.commands.lists import After, Limit, tell_page
from entrypoints.commands.members import members
from entrypoints.commands.terminal import OK, AsJson, UsageError, out, print_json, tell, tell_fault
from entrypoints.commands.trail import audit
from entrypoints.settings import load_settings
from entrypoints.wiring import House, open_house

org = App(name="org")
org.command(members)
org.command(audit)


@org.command
async def create(name: str, /, *, id: UUID | None = None, json: AsJson = False) -> int:  # noqa: A002 - the flag
    """Make an organization known here; it keeps courses and connections of its own.

    Parameters
    ----------
    name
        What people call it, up to 255 characters.
    id
        The id that it has on your platform; else a new one.
    """
    new = _organization(OrganizationId(id or uuid4()), name)
    async with open_house(load_settings()) as house:
        found = await _get(house, new.id)
        if not isinstance(found, Failure) and found.unwrap() != new:
            raise UsageError(f"{new.id} is there already, as «{found.unwrap().name}»; see `courseport org rename`")
        put = await _put(house, new)
    return _tell(put, as_json=json)


@org.command(name="list")
async def list_organizations(*, limit: Limit = 50, after: After = None, json: AsJson = False) -> int:
    """All organizations that are known here, by name."""
    async with open_house(load_settings()) as house:
        last: Organization | None = None
        if after is not None:
            found = await _get(house, OrganizationId(after))
            if isinstance(found, Failure):
                return tell_fault(found.failure(), as_json=json)
            last = found.unwrap()
        look = ListOrganizations(*as_operator(house))
        page = await look(limit=limit, after=last)
    return tell_page(page, organization_to_json, print_organizations, as_json=json)


@org.command
async def show(organization: AnOrganization, /, *, json: AsJson = False) -> int:
    """One organization, and how much it keeps here."""
    organization_id = OrganizationId(organization)
    async with open_house(load_settings()) as house:
        found = await _get(house, organization_id)
        if isinstance(found, Failure):
            return tell_fault(found.failure(), as_json=json)
        counts = await _counts(house, organization_id)
    if json:
        print_json({**organization_to_json(found.unwrap()), **counts})
    else:
        print_organization(out(), found.unwrap())
        told = ", ".join(
            f"{count} {what.replace('_', ' ').replace('lms', 'LMS')}" for what, count in counts.items()
        )
        out().print(f"    {told}", soft_wrap=True)
    return OK


@org.command
async def rename(organization: AnOrganization, name: str, /, *, json: AsJson = False) -> int:
    """Give an organization another name; its id stays.

    Parameters
    ----------
    name
        What people call it from now on, up to 255 characters.
    """
    renamed = _organization(OrganizationId(organization), name)
    async with open_house(load_settings()) as house:
        found = await _get(house, renamed.id)
        outcome = found if isinstance(found, Failure) else await _put(house, renamed)
    return _tell(outcome, as_json=json)


def _organization(organization_id: OrganizationId, name: str) -> Organization:
    if not name:
        raise UsageError("an organization needs a name")
    try:
        return Organization(organization_id, name)
    except ValueError as error:
        raise UsageError(f"the name {name!r} cannot be: {error.args[0]}") from None


async def _get(house: House, organization_id: OrganizationId) -> Result[Organization, Fault]:
    return await GetOrganization(*as_operator(house))(organization_id)


async def _counts(house: House, organization_id: OrganizationId) -> dict[str, int]:
    async with house.transactions() as tx:
        people = await tx.organizations.members(organization_id, limit=1)
        courses = await tx.courses.list(organization_id, limit=1)
        connections = await tx.configurations.list(organization_id, include_inactive=True, limit=1)
    return {"members": people.total, "courses": courses.total, "lms_configurations": connections.total}


async def _put(house: House, organization: Organization) -> Result[Organization, Fault]:
    return await operated(house).put_organization(organization)


def _tell(outcome: Result[Organization, Fault], *, as_json: bool) -> int:
    return tell(outcome, organization_to_json, print_organization, as_json=as_json)
