"""The first tables: tenants, courses, LMS configurations, import jobs, publications, and PgQueuer 1.6.0's own.

The SQL stands beside this file, frozen: `tables.py` goes on changing, what was migrated does not. PgQueuer's part
is the output of its own installer at the pinned version (engine.md, pitfall 9); a test compares the two.
"""

import re
from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None

_HERE = Path(__file__).parent
_TABLES = (
    "lms_block_identities",
    "lms_publications",
    "lms_import_jobs",
    "lms_configurations",
    "course_versions",
    "courses",
    "organization_members",
    "organizations",
    "pgqueuer",
    "pgqueuer_log",
    "pgqueuer_schedules",
    "pgqueuer_statistics",
)


def upgrade() -> None:
    """Creates everything, in an empty database."""
    for name in ("0001_first_tables.sql", "0001_pgqueuer_1_6_0.sql"):
        for statement in _statements((_HERE / name).read_text(encoding="utf-8")):
            op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Removes everything, with all that is in it."""
    for table in _TABLES:
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP FUNCTION fn_pgqueuer_changed")
    op.execute("DROP TYPE pgqueuer_status")
    op.execute("DROP TYPE lms_import_status")


def _statements(script: str) -> list[str]:
    """One by one, as the driver takes them: each begins with CREATE at the start of a line."""
    return re.split(r"\n\n(?=CREATE )", script.strip())
