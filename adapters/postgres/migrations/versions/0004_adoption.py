"""Who last sent something to a course run, and names that no job of ours gave.

What is known of runs published before this revision is told by their jobs: the last one that was begun is the last
one that sent something, or that proved what was there.
"""

from alembic import op

revision = "0004"
down_revision = "0003"

_NOBODY = "00000000-0000-0000-0000-000000000000"
_LAST_BEGUN = """
    UPDATE lms_publications SET claimed_job_id = (
        SELECT id FROM lms_import_jobs jobs
        WHERE jobs.lms_configuration_id = lms_publications.lms_configuration_id
            AND jobs.edx_course_key = lms_publications.edx_course_key AND jobs.started_at IS NOT NULL
        ORDER BY jobs.started_at DESC LIMIT 1
    )
"""


def upgrade() -> None:
    """One column more, and one that may be null."""
    op.execute("ALTER TABLE lms_publications ADD COLUMN claimed_job_id uuid")
    op.execute(_LAST_BEGUN)
    op.execute("ALTER TABLE lms_block_identities ALTER COLUMN first_job_id DROP NOT NULL")


def downgrade() -> None:
    """Adopted names stay: losing them would cost learners their work."""
    op.execute(f"UPDATE lms_block_identities SET first_job_id = '{_NOBODY}' WHERE first_job_id IS NULL")  # noqa: S608 - a constant
    op.execute("ALTER TABLE lms_block_identities ALTER COLUMN first_job_id SET NOT NULL")
    op.execute("ALTER TABLE lms_publications DROP COLUMN claimed_job_id")
