"""The tables of tenants, courses, LMS configurations and the audit trail (design, section 5).

The database says the same as the domain: what a class refuses, a CHECK refuses too, so that no other program can
write what we could not read. All timestamps are timestamptz; asyncpg hands them over in UTC.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=NAMES)

Moment = DateTime(timezone=True)
NEW_ID = text("gen_random_uuid()")
NOW = text("now()")
_IDENTIFIER = "'^[A-Za-z0-9_-]{1,50}$'"


def one_of(column: str, *values: str) -> str:
    """The SQL condition that the column, where it is not null, holds one of the values."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


organizations = Table(
    "organizations",
    metadata,
    Column("id", Uuid, primary_key=True, server_default=NEW_ID),
    Column("name", Text, nullable=False),
    CheckConstraint("char_length(name) BETWEEN 1 AND 255", name="name_length"),
)

organization_members = Table(
    "organization_members",
    metadata,
    Column("organization_id", ForeignKey(organizations.c.id, ondelete="CASCADE"), primary_key=True),
    # Users live in the platform's own database, so a user is an id here and nothing more.
    Column("user_id", Uuid, primary_key=True),
    Column("role", Text, nullable=False),
    CheckConstraint(one_of("role", "owner", "admin", "instructor", "member"), name="role"),
    Index(None, "user_id"),
)

courses = Table(
    "courses",
    metadata,
    Column("id", Uuid, primary_key=True, server_default=NEW_ID),
    Column("organization_id", ForeignKey(organizations.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("user_id", Uuid),
    # What lists show; the truth about a course that is kept whole is its content.
    Column("title", Text, nullable=False),
    Column("description", Text),
    # Of rows: whatever the platform wrote, or nothing. It is judged when a course is made of them.
    Column("language", Text),
    Column("status", Text, nullable=False, server_default=text("'ready'")),
    Column("content", JSONB(none_as_null=True)),
    Column("created_at", Moment, nullable=False, server_default=NOW),
    Column("updated_at", Moment, nullable=False, server_default=NOW),
    # Whole, as rows of `sections` and `lessons`, or elsewhere.
    Column("kept", Text, nullable=False, server_default=text("'whole'")),
    # Settled by the first publish of a course that is not kept whole; from then on no title changes it.
    Column("course_code", Text),
    CheckConstraint(one_of("kept", "whole", "rows", "elsewhere"), name="kept"),
    CheckConstraint("(kept = 'whole') = (content IS NOT NULL)", name="content"),
    CheckConstraint("kept <> 'whole' OR language IS NOT NULL", name="language"),
    CheckConstraint(f"course_code ~ {_IDENTIFIER}", name="course_code"),
    Index(None, "user_id"),
)

course_versions = Table(
    "course_versions",
    metadata,
    # SHA-256 of the canonical JSON: a course published twice without a change is kept once.
    Column("digest", Text, primary_key=True),
    Column("content", JSONB, nullable=False),
    CheckConstraint("digest ~ '^[0-9a-f]{64}$'", name="digest"),
)

lms_configurations = Table(
    "lms_configurations",
    metadata,
    Column("id", Uuid, primary_key=True, server_default=NEW_ID),
    Column("organization_id", ForeignKey(organizations.c.id, ondelete="CASCADE"), nullable=False),
    Column("name", Text, nullable=False),
    Column("description", Text),
    Column("lms_type", Text, nullable=False, server_default=text("'openedx'")),
    Column("lms_url", Text, nullable=False),
    Column("studio_url", Text, nullable=False),
    # What makes two configurations lead to one LMS (`ConnectionSettings.site`).
    Column("site", Text, nullable=False),
    # Where it led before, the latest first: a Studio may get a new name, and its courses keep theirs.
    Column("former_sites", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    # Sealed: what stands here is ciphertext that opens in this row and this field only.
    Column("client_id", Text, nullable=False),
    Column("client_secret", Text, nullable=False),
    Column("default_org", Text, nullable=False),
    Column("default_run", Text, nullable=False, server_default=text("'self_paced'")),
    Column("import_timeout_seconds", Integer, nullable=False, server_default=text("300")),
    Column("max_retries", Integer, nullable=False, server_default=text("3")),
    Column("poll_interval_seconds", Integer, nullable=False, server_default=text("5")),
    Column("auto_create_course", Boolean, nullable=False, server_default=true()),
    Column("is_active", Boolean, nullable=False, server_default=true()),
    Column("last_connection_test", Moment),
    Column("last_connection_status", Text),
    Column("created_at", Moment, nullable=False, server_default=NOW),
    Column("updated_at", Moment, nullable=False, server_default=NOW),
    Column("created_by", Uuid),
    UniqueConstraint("organization_id", "name"),
    CheckConstraint("char_length(name) BETWEEN 1 AND 100", name="name_length"),
    CheckConstraint("char_length(description) <= 500", name="description_length"),
    CheckConstraint(one_of("lms_type", "openedx", "moodle", "canvas"), name="lms_type"),
    CheckConstraint("lms_url ~ '^https?://[^[:space:]]+$'", name="lms_url"),
    CheckConstraint("studio_url ~ '^https?://[^[:space:]]+$'", name="studio_url"),
    CheckConstraint("client_id <> '' AND client_secret <> ''", name="credentials"),
    CheckConstraint(f"default_org ~ {_IDENTIFIER}", name="default_org"),
    CheckConstraint(f"default_run ~ {_IDENTIFIER}", name="default_run"),
    CheckConstraint("import_timeout_seconds BETWEEN 30 AND 600", name="import_timeout_seconds"),
    CheckConstraint("max_retries BETWEEN 1 AND 5", name="max_retries"),
    CheckConstraint("poll_interval_seconds BETWEEN 2 AND 5", name="poll_interval_seconds"),
    CheckConstraint(one_of("last_connection_status", "success", "failed", "pending"), name="test_status"),
    CheckConstraint("(last_connection_test IS NULL) = (last_connection_status IS NULL)", name="test_known"),
    Index("ix_lms_configurations_active", "is_active", postgresql_where=text("is_active")),
)

audit_entries = Table(
    "audit_entries",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("organization_id", ForeignKey(organizations.c.id, ondelete="CASCADE"), nullable=False),
    Column("actor_kind", Text, nullable=False),
    Column("actor_id", Uuid),
    Column("deed", Text, nullable=False),
    # No foreign key: the trail outlives what it tells of.
    Column("subject_id", Uuid, nullable=False),
    Column("facts", JSONB, nullable=False, server_default=text("'{}'")),
    Column("at", Moment, nullable=False, server_default=NOW),
    CheckConstraint(one_of("actor_kind", "user", "superadmin", "service", "system"), name="actor_kind"),
    CheckConstraint("(actor_id IS NOT NULL) = (actor_kind IN ('user', 'superadmin'))", name="actor"),
    Index(None, "organization_id", "id"),
)
