"""What stands on answers of every kind, and what is answered without knowing anybody."""

from adapters.http.parts import ApiSettings
from tests.adapters.http.site import Site, open_site


async def test_a_correlation_id_that_could_do_harm_is_replaced(site: Site) -> None:
    answer = await site.call("GET", "/health/live", headers={"X-Correlation-ID": "<script>alert(1)</script>"})
    assert answer.headers["x-correlation-id"].isalnum()


async def test_security_headers_are_on_every_answer(site: Site) -> None:
    for path in ("/health/live", "/nothing", "/v1/import-jobs", "/docs"):
        headers = (await site.call("GET", path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]


async def test_origins_are_let_in_by_setting_only() -> None:
    asked = {"Origin": "https://app.example.org", "Access-Control-Request-Method": "POST"}
    async with open_site() as site:
        assert (
            "access-control-allow-origin"
            not in (await site.client.options("/v1/import-jobs", headers=asked)).headers
        )
    async with open_site(settings=ApiSettings(cors_origins=("https://app.example.org",))) as site:
        answer = await site.client.options("/v1/import-jobs", headers=asked)
        assert answer.headers["access-control-allow-origin"] == "https://app.example.org"
        other = await site.client.options("/v1/import-jobs", headers={**asked, "Origin": "https://evil.example"})
        assert other.headers.get("access-control-allow-origin") != "https://evil.example"


async def test_health_and_metrics() -> None:
    async with open_site(ready=False, metrics=b"up 1\n") as site:
        assert (await site.call("GET", "/health/live", by=None)).json() == {"status": "alive"}
        ready = await site.call("GET", "/health/ready", by=None)
        assert (ready.status_code, ready.json()["parts"]) == (503, {"database": False})
        assert (await site.call("GET", "/metrics", by=None)).text == "up 1\n"
    async with open_site() as site:
        assert (await site.call("GET", "/health/ready", by=None)).status_code == 200
        assert (await site.call("GET", "/metrics", by=None)).status_code == 404
