"""How much one may ask for: so often, and so long."""

import asyncio

from adapters.http.parts import ApiSettings
from application.ports.serving import Allowance
from tests.adapters.http.site import Site, open_site


async def test_what_takes_too_long_is_ended() -> None:
    async with open_site(settings=ApiSettings(request_seconds=0.05)) as site:

        async def for_ever(_call: str) -> None:
            await asyncio.sleep(60)

        site.lms.watch = for_ever
        answer = await site.call("POST", f"/v1/lms-configurations/{site.configuration.id}/test", by="admin")
    assert (answer.status_code, answer.json()["code"]) == (503, "UNAVAILABLE")


async def test_limits_are_429_with_the_time_to_wait() -> None:
    settings = ApiSettings(per_user=Allowance(8), status_per_job=Allowance(2), publish_per_course=Allowance(1))
    async with open_site(settings=settings) as site:
        job = (await site.publish()).headers["location"]
        refused = await site.publish()
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
        assert [(await site.call("GET", job)).status_code for _ in range(3)] == [200, 200, 429]
        site.clock.advance(30)
        assert (await site.call("GET", job)).status_code == 200
        statuses = [(await site.call("GET", "/v1/import-jobs")).status_code for _ in range(8)]
        assert statuses[-1] == 429
        assert (await site.call("GET", "/v1/import-jobs", by="owner")).status_code == 200


async def test_a_retry_is_a_publish_and_strangers_use_nothing_up() -> None:
    async with open_site(settings=ApiSettings(publish_per_course=Allowance(2))) as site:
        for by in ("stranger", "member", "admin", "service"):
            for _ in range(3):
                assert (await site.publish(by=by)).status_code in (403, 404)
        job = (await site.publish()).headers["location"]
        assert (await site.call("POST", f"{job}/cancel")).status_code == 200
        for by in ("stranger", "admin"):
            assert (await site.call("POST", f"{job}/retry", by=by)).status_code in (403, 404)
        assert (await site.call("POST", f"{job}/retry")).status_code == 202
        assert (await site.call("POST", f"{job}/retry")).status_code == 429
        assert (await site.publish()).status_code == 429
        assert (await site.publish(by="super")).status_code == 429


async def test_connection_tests_are_limited_per_configuration(site: Site) -> None:
    path = f"/v1/lms-configurations/{site.configuration.id}/test"
    statuses = [(await site.call("POST", path, by=by)).status_code for by in ("admin", "owner") * 6]
    assert statuses == [200] * 10 + [429] * 2
    assert (await site.call("POST", path, by="stranger")).status_code == 404
