"""How many examples: 200 in `make test`; 2,000 under `HYPOTHESIS_PROFILE=nightly pytest tests/arrival`."""

from collections.abc import AsyncIterator

import pytest_asyncio
from hypothesis import HealthCheck, settings

from adapters.simulator import serve
from tests.adapters.openedx.site import opened
from tests.arrival.site import Site, quick_site

# Several seconds of examples that each talk over sockets: only the amount differs between the profiles.
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile(
    "arrival", deadline=None, derandomize=True, max_examples=200, suppress_health_check=_SLOW
)
settings.register_profile("nightly", deadline=None, max_examples=2_000, suppress_health_check=_SLOW)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def site() -> AsyncIterator[Site]:
    """One site and one gateway for a whole module: every test takes course keys of its own."""
    async with serve(quick_site()) as running, opened(running) as gateway:
        yield Site(running, gateway)
