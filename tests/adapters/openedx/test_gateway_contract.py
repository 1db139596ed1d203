"""The Open edX gateway keeps the port's promises, over real sockets, against the simulated site."""

from collections.abc import AsyncIterator

import pytest
from typing_extensions import override

from adapters.simulator import Running, serve
from application.ports.lms import LmsGateway
from tests.adapters.openedx.site import opened
from tests.contracts.lms_gateway import WRONG_SECRET, LmsGatewayContract


class TestOpenEdxGateway(LmsGatewayContract):
    @pytest.fixture
    async def site(self) -> AsyncIterator[Running]:
        async with serve() as running:
            yield running

    @pytest.fixture
    @override
    async def gateway(self, site: Running) -> AsyncIterator[LmsGateway]:
        async with opened(site) as gateway:
            yield gateway

    @pytest.fixture
    @override
    async def stranger(self, site: Running) -> AsyncIterator[LmsGateway]:
        async with opened(site, secret=WRONG_SECRET) as gateway:
            yield gateway
