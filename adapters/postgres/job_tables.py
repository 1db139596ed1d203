"""The table of import jobs (design, section 5)."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Enum,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from adapters.postgres.tables import (
    NEW_ID,
    NOW,
    Moment,
    course_versions,
    courses,
    lms_configurations,
    metadata,
    one_of,
)

STATUSES = ("pending", "uploading", "processing", "succeeded", "failed")
ACTIVE = ("pending", "uploading", "processing")

_IS_ACTIVE = text(one_of("status", *ACTIVE))
IS_COURSE_KEY = r"'^course-v1:[A-Za-z0-9_-]{1,50}\+[A-Za-z0-9_-]{1,50}\+[A-Za-z0-9_-]{1,50}$'"

lms_import_jobs = Table(
    "lms_import_jobs",
    metadata,
    Column("id", Uuid, primary_key=True, server_default=NEW_ID),
    Column("course_id", ForeignKey(courses.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("lms_configuration_id", ForeignKey(lms_configurations.c.id, ondelete="CASCADE"), nullable=False),
    Column("edx_course_key", Text, nullable=False),
    Column("edx_task_id", Text),
    Column("status", Enum(*STATUSES, name="lms_import_status"), nullable=False, server_default=text("'pending'")),
    Column("progress_percent", Integer, nullable=False, server_default=text("0")),
    Column("started_at", Moment),
    Column("completed_at", Moment),
    # bigint where the data model has integer: 2^31 ms are 25 days, and a row that cannot be closed is worse.
    Column("duration_ms", BigInteger),
    Column("error_code", Text),
    Column("error_message", Text),
    Column("error_details", JSONB),
    Column("course_url", Text),
    Column("studio_url", Text),
    # Options, package facts, upload name, verification and stage marks: what has no column of its own.
    Column("metadata", JSONB, nullable=False, server_default=text("'{}'")),
    # The course exactly as it was when the job was added.
    Column("course_digest", ForeignKey(course_versions.c.digest), nullable=False, index=True),
    # The fence and the time of the last fenced write are columns, not metadata: each write compares the one
    # and the sweep searches by the other, and both must not hang on the spelling of a JSON path.
    Column("run_token", Uuid),
    Column("written_at", Moment, nullable=False, server_default=NOW),
    # How many runs have begun, and which places at the LMS the present one holds (application/ports/runs.py).
    Column("runs", Integer, nullable=False, server_default=text("0")),
    Column("places", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("created_at", Moment, nullable=False, server_default=NOW),
    Column("created_by", Uuid),
    CheckConstraint(f"edx_course_key ~ {IS_COURSE_KEY}", name="edx_course_key"),
    CheckConstraint("progress_percent BETWEEN 0 AND 100", name="valid_progress"),
    CheckConstraint("(progress_percent = 100) = (status = 'succeeded')", name="hundred_is_proved"),
    CheckConstraint("(completed_at IS NOT NULL) = (status IN ('succeeded', 'failed'))", name="completed"),
    CheckConstraint(
        "CASE status WHEN 'pending' THEN started_at IS NULL"
        " WHEN 'failed' THEN true ELSE started_at IS NOT NULL END",
        name="started",
    ),
    CheckConstraint(
        "(duration_ms IS NOT NULL) = (started_at IS NOT NULL AND completed_at IS NOT NULL)", name="duration_known"
    ),
    CheckConstraint("duration_ms >= 0", name="duration_ms"),
    CheckConstraint("edx_task_id IS NULL OR status NOT IN ('pending', 'uploading')", name="task_known"),
    CheckConstraint(
        "(error_code IS NOT NULL) = (status = 'failed') AND (error_message IS NOT NULL) = (status = 'failed')"
        " AND (error_details IS NOT NULL) = (status = 'failed')",
        name="error",
    ),
    CheckConstraint(
        "(course_url IS NOT NULL) = (status = 'succeeded') AND (studio_url IS NULL OR status = 'succeeded')",
        name="links",
    ),
    Index(None, "status"),
    Index("ix_lms_import_jobs_created", text("created_at DESC"), text("id DESC")),
    Index("ix_lms_import_jobs_active", "written_at", postgresql_where=_IS_ACTIVE),
    # One at a time, however many try at the same instant: an index, not a check in code.
    Index("uq_lms_import_jobs_active_course", "course_id", unique=True, postgresql_where=_IS_ACTIVE),
    Index(
        "uq_lms_import_jobs_active_key",
        "lms_configuration_id",
        "edx_course_key",
        unique=True,
        postgresql_where=_IS_ACTIVE,
    ),
    Index(None, "lms_configuration_id"),
)
