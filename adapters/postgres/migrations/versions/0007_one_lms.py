"""A course run is in an LMS, and belongs to one course there, whichever configuration leads to it."""

import re
from contextlib import suppress
from pathlib import Path

from alembic import op
from sqlalchemy import text

revision = "0007"
down_revision = "0006"

_SCRIPT = Path(__file__)


def upgrade() -> None:
    """Runs and names are keyed by the LMS from now on."""
    op.execute(
        "ALTER TABLE lms_configurations ADD COLUMN site text, ADD COLUMN former_sites text[] NOT NULL DEFAULT '{}'"
    )
    connection = op.get_bind()
    for row in connection.execute(text("SELECT id, studio_url FROM lms_configurations")).all():
        site = {"id": row.id, "site": _site(row.studio_url)}
        connection.execute(text("UPDATE lms_configurations SET site = :site WHERE id = :id"), site)
    op.execute("ALTER TABLE lms_configurations ALTER COLUMN site SET NOT NULL")
    _execute(_SCRIPT.with_suffix(".sql"))


def downgrade() -> None:
    """Each run goes to the oldest configuration that leads there; runs to which none does are gone."""
    _execute(_SCRIPT.with_name("0007_down.sql"))


def _site(studio_url: str) -> str:
    """The address as this release writes it (`ConnectionSettings.site`), frozen here as a revision is."""
    scheme, _, address = studio_url.partition("://")
    authority, slash, path = address.partition("/")
    host, colon, port = authority.rpartition(":")
    if not colon or not re.fullmatch("[0-9]{0,9}", port):
        host, port = authority, ""
    host = host.removesuffix(".")
    with suppress(UnicodeError):
        host = host.encode("idna").decode("ascii")
    usual = not port or int(port) == {"http": 80, "https": 443}.get(scheme)
    return f"{host}{slash}{path}" if usual else f"{host}:{int(port)}{slash}{path}"


def _execute(script: Path) -> None:
    schema = op.get_bind().scalar(text("SELECT quote_ident(current_schema())"))
    statements = re.sub("^--.*\n", "", script.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for statement in statements.strip().split("\n\n"):
        op.get_bind().exec_driver_sql(statement.strip().replace("__SCHEMA__", schema))
