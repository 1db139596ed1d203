"""The tables of what is published where, under which names (design, section 5; docs/decisions/0014)."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, ForeignKeyConstraint, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY

from adapters.postgres.job_tables import IS_COURSE_KEY, lms_import_jobs
from adapters.postgres.tables import NOW, Moment, courses, metadata, one_of, organizations

lms_publications = Table(
    "lms_publications",
    metadata,
    # A run belongs to one course of the LMS that it is in, whichever configuration leads there. The key stands
    # first, so that of all runs in an LMS that many share, the index finds the one.
    Column("edx_course_key", Text, primary_key=True),
    # A `lms_configurations.site`, as it was when the run was claimed.
    Column("site", Text, primary_key=True),
    Column("organization_id", ForeignKey(organizations.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("course_id", ForeignKey(courses.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("proved_job_id", ForeignKey(lms_import_jobs.c.id, ondelete="SET NULL"), index=True),
    Column("claimed_at", Moment, nullable=False, server_default=NOW),
    Column("proved_at", Moment),
    # Which job last sent something or proved what is there; null for a run that was adopted. No foreign key: that
    # something was sent stays true when the job is gone.
    Column("claimed_job_id", Uuid),
    CheckConstraint(f"edx_course_key ~ {IS_COURSE_KEY}", name="edx_course_key"),
)

lms_block_identities = Table(
    "lms_block_identities",
    metadata,
    Column("edx_course_key", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    # Unique in its course run for ever: the primary key is the promise that learners' work hangs on.
    Column("url_name", Text, primary_key=True),
    Column("block_type", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    # The author's ids from the chapter down to the block itself; the last one is source_id.
    Column("source_path", ARRAY(Text), nullable=False),
    Column("position", Integer, nullable=False),
    # Which job gave the name; null for a name that was adopted. No foreign key: the name outlives the jobs.
    Column("first_job_id", Uuid),
    Column("retired_at", Moment),
    ForeignKeyConstraint(
        ["edx_course_key", "site"],
        [lms_publications.c.edx_course_key, lms_publications.c.site],
        ondelete="CASCADE",
    ),
    CheckConstraint(one_of("block_type", "chapter", "section", "unit", "component"), name="block_type"),
    CheckConstraint("source_path[cardinality(source_path)] = source_id", name="source_path"),
)
