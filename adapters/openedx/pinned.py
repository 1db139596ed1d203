"""Connections to the very addresses that were looked at, under the names that people gave.

A name is resolved once, by the guard; the socket goes to the address that the guard let through, while the Host
header, TLS's server name and the certificate's check stay with the name. Proxies of the environment are not asked:
they would resolve the name once more, elsewhere.
"""

import ssl
from collections.abc import Callable
from typing import final

import httpx
from attrs import define, field
from typing_extensions import override

from adapters.openedx.addresses import Guard
from domain.lms_configuration import Url

_LIMITS = httpx.Limits(max_connections=20, max_keepalive_connections=5)


def guarded_client(guard: Guard, tls: ssl.SSLContext) -> httpx.AsyncClient:
    """Goes where the guard lets it, and follows no redirect.

    Proxies of the environment count only where private addresses are allowed: the operator trusts that network.
    """

    async def admit(request: httpx.Request) -> None:
        try:
            guard.admit(request.url.raw_host.decode("ascii"), secure=request.url.scheme == "https")
        except OSError as error:
            raise httpx.ConnectError("not a way to go", request=request) from error

    def direct() -> httpx.AsyncBaseTransport:
        return httpx.AsyncHTTPTransport(verify=tls, trust_env=False, limits=_LIMITS)

    strict = not guard.policy.allow_private
    return httpx.AsyncClient(
        verify=tls,
        transport=PinnedTransport(guard, direct) if strict else None,
        trust_env=not strict,
        follow_redirects=False,
        limits=_LIMITS,
        headers={"Accept": "application/json", "Accept-Language": "en", "User-Agent": "Courseport"},
        event_hooks={"request": [admit]},
    )


def usable(url: Url) -> bool:
    """Whether httpx can make anything of the host; it raises where it cannot, and not always the same."""
    try:
        return httpx.URL(url.text).host != ""
    except (httpx.InvalidURL, UnicodeError):  # the latter of malformed punycode
        return False


@final
@define(eq=False)
class PinnedTransport(httpx.AsyncBaseTransport):
    """Each name has connections of its own: two names at one address never share a TLS session."""

    _guard: Guard
    _make: Callable[[], httpx.AsyncBaseTransport]
    _of_name: dict[str, httpx.AsyncBaseTransport] = field(factory=dict, init=False)

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer of the first address that can be connected to; `httpx.ConnectError` where none may or can."""
        name = request.url.raw_host.decode("ascii")
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        try:
            addresses = await self._guard.addresses(name, port)
        except OSError as error:
            raise httpx.ConnectError("no address to connect to", request=request) from error
        if name not in self._of_name:
            self._of_name[name] = self._make()
        trouble: httpx.TransportError = httpx.ConnectError("no address to connect to", request=request)
        for address in addresses:
            try:
                return await self._of_name[name].handle_async_request(
                    _pinned(request, name, address, len(addresses))
                )
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:  # nothing of the request was sent
                trouble = error
        self._guard.forget(name, port)
        raise trouble

    @override
    async def aclose(self) -> None:
        """Closes every connection."""
        for transport in self._of_name.values():
            await transport.aclose()


def _pinned(request: httpx.Request, name: str, address: str, among: int) -> httpx.Request:
    """The same request, sent to that address; the time for connecting is shared by all of the name's addresses."""
    patience = dict(request.extensions.get("timeout", {}))
    if patience.get("connect") is not None:
        patience["connect"] /= among
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "timeout": patience, "sni_hostname": name},
    )
