"""`courseport token`: a token for development, signed with this installation's own secret."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID, uuid4

from cyclopts import Parameter

from adapters.http.tokens import new_token
from domain.access import Actor, Service, User
from domain.identifiers import UserId
from entrypoints.api_settings import load_api_environment, token_settings
from entrypoints.commands.terminal import OK, Flag, UsageError, err, out
from entrypoints.settings import load_settings
from entrypoints.wiring import home_of, now


def token(
    *,
    user: UUID | None = None,
    service: Flag = False,
    superadmin: Flag = False,
    hours: Annotated[int, Parameter(help="How long it lasts (1–720).")] = 12,
) -> int:
    """Print a bearer token for the HTTP API. Whoever has it is that user until it expires.

    Parameters
    ----------
    user
        The user's UUID; a new one where none is given.
    service
        A platform's own token, which may mirror organizations and members and nothing else.
    superadmin
        The user may see and do everything.
    """
    if service and (user is not None or superadmin):
        raise UsageError("a service is nobody's user: leave out --user and --superadmin")
    if not 1 <= hours <= 720:
        raise UsageError("--hours must be between 1 and 720")
    actor: Actor = Service() if service else User(UserId(user or uuid4()), superadmin=superadmin)
    settings = token_settings(load_api_environment(), home_of(load_settings()))
    try:
        text = new_token(settings, actor, now(), timedelta(hours=hours))
    except ValueError as error:
        raise UsageError(str(error)) from error
    if isinstance(actor, User):
        err().print(f"for user {actor.id}")
    out().print(text, soft_wrap=True)
    return OK
