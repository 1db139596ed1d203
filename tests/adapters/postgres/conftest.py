"""Grounds for tests of PostgreSQL: an organization with a course and an LMS, or a home without a database yet."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

import pytest

from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.transactions import PostgresTransactions
from tests.contracts.transactions import Ground, lay_ground
from tests.postgres_fixture import OPTIONS


@pytest.fixture
def transactions(postgres_transactions: PostgresTransactions) -> PostgresTransactions:
    return postgres_transactions


@pytest.fixture
async def ground(transactions: PostgresTransactions) -> Ground:
    return await lay_ground(transactions)


@pytest.fixture
def home() -> Iterator[Path]:
    """Not `tmp_path`: its parents are private, and root's server would have to live elsewhere."""
    folder = Path(tempfile.mkdtemp(prefix="courseport-embedded-"))
    yield folder
    if (folder / "postgres" / "data" / "postmaster.pid").exists():
        with EmbeddedPostgres(folder, OPTIONS):
            pass
    rmtree(folder)
