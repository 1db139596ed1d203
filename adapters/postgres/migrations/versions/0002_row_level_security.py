"""Row-level security: the API's role, what it may touch, and the policies that bind it; the audit trail.

The tables' owner, as whom worker and command line connect, is bound by none of it.
"""

import re
from pathlib import Path

from alembic import op
from sqlalchemy import text

revision = "0002"
down_revision = "0001"

_SCRIPT = Path(__file__).with_suffix(".sql")
_TABLES = (
    "organizations",
    "organization_members",
    "courses",
    "course_versions",
    "lms_configurations",
    "lms_import_jobs",
    "lms_publications",
    "lms_block_identities",
    "pgqueuer",
)
_FUNCTIONS = (
    "courseport_credentials(uuid)",
    "courseport_organizations(text)",
    "courseport_service()",
    "courseport_superadmin()",
    "courseport_user()",
)


def upgrade() -> None:
    """Builds the wall."""
    schema = op.get_bind().scalar(text("SELECT quote_ident(current_schema())"))
    script = re.sub("^--.*\n", "", _SCRIPT.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for statement in script.strip().split("\n\n"):
        op.get_bind().exec_driver_sql(statement.replace("__SCHEMA__", schema))


def downgrade() -> None:
    """Takes it down. The role stays: it belongs to the cluster, owns nothing and may not log in."""
    op.execute("DROP TABLE audit_entries")
    op.execute("DROP VIEW course_cards")
    _drop_policies()
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        op.execute(f"REVOKE ALL ON {table} FROM courseport_api")
    op.execute("REVOKE ALL ON pgqueuer_log FROM courseport_api")
    op.execute("REVOKE ALL ON SEQUENCE pgqueuer_id_seq FROM courseport_api")
    for function in _FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}")
    op.execute("DROP INDEX ix_lms_import_jobs_course_digest")


def _drop_policies() -> None:
    policies = op.get_bind().execute(
        text(
            "SELECT format('DROP POLICY %I ON %I', policyname, tablename) FROM pg_policies"
            " WHERE schemaname = current_schema() AND 'courseport_api' = ANY (roles)"
        )
    )
    for statement in policies.scalars().all():
        op.execute(statement)
