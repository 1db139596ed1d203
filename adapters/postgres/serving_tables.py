"""The tables behind `application/ports/serving.py`: allowances, and answers kept for repeats."""

from sqlalchemy import CheckConstraint, Column, Double, Index, Integer, LargeBinary, Table, Text, Uuid

from adapters.postgres.tables import Moment, metadata

rate_limits = Table(
    "rate_limits",
    metadata,
    Column("bucket", Text, primary_key=True),
    Column("tokens", Double, nullable=False),
    Column("at", Moment, nullable=False),
    # A server that crashed may forget who asked how often: nothing is written ahead for each request.
    prefixes=["UNLOGGED"],
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("owner_id", Uuid, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("claim", Uuid, nullable=False, unique=True),
    Column("claimed_at", Moment, nullable=False),
    Column("fingerprint", Text, nullable=False),
    # Null while the request is being carried out.
    Column("status", Integer),
    Column("location", Text),
    Column("body", LargeBinary),
    CheckConstraint("(status IS NULL) = (body IS NULL) AND (status IS NULL) = (location IS NULL)", name="kept"),
    Index(None, "claimed_at"),
)
