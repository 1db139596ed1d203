"""Courses kept as a platform's rows: their sections and lessons, behind the same wall as the courses."""

import re
from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"

_SCRIPT = Path(__file__).with_suffix(".sql")
_CARDS = """
    CREATE VIEW course_cards WITH (security_barrier) AS
    SELECT id, organization_id, user_id, title, language, created_at, updated_at FROM courses
    WHERE courseport_superadmin()
        OR organization_id IN (SELECT courseport_organizations('instructor'))
        OR (user_id = courseport_user() AND organization_id IN (SELECT courseport_organizations('member')))
"""


def upgrade() -> None:
    """Two tables, and two columns more for courses, of which some have no content of their own."""
    script = re.sub("^--.*\n", "", _SCRIPT.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for statement in script.strip().split("\n\n"):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Courses that are not kept whole are gone, with their history: the release before cannot read them."""
    op.execute("DELETE FROM courses WHERE kept <> 'whole'")
    op.execute("DROP TABLE lessons")
    op.execute("DROP TABLE sections")
    op.execute("DROP VIEW course_cards")
    op.execute("ALTER TABLE courses DROP COLUMN kept, DROP COLUMN course_code")
    op.execute("ALTER TABLE courses ALTER COLUMN content SET NOT NULL, ALTER COLUMN language SET NOT NULL")
    op.execute(_CARDS)
    op.execute("GRANT SELECT ON course_cards TO courseport_api")
