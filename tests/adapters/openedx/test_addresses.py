"""Which addresses are public, in every notation, and what becomes of those that are not."""

import socket
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.openedx.addresses import (
    ANYWHERE,
    AddressPolicy,
    Guard,
    RefusedAddressError,
    Resolver,
    foreseen_refusal,
    is_public,
    system_resolver,
)

PUBLIC = "93.184.216.34"
PUBLIC_V6 = "2606:2800:220:1:248:1893:25c8:1946"
STRICT = AddressPolicy()


def resolver(*answers: Sequence[str]) -> Resolver:
    """Gives these answers one after the other."""
    left = list(answers)

    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return left.pop(0)

    return resolve


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - nobody listens there
        "0.1.2.3",
        "10.1.2.3",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "169.254.170.2",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.7",
        "203.0.113.7",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:a9fe:a9fe",
        "::ffff:0:127.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%1",
        "fec0::1",
        "ff02::1",
        "not an address",
        "",
    ],
)
def test_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        PUBLIC,
        PUBLIC_V6,
        "8.8.8.8",
        "100.63.255.255",
        "100.128.0.0",
        "172.32.0.1",
        "169.253.1.1",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
    ],
)
def test_public(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_an_address_in_disguise_is_judged_as_itself(address: object) -> None:
    assert is_public(f"::ffff:{address}") == is_public(f"64:ff9b::{address}") == is_public(str(address))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "017700000001",
        "0177.0.0.1",
        "0x7f000001",
        "0x7f.0.0.1",
        "0x7F.1",
        "0",
        "0xa9fea9fe",
        "2852039166",
        "0251.0376.0251.0376",
        "1027",
        "１２７.０.０.１",
        "::1",
        "0:0:0:0:0:0:0:1",
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
        "::ffff:0xa.0.0.1",
        "localhost",
    ],
)
async def test_every_notation_ends_as_the_address_that_it_means(host: str) -> None:
    """Judged by this machine's own resolver; what is no address to it is unknown, and so no way in either."""
    with pytest.raises(OSError, match=r"private|[Nn]ame|address|failure"):
        await Guard(STRICT, system_resolver).addresses(host, 443)


async def test_one_private_address_among_public_ones_is_enough() -> None:
    guard = Guard(STRICT, resolver([PUBLIC, PUBLIC_V6, "10.0.0.7", PUBLIC]))
    with pytest.raises(RefusedAddressError) as caught:
        await guard.addresses("lms.example.org", 443)
    assert str(caught.value.reason) == "the address of lms.example.org is private"
    assert "COURSEPORT_ALLOW_PRIVATE_LMS" in caught.value.advice
    assert "10.0.0.7" not in f"{caught.value} {caught.value.advice}"


async def test_a_late_private_address_counts_although_it_would_never_be_tried() -> None:
    guard = Guard(STRICT, resolver([*(f"93.184.216.{n}" for n in range(1, 100)), "127.0.0.1"]))
    with pytest.raises(RefusedAddressError):
        await guard.addresses("many.example.org", 443)


async def test_the_first_answer_holds() -> None:
    guard = Guard(STRICT, resolver([PUBLIC], ["127.0.0.1"]))
    assert list(await guard.addresses("lms.example.org", 443)) == [PUBLIC]
    assert list(await guard.addresses("lms.example.org", 443)) == [PUBLIC]


async def test_a_new_answer_is_judged_again() -> None:
    guard = Guard(STRICT, resolver([PUBLIC], ["127.0.0.1"]))
    await guard.addresses("lms.example.org", 443)
    guard.forget("lms.example.org", 443)
    with pytest.raises(RefusedAddressError):
        await guard.addresses("lms.example.org", 443)


async def test_a_refusal_is_not_remembered() -> None:
    guard = Guard(STRICT, resolver(["127.0.0.1"], [PUBLIC]))
    with pytest.raises(RefusedAddressError):
        await guard.addresses("lms.example.org", 443)
    assert list(await guard.addresses("lms.example.org", 443)) == [PUBLIC]


async def test_an_operator_may_allow_private_addresses() -> None:
    guard = Guard(AddressPolicy(allow_private=True), resolver(["10.0.0.7"]))
    assert list(await guard.addresses("lms.example.org", 443)) == ["10.0.0.7"]
    with pytest.raises(RefusedAddressError, match="only https"):
        guard.admit("lms.example.org", secure=False)


def test_plain_http_needs_leave() -> None:
    Guard(ANYWHERE).admit("lms.example.org", secure=False)
    Guard(STRICT).admit("lms.example.org", secure=True)
    with pytest.raises(RefusedAddressError) as caught:
        Guard(STRICT).admit("lms.example.org", secure=False)
    assert "COURSEPORT_ALLOW_PLAIN_HTTP_LMS" in caught.value.advice


@pytest.mark.parametrize("host", ["a" * 70 + ".example.org", "a..b", ".example.org"])
async def test_what_cannot_be_a_name_is_not_known(host: str) -> None:
    with pytest.raises(socket.gaierror):
        await system_resolver(host, 443)
    with pytest.raises(socket.gaierror):
        Guard(ANYWHERE).admit(host, secure=True)


async def test_a_name_without_an_address_is_not_known() -> None:
    with pytest.raises(socket.gaierror):
        await Guard(STRICT, resolver([])).addresses("lms.example.org", 443)


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST",
        "localhost.",
        "api.localhost",
        "127.0.0.1",
        "127.1",
        "0x7f000001",
        "2130706433",
        "017700000001",
        "::1",
        "[::1]",
        "10.0.0.1",
        "169.254.169.254",
        "::ffff:10.0.0.1",
        "fd00::1",
        "0",
    ],
)
def test_a_host_that_is_known_to_be_private_is_refused_beforehand(host: str) -> None:
    refusal = foreseen_refusal(STRICT, host, secure=True)
    assert refusal is not None
    assert "private" in refusal.reason
    assert foreseen_refusal(AddressPolicy(allow_private=True), host, secure=True) is None


@pytest.mark.parametrize(
    "host", ["lms.example.org", PUBLIC, PUBLIC_V6, "localhost.example.org", "курс.рф", "a" * 300]
)
def test_other_hosts_are_left_to_the_connection(host: str) -> None:
    assert foreseen_refusal(STRICT, host, secure=True) is None


def test_plain_http_is_refused_beforehand() -> None:
    refusal = foreseen_refusal(STRICT, "lms.example.org", secure=False)
    assert refusal is not None
    assert "https" in refusal.reason
    assert foreseen_refusal(AddressPolicy(allow_plain_http=True), "lms.example.org", secure=False) is None
