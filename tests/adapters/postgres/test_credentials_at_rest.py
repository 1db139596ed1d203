"""Credentials in the database: ciphertext, bound to its row, not needed for lists."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.transactions import PostgresTransactions
from adapters.queue.job_queue import PgQueuerJobQueue
from adapters.vault.keyring import Keyring, new_key_entry
from adapters.vault.vault import Vault, VaultError
from tests import builders
from tests.contracts.transactions import Ground


async def test_credentials_are_ciphertext_at_rest(
    transactions: PostgresTransactions, ground: Ground, engine: AsyncEngine
) -> None:
    async with engine.connect() as connection:
        query = text("SELECT to_jsonb(l)::text AS everything, client_id, client_secret FROM lms_configurations l")
        row = (await connection.execute(query)).one()
    assert builders.SECRET not in row.everything
    assert builders.CLIENT not in row.everything
    assert row.client_secret.startswith("v1.")
    assert ground.configuration.credentials.client_secret == builders.SECRET


async def test_ciphertext_moved_to_another_row_does_not_open(
    transactions: PostgresTransactions, ground: Ground, engine: AsyncEngine
) -> None:
    other = builders.make_configuration(ground.organization, "Thief's own")
    async with transactions() as transaction:
        await transaction.configurations.add(other)
        await transaction.commit()
    async with engine.begin() as connection:
        move = text(
            "UPDATE lms_configurations SET client_secret = "
            "(SELECT client_secret FROM lms_configurations WHERE id = :f) WHERE id = :t"
        )
        await connection.execute(move, {"f": ground.configuration.id, "t": other.id})
    async with transactions() as transaction:
        with pytest.raises(VaultError, match="was moved there"):
            await transaction.configurations.get(other.id)


async def test_lists_do_not_need_the_keys(engine: AsyncEngine, ground: Ground) -> None:
    stranger = PostgresTransactions(engine, Vault(Keyring.parse(new_key_entry())), PgQueuerJobQueue)
    async with stranger() as transaction:
        page = await transaction.configurations.list(ground.organization.id, include_inactive=True, limit=1)
        assert page.items == (ground.configuration.public,)
        with pytest.raises(VaultError):
            await transaction.configurations.get(ground.configuration.id)
