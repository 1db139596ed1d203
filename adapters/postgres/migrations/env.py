"""Alembic's environment: runs on the connection that `migrating.py` hands in, and on no other."""

from alembic import context
from sqlalchemy import Connection

from adapters.postgres import (  # register their tables on the metadata
    publication_tables,
    row_tables,
    serving_tables,
)
from adapters.postgres.tables import metadata


def run() -> None:
    """Everything since the recorded revision, in the transaction of the caller."""
    connection: Connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=metadata, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


for table in (publication_tables.lms_publications, row_tables.lessons, serving_tables.rate_limits):
    assert table.metadata is metadata  # noqa: S101 - all modules must speak of one schema
run()
