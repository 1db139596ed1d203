"""Who last sent something to a course run, and names that no job of ours gave.

Runs published before this revision have no `claimed_job_id`, so their next publish uploads, whatever it holds: that
is the side to err on.
"""

from alembic import op

revision = "0004"
down_revision = "0003"

_NOBODY = "00000000-0000-0000-0000-000000000000"


def upgrade() -> None:
    """One column more, and one that may be null."""
    op.execute("ALTER TABLE lms_publications ADD COLUMN claimed_job_id uuid")
    op.execute("ALTER TABLE lms_block_identities ALTER COLUMN first_job_id DROP NOT NULL")


def downgrade() -> None:
    """Adopted names stay: losing them would cost learners their work."""
    op.execute(f"UPDATE lms_block_identities SET first_job_id = '{_NOBODY}' WHERE first_job_id IS NULL")  # noqa: S608 - a constant
    op.execute("ALTER TABLE lms_block_identities ALTER COLUMN first_job_id SET NOT NULL")
    op.execute("ALTER TABLE lms_publications DROP COLUMN claimed_job_id")
