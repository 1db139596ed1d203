"""`courseport org members`: who is what in an organization."""

from typing import Annotated

from cyclopts import App, Parameter
from returns.result import Failure

from adapters.terminal.organizations import membership_to_json, print_members
from application.looking_up import ListMembers
from application.ports.stores import Membership
from domain.access import Role
from domain.identifiers import OrganizationId, UserId
from entrypoints.actors import as_operator, operated
from entrypoints.commands.choosing import AnOrganization, AUser
from entrypoints.commands.lists import After, Limit, tell_page
from entrypoints.commands.terminal import OK, AsJson, err, out, print_json, tell_fault
from entrypoints.settings import load_settings
from entrypoints.wiring import open_house

members = App(name="members", help="Who is what in an organization.")


@members.command(name="list")
async def list_members(
    organization: AnOrganization, /, *, limit: Limit = 50, after: After = None, json: AsJson = False
) -> int:
    """The members of an organization, by user id."""
    async with open_house(load_settings()) as house:
        look = ListMembers(*as_operator(house))
        last = None if after is None else UserId(after)
        page = await look(OrganizationId(organization), limit=limit, after=last)
    return tell_page(page, membership_to_json, print_members, as_json=json)


@members.command
async def put(
    organization: AnOrganization,
    user: AUser,
    role: Annotated[Role, Parameter(help="A higher role may do all that a lower one may.")],
    /,
    *,
    json: AsJson = False,
) -> int:
    """Give a user a role in an organization, instead of the one before."""
    membership = Membership(OrganizationId(organization), UserId(user), role)
    async with open_house(load_settings()) as house:
        done = await operated(house).put_member(membership)
    if isinstance(done, Failure):
        return tell_fault(done.failure(), as_json=json)
    if json:
        print_json(membership_to_json(done.unwrap()))
    else:
        out().print(f"{user}  {role.value}", soft_wrap=True)
    return OK


@members.command
async def remove(organization: AnOrganization, user: AUser, /, *, json: AsJson = False) -> int:
    """Take a user's role in an organization away; the user's courses stay where they are."""
    async with open_house(load_settings()) as house:
        done = await operated(house).remove_member(OrganizationId(organization), UserId(user))
    if isinstance(done, Failure):
        return tell_fault(done.failure(), as_json=json)
    if json:
        print_json({"removed": done.unwrap()})
    elif not done.unwrap():
        err().print("The user was no member; nothing has changed.", soft_wrap=True)
    return OK
