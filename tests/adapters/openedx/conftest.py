"""A simulated site and a gateway to it, for every test that wants them."""

from collections.abc import AsyncIterator

import pytest

from adapters.simulator import Running, serve
from application.ports.lms import LmsGateway
from tests.adapters.openedx.site import opened


@pytest.fixture
async def site() -> AsyncIterator[Running]:
    async with serve() as running:
        yield running


@pytest.fixture
async def gateway(site: Running) -> AsyncIterator[LmsGateway]:
    async with opened(site) as gateway:
        yield gateway
