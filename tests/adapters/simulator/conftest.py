from collections.abc import AsyncIterator

import httpx
import pytest

from adapters.simulator import Pace, Settings, Simulator, serve
from tests.adapters.simulator.site import KEY, Site

QUICK = Settings(pace=Pace(0, 0, 0, 0, 0), lms_block_lag=0)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A site without waits, and one empty course in it."""
    async with serve(Simulator(QUICK)) as running, httpx.AsyncClient() as http:
        running.simulator.create_course(KEY)
        yield Site(running, http)
