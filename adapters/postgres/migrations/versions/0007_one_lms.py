"""A course run is in an LMS, and belongs to one course there, whichever configuration leads to it."""

import re
from pathlib import Path

from alembic import op
from sqlalchemy import text

revision = "0007"
down_revision = "0006"

_SCRIPT = Path(__file__).with_suffix(".sql")
_NAMES = "fk_lms_block_identities_lms_configuration_id_edx_course_key"
_RUN = "lms_configuration_id, edx_course_key"


def upgrade() -> None:
    """Two columns, a rule, and what keeps the names where configurations come and go."""
    schema = op.get_bind().scalar(text("SELECT quote_ident(current_schema())"))
    script = re.sub("^--.*\n", "", _SCRIPT.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for statement in script.strip().split("\n\n"):
        op.get_bind().exec_driver_sql(statement.strip().replace("__SCHEMA__", schema))


def downgrade() -> None:
    """Each run stays with the configuration that keeps it; others that led there begin anew."""
    op.execute("DROP TRIGGER courseport_configuration_moved ON lms_configurations")
    op.execute("DROP TRIGGER courseport_configuration_deleted ON lms_configurations")
    op.execute("DROP FUNCTION courseport_leave_runs()")
    op.execute("DROP FUNCTION courseport_holder(uuid, text)")
    op.execute(
        f"ALTER TABLE lms_block_identities DROP CONSTRAINT {_NAMES}, ADD CONSTRAINT {_NAMES}"
        f" FOREIGN KEY ({_RUN}) REFERENCES lms_publications ({_RUN}) ON DELETE CASCADE"
    )
    op.execute("ALTER TABLE lms_publications DROP COLUMN site")
    op.execute("ALTER TABLE lms_configurations DROP COLUMN site")
