"""The first wall: use cases over memory, where nothing but their own guard stands in the way."""

import pytest

from adapters.memory.transactions import MemoryDatabase
from domain.access import Decision
from tests.access_attempts import Attempts, decision_of
from tests.access_cases import AccessCase, access_cases
from tests.access_scene import set_the_scene


@pytest.mark.parametrize("case", access_cases(), ids=str)
async def test_use_cases_decide_as_the_table_says(case: AccessCase) -> None:
    database = MemoryDatabase()
    scene = await set_the_scene(database.transactions, case)
    before = database.committed
    results = await Attempts(scene, database.acting_for(scene.actor))(case.action)
    assert [decision_of(each) for each in results] == [case.answer] * len(results)
    if case.expected is not Decision.ALLOWED:
        assert database.committed is before
