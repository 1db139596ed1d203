"""What serving from many processes needs: allowances, kept answers, and news of every written job.

Only the tables' owner touches the two tables: they are no business of the API's role. The trigger runs as whoever
writes the job; anybody may notify.
"""

import re
from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"

_SCRIPT = Path(__file__).with_suffix(".sql")


def upgrade() -> None:
    """Two tables and a trigger."""
    for statement in re.split(r"\n\n(?=CREATE )", _SCRIPT.read_text(encoding="utf-8").strip()):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Counts and kept answers are gone."""
    op.execute("DROP TRIGGER courseport_job_written ON lms_import_jobs")
    op.execute("DROP FUNCTION courseport_tell_job_written()")
    op.execute("DROP TABLE idempotency_keys")
    op.execute("DROP TABLE rate_limits")
