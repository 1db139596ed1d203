"""Opening gateways: nothing is asked, tokens are shared, connections end with the context."""

import pytest

from adapters.openedx.backoff import AT_ONCE
from adapters.openedx.gateway import OpenEdxGateways
from adapters.simulator import Answer as Rude
from adapters.simulator import Rule, Running, Settings, Simulator, serve
from application.ports.lms import Capability
from tests.adapters.openedx.site import configured
from tests.builders import make_key


async def test_entering_talks_to_nobody() -> None:
    configuration = configured("http://no-such-host.invalid", "http://neither.invalid")
    async with OpenEdxGateways()(configuration) as gateway:
        links = gateway.links(make_key())
        assert Capability.DELETE_COURSE not in gateway.capabilities
    assert str(links.course_url) == "http://no-such-host.invalid/courses/course-v1:Acme+AI101+self_paced/course"
    assert str(links.studio_url) == "http://neither.invalid/course/course-v1:Acme+AI101+self_paced"


async def test_gateways_of_one_client_share_a_token() -> None:
    async with serve(Simulator(Settings(token_calls_per_minute=2))) as running:
        gateways = OpenEdxGateways(backoff=AT_ONCE)
        for _ in range(10):
            async with gateways(configured(running.lms_url, running.studio_url)) as gateway:
                assert (await gateway.find_import(make_key(), "a.tar.gz")).unwrap() is None
        assert len(running.simulator.accounts._issued) == 1


async def test_a_closed_gateway_is_of_no_use(site: Running) -> None:
    async with OpenEdxGateways(backoff=AT_ONCE)(configured(site.lms_url, site.studio_url)) as gateway:
        pass
    with pytest.raises(RuntimeError, match="closed"):
        await gateway.status(make_key())


async def test_retries_are_those_of_the_settings(site: Running) -> None:
    site.simulator.rudeness.append(Rule(Rude(503), "/api/tasks", times=99))
    async with OpenEdxGateways(backoff=AT_ONCE)(configured(site.lms_url, site.studio_url)) as gateway:
        await gateway.find_import(make_key(), "a.tar.gz")
    assert site.simulator.rudeness[0].used == 1 + 3
