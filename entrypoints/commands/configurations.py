"""`courseport config`: LMS connections that are kept here. Credentials go in, and never come out again."""

from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias
from uuid import UUID

from attrs import evolve
from cyclopts import App, Parameter
from returns.result import Failure, Result

from adapters.terminal.configurations import configuration_to_json, print_configuration, print_configurations
from adapters.terminal.diagnosis import diagnosis_to_json, print_diagnosis
from domain.faults import Fault
from domain.identifiers import ConfigurationId, OrganizationId
from domain.lms_configuration import ConnectionSettings, PublicLmsConfiguration
from entrypoints.actors import operated
from entrypoints.commands.connection_flags import Changes, NewConnection, Options
from entrypoints.commands.lists import After, Limit, Whose, somebodys, tell_page
from entrypoints.commands.local import make_known
from entrypoints.commands.mistakes import Mistakes
from entrypoints.commands.removing import remove_if_agreed
from entrypoints.commands.target import LOCAL_ORGANIZATION
from entrypoints.commands.terminal import (
    FAILED,
    OK,
    AsJson,
    Flag,
    UsageError,
    Yes,
    out,
    print_json,
    tell,
    tell_fault,
)
from entrypoints.lms_registry import why_no_lms_is_at
from entrypoints.settings import load_settings
from entrypoints.wiring import House, open_house

config = App(name="config")
_Id: TypeAlias = Annotated[UUID, Parameter(name="CONFIG_ID", help="See `courseport config list`.")]
_NO_CHANGES, _NO_OPTIONS = Changes(), Options()


@config.command
async def create(
    *,
    new: NewConnection,
    options: Options = _NO_OPTIONS,
    organization: Whose = LOCAL_ORGANIZATION,
    json: AsJson = False,
) -> int:
    """Keep a connection to an LMS. Its secret comes from COURSEPORT_CLIENT_SECRET or --client-secret-file."""
    organization_id, mistakes = OrganizationId(organization), Mistakes()
    values = new.values(options, mistakes)
    _check_places(organization_id, values, mistakes)
    credentials = mistakes.sure(new.credentials(options, mistakes))
    async with open_house(load_settings()) as house:
        await make_known(house.transactions, organization_id)
        create_it = operated(house).create_configuration
        made = await create_it(organization_id, ConnectionSettings(**values), credentials)
    return _tell(made, as_json=json)


@config.command(name="list")
async def list_configurations(
    *,
    organization: Whose = LOCAL_ORGANIZATION,
    include_inactive: Annotated[Flag, Parameter(help="Those too that may not be published to.")] = False,
    limit: Limit = 50,
    after: After = None,
    json: AsJson = False,
) -> int:
    """The connections of an organization, by name."""
    whose = OrganizationId(organization)
    async with open_house(load_settings()) as house:
        last: str | None = None
        if after is not None:
            found = await _get(house, ConfigurationId(after))
            if isinstance(found, Failure):
                return tell_fault(found.failure(), as_json=json)
            last = found.unwrap().settings.name
        look = operated(house).list_configurations
        page = await look(whose, include_inactive=include_inactive, limit=limit, after=last)
        page = await somebodys(house, whose, page)
    return tell_page(page, configuration_to_json, print_configurations, as_json=json)


@config.command
async def show(config_id: _Id, /, *, json: AsJson = False) -> int:
    """One connection, without its credentials: nobody can read them out again."""
    async with open_house(load_settings()) as house:
        found = await _get(house, ConfigurationId(config_id))
    return _tell(found, as_json=json)


@config.command
async def update(
    config_id: _Id,
    /,
    *,
    changes: Changes = _NO_CHANGES,
    options: Options = _NO_OPTIONS,
    json: AsJson = False,
) -> int:
    """Change what is given, and nothing else.

    A new secret comes from COURSEPORT_CLIENT_SECRET or --client-secret-file, and counts with --client-id only.
    """
    if changes == _NO_CHANGES and options == _NO_OPTIONS:
        raise UsageError("nothing to change was given; see `courseport config update --help`")
    mistakes = Mistakes()
    values, credentials = changes.values(options, mistakes), changes.credentials(options, mistakes)
    mistakes.check()
    async with open_house(load_settings()) as house:
        outcome: Result[PublicLmsConfiguration, Fault] = await _get(house, ConfigurationId(config_id))
        if not isinstance(outcome, Failure):
            _check_places(outcome.unwrap().organization_id, values, mistakes)
            mistakes.check()
            settings = evolve(outcome.unwrap().settings, **values)
            outcome = await operated(house).change_configuration(ConfigurationId(config_id), settings, credentials)
    return _tell(outcome, as_json=json)


@config.command
def remove(config_id: _Id, /, *, yes: Yes = False, json: AsJson = False) -> int:
    """Remove a connection with the history of its imports; what the LMS has of the courses stays there.

    The names that blocks have there are kept, for another connection to the same LMS. `update --inactive` keeps
    everything.
    """
    question = "Remove the connection with its history? Names that blocks have there stay."
    return remove_if_agreed(
        question,
        config_id,
        lambda use: use.delete_configuration(ConfigurationId(config_id)),
        yes=yes,
        as_json=json,
    )


@config.command(name="test")
async def try_kept(config_id: _Id, /, *, json: AsJson = False) -> int:
    """Try a connection step by step, within ten seconds, and remember how that ended."""
    async with open_house(load_settings()) as house:
        tested = await operated(house).test_connection(ConfigurationId(config_id))
    if isinstance(tested, Failure):
        return tell_fault(tested.failure(), as_json=json)
    if json:
        print_json(diagnosis_to_json(tested.unwrap()))
    else:
        print_diagnosis(out(), tested.unwrap())
    return OK if tested.unwrap().success else FAILED


def _check_places(organization_id: OrganizationId, values: Mapping[str, Any], mistakes: Mistakes) -> None:
    """Adds what no job of the organization could reach; our own URLs may lead anywhere."""
    for name in ("lms_url", "studio_url") if organization_id != LOCAL_ORGANIZATION else ():
        reason = why_no_lms_is_at(load_settings(), values[name]) if name in values else None
        if reason is not None:
            mistakes.add(f"--{name.replace('_', '-')} {values[name]}: {reason}")


async def _get(house: House, config_id: ConfigurationId) -> Result[PublicLmsConfiguration, Fault]:
    return await operated(house).get_configuration(config_id)


def _tell(outcome: Result[PublicLmsConfiguration, Fault], *, as_json: bool) -> int:
    return tell(outcome, configuration_to_json, print_configuration, as_json=as_json)
