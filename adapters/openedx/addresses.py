"""Where an LMS may be. Its URLs come from people who need not be friends of whoever runs this machine.

Without leave, an address that only this machine or its network can reach is refused: private, loopback, link-local
(the metadata service of clouds among them), carrier-grade NAT, multicast, and every way to write one of these as
another (IPv4 in IPv6, octal, hexadecimal). What is judged is what the resolver says, whatever the notation.
"""

import asyncio
import errno
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TypeAlias, final

from attrs import define, field, frozen

ALLOW_PRIVATE = "COURSEPORT_ALLOW_PRIVATE_LMS"
ALLOW_PLAIN_HTTP = "COURSEPORT_ALLOW_PLAIN_HTTP_LMS"

Resolver: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a host, best first; `socket.gaierror` where the name is not known."""

_TRIED = 4
_NOT_PUBLIC_V4 = (
    IPv4Network("192.0.0.0/24"),  # IETF protocol assignments; 192.0.0.192 is a cloud's metadata service
    IPv4Network("192.88.99.0/24"),  # the relays of 6to4
    IPv4Network("168.63.129.16/32"),  # a public address that Azure answers inside its virtual networks
)
_UNICAST = IPv6Network("2000::/3")
_NOT_PUBLIC_V6 = (
    IPv6Network("2001::/23"),  # IETF protocol assignments, Teredo among them: IPv4 in disguise
    IPv6Network("2002::/16"),  # 6to4: IPv4 in disguise
    IPv6Network("3fff::/20"),  # documentation
)
_NAT64 = IPv6Network("64:ff9b::/96")


@frozen(kw_only=True)
class AddressPolicy:
    """What an operator allows. The default is for URLs of strangers: https only, to public addresses only."""

    allow_private: bool = False
    allow_plain_http: bool = False


ANYWHERE = AddressPolicy(allow_private=True, allow_plain_http=True)
"""For somebody who names hosts of their own, such as the user of the command line."""


class RefusedAddressError(OSError):
    """The policy forbids to connect. Never says where a name leads to: that may be nobody's business."""

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(errno.EACCES, reason)
        self.reason = reason
        self.advice = advice


async def system_resolver(host: str, port: int) -> Sequence[str]:
    """The resolver of this machine."""
    _check_name(host)
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


def _check_name(host: str) -> None:
    """Python refuses a label that is empty or too long before any resolver is asked, and not with an OSError."""
    try:
        host.encode("idna")
    except UnicodeError:
        raise socket.gaierror(socket.EAI_NONAME, "not a host name") from None


def is_public(text: str) -> bool:
    """Whether the whole internet can mean the same host by this address."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return _public_v4(address) if isinstance(address, IPv4Address) else _public_v6(address)


def _public_v4(address: IPv4Address) -> bool:
    if address.is_multicast or not address.is_global:
        return False
    return not any(address in network for network in _NOT_PUBLIC_V4)


def _public_v6(address: IPv6Address) -> bool:
    inner = address.ipv4_mapped
    if inner is None and address in _NAT64:
        inner = IPv4Address(address.packed[-4:])
    if inner is not None:
        return _public_v4(inner)
    if address not in _UNICAST or not address.is_global:
        return False
    return not any(address in network for network in _NOT_PUBLIC_V6)


def foreseen_refusal(policy: AddressPolicy, host: str, *, secure: bool) -> RefusedAddressError | None:
    """What can be said of a URL before any resolver is asked: its scheme, and a host that is an address itself.

    It spares people a connection test; what counts is what `Guard` finds when it connects.
    """
    if not secure and not policy.allow_plain_http:
        return _not_secure()
    name = host.rstrip(".").lower()
    nearby = name == "localhost" or name.endswith(".localhost")
    address = _literal(name)
    if policy.allow_private or not (nearby or (address is not None and not is_public(address))):
        return None
    return _not_public(host)


def _literal(host: str) -> str | None:
    """The address that the host is, in whichever notation resolvers take: `127.1`, `0x7f000001`, `[::1]`."""
    try:
        return str(ip_address(host.strip("[]")))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeEncodeError, ValueError):
        return None


def _not_secure() -> RefusedAddressError:
    return RefusedAddressError(
        "only https:// is allowed", f"Use https://; an operator can allow http:// with {ALLOW_PLAIN_HTTP}."
    )


def _not_public(host: str) -> RefusedAddressError:
    return RefusedAddressError(
        f"the address of {host} is private",
        "Enter the address that the site has in the public internet; an operator can allow private ones "
        f"with {ALLOW_PRIVATE}.",
    )


@final
@define(eq=False)
class Guard:
    """Says where to connect, and where not. The first answer for a name holds, so that a second lies in vain."""

    policy: AddressPolicy = ANYWHERE
    _resolve: Resolver = system_resolver
    _known: dict[tuple[str, int], Sequence[str]] = field(factory=dict, init=False, repr=False)

    def admit(self, host: str, *, secure: bool) -> None:
        """Raises `RefusedAddressError` for http:// where only https:// is allowed.

        And `socket.gaierror` for a host that no resolver can be asked for.
        """
        if not secure and not self.policy.allow_plain_http:
            raise _not_secure()
        _check_name(host)

    async def addresses(self, host: str, port: int) -> Sequence[str]:
        """The few addresses to try, best first; connect to these, never to the name.

        Raises `RefusedAddressError` where a single one of all that the name has is not allowed, and
        `socket.gaierror` where it has none.
        """
        known = self._known.get((host, port))
        if known is not None:
            return known
        found = await self._resolve(host, port)
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "no address is known for it")
        if not self.policy.allow_private and not all(map(is_public, found)):
            raise _not_public(host)
        self._known[host, port] = found[:_TRIED]
        return self._known[host, port]

    def forget(self, host: str, port: int) -> None:
        """Asks the resolver again next time: the host may have moved. Its new addresses are judged as the old."""
        self._known.pop((host, port), None)
