"""`courseport keys`, as an operator has it."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.transactions import PostgresTransactions
from adapters.queue.job_queue import PgQueuerJobQueue
from adapters.vault.keyring import KEYS_FILE, Keyring, new_key_entry
from adapters.vault.vault import Vault
from domain.lms_configuration import LmsConfiguration
from tests.contracts.transactions import lay_ground
from tests.end_to_end.command_line import CommandLine

pytestmark = pytest.mark.slow
OLD, NEW = new_key_entry(), new_key_entry()
OLD_ID, NEW_ID = (entry.partition(":")[0] for entry in (OLD, NEW))


def over(engine: AsyncEngine, home: Path, environment: Mapping[str, str]) -> PostgresTransactions:
    return PostgresTransactions(engine, Vault(Keyring.load(environment, home)), PgQueuerJobQueue)


async def kept(transactions: PostgresTransactions, configuration: LmsConfiguration) -> LmsConfiguration | None:
    async with transactions() as transaction:
        return await transaction.configurations.get(configuration.id)


async def test_keys_of_the_file(command_line: CommandLine, engine: AsyncEngine) -> None:
    none = await command_line.run("keys", "show")
    assert (none.code, "no key yet" in none.err) == (2, True)
    assert not (command_line.home / KEYS_FILE).exists()

    ground = await lay_ground(over(engine, command_line.home, {}))
    old = Keyring.load({}, command_line.home).current
    rotated = await command_line.run("keys", "rotate", "--json")
    told = rotated.only()
    assert rotated.code == 0
    assert told | {"source": ..., "current": ...} == {
        "source": ...,
        "current": ...,
        "older": [old],
        "configurations": 1,
        "resealed": 1,
        "complete": True,
    }
    shown = await command_line.run("keys", "show")
    assert shown.out.split() == [told["current"], "encrypts", old]

    path = command_line.home / KEYS_FILE
    path.write_text(path.read_text().splitlines()[0])  # the old key goes
    assert await kept(over(engine, command_line.home, {}), ground.configuration) == ground.configuration

    again = await command_line.run("keys", "rotate", "--no-new-key")
    assert (again.code, "0 of 1 LMS configurations" in again.out) == (0, True)
    assert list(Keyring.load({}, command_line.home).keys) == [told["current"]]


async def test_keys_of_the_environment(command_line: CommandLine, engine: AsyncEngine) -> None:
    ground = await lay_ground(over(engine, command_line.home, {"COURSEPORT_KEYS": OLD}))
    rotated = await command_line.having(COURSEPORT_KEYS=f"{NEW},{OLD}", COLUMNS="400").run("keys", "rotate")
    assert rotated.code == 0
    assert "No key was added" in rotated.err
    assert f"1 of 1 LMS configurations encrypted anew with the key {NEW_ID}" in rotated.out
    assert f"{OLD_ID}: may be removed once" in rotated.err
    assert not (command_line.home / KEYS_FILE).exists()
    found = await kept(over(engine, command_line.home, {"COURSEPORT_KEYS": NEW}), ground.configuration)
    assert found == ground.configuration


async def test_a_missing_key(command_line: CommandLine, engine: AsyncEngine) -> None:
    ground = await lay_ground(over(engine, command_line.home, {"COURSEPORT_KEYS": OLD}))
    Keyring.load({}, command_line.home)  # somebody forgot to set COURSEPORT_KEYS
    before = (command_line.home / KEYS_FILE).read_text()
    refused = await command_line.run("keys", "rotate")
    assert refused.code == 2
    assert f"'{OLD_ID}', which is not at hand" in refused.err
    assert str(ground.configuration.id) in refused.err
    assert "Traceback" not in refused.err
    assert (command_line.home / KEYS_FILE).read_text() == before, "no key is added to a keyring that lacks one"


@pytest.mark.parametrize("command", ["show", "rotate"])
async def test_keys_that_are_none(command_line: CommandLine, command: str) -> None:
    refused = await command_line.having(COURSEPORT_KEYS="k1:c2hvcnQ=").run("keys", command)
    assert (refused.code, refused.out) == (2, "")
    assert "COURSEPORT_KEYS: the key 'k1' has 5 bytes" in refused.err


async def test_no_key_is_ever_shown(command_line: CommandLine, engine: AsyncEngine) -> None:
    await lay_ground(over(engine, command_line.home, {"COURSEPORT_KEYS": OLD}))
    both = command_line.having(COURSEPORT_KEYS=f"{NEW},{OLD}")
    for ended in (
        await both.run("keys", "show"),
        await both.run("keys", "show", "--json"),
        await both.run("keys", "rotate"),
    ):
        for entry in (OLD, NEW):
            assert entry.partition(":")[2] not in ended.out + ended.err
