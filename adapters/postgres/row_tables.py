"""The tables of courses that are kept as a platform's rows; a third of such a course stands in `courses`.

Ids are the platform's own, and told apart by the course: nobody can take another tenant's ids away.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, ForeignKeyConstraint, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from adapters.postgres.tables import Moment, courses, metadata

sections = Table(
    "sections",
    metadata,
    Column("course_id", ForeignKey(courses.c.id, ondelete="CASCADE"), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("title", Text, nullable=False),
    Column("order_index", BigInteger, nullable=False),
)

lessons = Table(
    "lessons",
    metadata,
    Column("course_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    # Rows of one id are versions of one lesson; which of them counts is not decided here. The number says nothing.
    Column("version", Integer, primary_key=True),
    Column("section_id", Uuid, nullable=False),
    Column("title", Text, nullable=False),
    Column("order_index", BigInteger, nullable=False),
    Column("status", Text, nullable=False),
    Column("content", JSONB(none_as_null=True)),
    Column("content_text", Text),
    Column("updated_at", Moment),
    ForeignKeyConstraint(["course_id", "section_id"], [sections.c.course_id, sections.c.id], ondelete="CASCADE"),
    Index(None, "course_id", "section_id"),
)
