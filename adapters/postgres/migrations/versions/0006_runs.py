"""How often a job was begun, and which places at the LMS its present run holds."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Two columns more; adding them rewrites nothing."""
    op.execute(
        "ALTER TABLE lms_import_jobs ADD COLUMN runs integer NOT NULL DEFAULT 0,"
        " ADD COLUMN places text[] NOT NULL DEFAULT '{}'"
    )
    # Whoever cancels a job takes it from its worker, and with it the places that it holds.
    op.execute("GRANT UPDATE (places) ON lms_import_jobs TO courseport_api")


def downgrade() -> None:
    """What they hold is of use to running workers alone."""
    op.execute("ALTER TABLE lms_import_jobs DROP COLUMN places, DROP COLUMN runs")
