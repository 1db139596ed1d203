"""Time that only moves when told to."""

from datetime import timedelta

import pytest

from adapters.memory.clock import BEGINNING, ManualClock


def test_it_stands_still_until_it_is_moved() -> None:
    clock = ManualClock()
    assert clock() == clock() == BEGINNING
    assert clock.advance(1.5) == clock() == BEGINNING + timedelta(seconds=1.5)
    assert clock().utcoffset() == timedelta(0)


async def test_sleep_moves_it() -> None:
    clock = ManualClock()
    await clock.sleep(3600)
    assert clock() == BEGINNING + timedelta(hours=1)


def test_it_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="backwards"):
        ManualClock().advance(-1)
