"""The wall in the database: transactions of the API run under a role that the policies of migration 0002 bind.

The role and the user's id are set for one transaction at a time, with its first statement, so that a pooled
connection goes back as it came and a second transaction on the same connection is bound again.
"""

from functools import cache
from typing import Any

from sqlalchemy import Connection, FromClause, column, event, func, select, table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.postgres.configuration_rows import PUBLIC_COLUMNS
from adapters.postgres.tables import lms_configurations
from domain.access import Actor, Service, System, User

API_ROLE = "courseport_api"

_ENTER = text(
    "SELECT set_config('role', :role, true), set_config('courseport.user_id', :user_id, true),"
    " set_config('courseport.superadmin', :superadmin, true), set_config('courseport.service', :service, true)"
)

COURSE_CARDS = table(
    "course_cards",
    *(column(name) for name in ("id", "organization_id", "user_id", "title", "language")),
    *(column(name) for name in ("created_at", "updated_at", "kept", "course_code")),
)
"""Courses without their content, as those see them who are behind the wall."""


def bind(connection: AsyncConnection, actor: Actor) -> None:
    """Puts every transaction on this connection behind the wall, as far as the actor is not we ourselves."""
    sync = connection.sync_connection
    settings = _settings_of(actor)
    if settings is None or sync is None:
        return

    def enter(begun: Connection) -> None:
        begun.execute(_ENTER, settings)

    event.listen(sync, "begin", enter)


def _settings_of(actor: Actor) -> dict[str, Any] | None:
    nobody = {"role": API_ROLE, "user_id": "", "superadmin": "off", "service": "off"}
    match actor:
        case System():
            return None
        case Service():
            return {**nobody, "service": "on"}
        case User():
            return {**nobody, "user_id": str(actor.id), "superadmin": "on" if actor.superadmin else "off"}


@cache
def configurations_behind_the_wall() -> FromClause:
    """LMS configurations with their sealed credentials, for those whom the database lets use them.

    The secret columns are not granted to the API's role. A function of the database's owner hands them out, row by
    row, to people who may publish or look a course up with them: never to mere members.
    """
    secrets = (
        func.courseport_credentials(lms_configurations.c.id)
        .table_valued(column("client_id"), column("client_secret"), name="secrets")
        .lateral("secrets")
    )
    return (
        select(*PUBLIC_COLUMNS, secrets.c.client_id, secrets.c.client_secret)
        .select_from(lms_configurations.join(secrets, text("true")))
        .subquery("usable")
    )
