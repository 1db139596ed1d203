"""The address that was looked at is the address connected to; the name stays for TLS and for the site."""

from collections.abc import Sequence

import httpx
import pytest
from typing_extensions import override

from adapters.openedx.addresses import Guard
from adapters.openedx.pinned import PinnedTransport
from tests.adapters.openedx.resolvers import NAME, PUBLIC, SECOND, STRICT, Scripted


class Recording(httpx.AsyncBaseTransport):
    """Answers 200 and remembers where each request went; connects to no dead address."""

    def __init__(self, dead: Sequence[str] = ()) -> None:
        self.seen: list[httpx.Request] = []
        self.dead = dead

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        if request.url.host in self.dead:
            raise httpx.ConnectTimeout("nobody there")
        return httpx.Response(200, json={})


async def asked(guard: Guard, inner: httpx.AsyncBaseTransport, *urls: str) -> None:
    async with httpx.AsyncClient(transport=PinnedTransport(guard, lambda: inner)) as http:
        for url in urls:
            await http.get(url)


async def test_a_resolver_that_changes_its_mind_changes_nothing() -> None:
    inner, resolver = Recording(), Scripted([PUBLIC], ["127.0.0.1"])
    await asked(Guard(STRICT, resolver), inner, f"https://{NAME}/one", f"https://{NAME}/two")
    assert [request.url.host for request in inner.seen] == [PUBLIC, PUBLIC]
    assert resolver.asked == 1


async def test_name_and_port_stay_where_they_belong() -> None:
    inner = Recording()
    await asked(Guard(STRICT, Scripted([PUBLIC])), inner, f"https://{NAME}:8443/a?b=c")
    (request,) = inner.seen
    assert str(request.url) == f"https://{PUBLIC}:8443/a?b=c"
    assert request.headers["Host"] == f"{NAME}:8443"
    assert request.extensions["sni_hostname"] == NAME


async def test_an_address_of_ipv6() -> None:
    inner = Recording()
    await asked(Guard(STRICT, Scripted(["2606:2800::1"])), inner, f"https://{NAME}/")
    assert str(inner.seen[0].url) == "https://[2606:2800::1]/"


async def test_the_next_address_is_tried_where_one_is_dead() -> None:
    inner = Recording(dead=[PUBLIC])
    await asked(Guard(STRICT, Scripted([PUBLIC, SECOND])), inner, f"https://{NAME}/")
    assert [request.url.host for request in inner.seen] == [PUBLIC, SECOND]


async def test_where_all_are_dead_the_name_is_resolved_and_judged_anew() -> None:
    guard = Guard(STRICT, Scripted([PUBLIC], ["127.0.0.1"]))
    inner = Recording(dead=[PUBLIC])
    with pytest.raises(httpx.ConnectTimeout):
        await asked(guard, inner, f"https://{NAME}/")
    with pytest.raises(httpx.ConnectError) as caught:
        await asked(guard, inner, f"https://{NAME}/")
    assert "private" in str(caught.value.__cause__)
    assert [request.url.host for request in inner.seen] == [PUBLIC]


async def test_two_names_at_one_address_share_no_connection() -> None:
    made: list[Recording] = []

    def make() -> Recording:
        made.append(Recording())
        return made[-1]

    async with httpx.AsyncClient(transport=PinnedTransport(Guard(STRICT, Scripted([PUBLIC])), make)) as http:
        await http.get(f"https://{NAME}/")
        await http.get("https://studio.example.org/")
    assert [[request.headers["Host"] for request in each.seen] for each in made] == [
        [NAME],
        ["studio.example.org"],
    ]
