"""A course run is in an LMS, and belongs to one course there, whichever configuration leads to it."""

import re
from pathlib import Path

from alembic import op
from sqlalchemy import text

revision = "0007"
down_revision = "0006"

_SCRIPT = Path(__file__)


def upgrade() -> None:
    """Runs and names are keyed by the LMS from now on."""
    _execute(_SCRIPT.with_suffix(".sql"))


def downgrade() -> None:
    """Each run goes to the oldest configuration that leads there; runs to which none does are gone."""
    _execute(_SCRIPT.with_name("0007_down.sql"))


def _execute(script: Path) -> None:
    schema = op.get_bind().scalar(text("SELECT quote_ident(current_schema())"))
    statements = re.sub("^--.*\n", "", script.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for statement in statements.strip().split("\n\n"):
        op.get_bind().exec_driver_sql(statement.strip().replace("__SCHEMA__", schema))
