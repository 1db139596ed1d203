"""Both walls together, and the second one alone: use cases over PostgreSQL, with and without their guard."""

from collections.abc import Sequence
from typing import Any

import pytest
from returns.result import Result
from sqlalchemy import func, select, table, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.tables import metadata
from adapters.postgres.transactions import PostgresTransactions
from application.ports.stores import WallError
from domain.access import Action, Decision
from domain.faults import Fault
from tests.access_attempts import Attempts, decision_of, shows_nothing
from tests.access_cases import AccessCase, access_cases
from tests.access_scene import set_the_scene


async def contents(engine: AsyncEngine) -> dict[str, str | None]:
    """Everything in the database, as a digest a table."""
    async with engine.connect() as connection:
        return {
            name: await connection.scalar(
                select(func.md5(func.string_agg(text("t::text"), text("';' ORDER BY t::text")))).select_from(
                    table(name).alias("t")
                )
            )
            for name in [*metadata.tables, "pgqueuer"]
        }


@pytest.mark.parametrize("case", access_cases(), ids=str)
async def test_use_cases_decide_as_the_table_says(
    postgres_transactions: PostgresTransactions, engine: AsyncEngine, case: AccessCase
) -> None:
    scene = await set_the_scene(postgres_transactions, case)
    before = await contents(engine)
    results = await Attempts(scene, postgres_transactions.acting_for(scene.actor))(case.action)
    assert [decision_of(each) for each in results] == [case.answer] * len(results)
    if case.expected is not Decision.ALLOWED:
        assert await contents(engine) == before


@pytest.mark.parametrize("case", [it for it in access_cases() if it.expected is not Decision.ALLOWED], ids=str)
async def test_use_cases_that_forgot_their_guard_leak_nothing(
    postgres_transactions: PostgresTransactions,
    engine: AsyncEngine,
    monkeypatch: pytest.MonkeyPatch,
    case: AccessCase,
) -> None:
    monkeypatch.setattr("application.guarding.decide", lambda *_, **__: Decision.ALLOWED)
    scene = await set_the_scene(postgres_transactions, case)
    before = await contents(engine)
    results: Sequence[Result[Any, Fault]] = []
    try:
        results = await Attempts(scene, postgres_transactions.acting_for(scene.actor))(case.action)
    except WallError:
        pass
    except ProgrammingError as error:
        if "permission denied" not in str(error):
            raise
    assert await contents(engine) == before
    if case.expected is Decision.HIDDEN or case.action is Action.READ_AUDIT:
        assert all(shows_nothing(each) for each in results), results
