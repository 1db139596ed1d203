"""Published keys: one fetch serves many, none is believed for ever, and whoever serves them cannot harm us."""

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import jwt
import pytest
from attrs import define, field
from cryptography.hazmat.primitives.asymmetric import ec

from adapters.http import published_keys
from adapters.http.published_keys import (
    LARGEST_BYTES,
    LAST_SECONDS,
    OUTLAST_SECONDS,
    PAUSE_SECONDS,
    KeysAwayError,
    PublishedKeys,
    fetch_from,
)


def public_key(key_id: str, **more: Any) -> dict[str, Any]:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    told: dict[str, Any] = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key))
    return {**told, "kid": key_id, "use": "sig"} | more


@define
class Publisher:
    """A publisher without a network, and a clock that is moved by hand."""

    document: bytes = b""
    asked: int = 0
    now: float = 1000.0
    away: bool = False
    keys: PublishedKeys = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.keys = PublishedKeys(self.fetch, lambda: self.now)

    def publish(self, *keys: dict[str, Any]) -> None:
        self.document = json.dumps({"keys": keys}).encode()

    async def fetch(self) -> bytes:
        self.asked += 1
        await asyncio.sleep(0)
        if self.away:
            raise ConnectionRefusedError
        return self.document

    async def knows(self, key_id: str) -> bool:
        return await self.keys.key(key_id) is not None


@pytest.fixture
def publisher() -> Publisher:
    publisher = Publisher()
    publisher.publish(public_key("one"))
    return publisher


async def test_one_fetch_serves_all_who_wait(publisher: Publisher) -> None:
    assert all(await asyncio.gather(*(publisher.knows("one") for _ in range(20))))
    assert publisher.asked == 1


async def test_strange_ids_do_not_make_us_ask_again_and_again(publisher: Publisher) -> None:
    for number in range(100):
        assert not await publisher.knows(f"strange-{number}")
    assert publisher.asked == 1
    publisher.now += PAUSE_SECONDS
    await asyncio.gather(*(publisher.knows(f"strange-{number}") for number in range(100)))
    assert publisher.asked == 2


async def test_a_new_key_is_found_and_an_old_one_forgotten(publisher: Publisher) -> None:
    assert await publisher.knows("one")
    publisher.publish(public_key("two"))
    publisher.now += PAUSE_SECONDS
    assert await publisher.knows("two")
    assert not await publisher.knows("one")


async def test_a_withdrawn_key_is_believed_no_longer_than_it_lasts(publisher: Publisher) -> None:
    assert await publisher.knows("one")
    publisher.publish(public_key("two"))
    publisher.now += LAST_SECONDS - 1
    assert await publisher.knows("one")
    publisher.now += 1
    assert not await publisher.knows("one")


async def test_keys_outlast_an_outage_but_not_for_ever(publisher: Publisher) -> None:
    assert await publisher.knows("one")
    publisher.away = True
    publisher.now += OUTLAST_SECONDS - 1
    assert await publisher.knows("one")
    publisher.now += 1
    with pytest.raises(KeysAwayError):
        await publisher.knows("one")
    publisher.away = False
    publisher.now += PAUSE_SECONDS
    assert await publisher.knows("one")


async def test_a_publisher_that_is_away_is_not_hammered(publisher: Publisher) -> None:
    publisher.away = True
    for _ in range(50):
        with pytest.raises(KeysAwayError):
            await publisher.knows("one")
    assert publisher.asked == 1


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"{]",
        b"[]",
        b"null",
        b"{}",
        b'{"keys": 7}',
        b'{"keys": []}',
        b'{"keys": [{"kty": "EC"}]}',
        b"[" * 99_999,
    ],
    ids=["nothing", "no json", "list", "null", "no keys", "number", "none", "broken key", "deep"],
)
async def test_what_is_no_set_of_keys_is_an_outage(publisher: Publisher, document: bytes) -> None:
    publisher.document = document
    with pytest.raises(KeysAwayError):
        await publisher.knows("one")


async def test_only_keys_that_sign_are_taken(publisher: Publisher) -> None:
    secret = {"kty": "oct", "k": "c2VjcmV0", "kid": "symmetric"}
    publisher.publish(public_key("one"), public_key("sealing", use="enc"), secret, {**public_key("x"), "kid": 7})
    assert [await publisher.knows(key_id) for key_id in ("one", "sealing", "symmetric")] == [True, False, False]


@contextmanager
def answering(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server of one connection that answers as it likes."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65_536)
                try:
                    answer(connection)
                except OSError:  # the reader has had enough
                    return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/jwks"
        thread.join(10)


def _says(head: bytes, part: bytes = b"", times: int = 1) -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        connection.sendall(head)
        for _ in range(times):
            connection.sendall(part)

    return answer


async def test_a_document_comes_whole() -> None:
    with answering(_says(b"HTTP/1.0 200 OK\r\n\r\n", b"x" * 65_536, 3)) as url:
        assert len(await fetch_from(url)()) == 3 * 65_536


@pytest.mark.parametrize(
    "answer",
    [
        _says(b"HTTP/1.0 200 OK\r\n\r\n", b"x" * 65_536, 1000),
        _says(b"HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\n", b"short"),
        _says(b"HTTP/1.0 302 Found\r\nLocation: http://169.254.169.254/\r\n\r\n"),
        _says(b"HTTP/1.0 404 Not Found\r\n\r\n"),
        _says(b"no http at all\r\n\r\n"),
        _says(b""),
    ],
    ids=["endless", "cut off", "redirect", "missing", "noise", "silence"],
)
async def test_a_bad_answer_is_a_failure(answer: Callable[[socket.socket], None]) -> None:
    with answering(answer) as url, pytest.raises(KeysAwayError):
        await PublishedKeys(fetch_from(url)).key("one")


async def test_a_slow_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published_keys, "FETCH_SECONDS", 0.2)
    enough = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.0 200 OK\r\n\r\n")
        while not enough.wait(0.02):
            connection.sendall(b" ")

    with answering(drip) as url:
        with pytest.raises(ValueError, match="too slowly"):
            await fetch_from(url)()
        enough.set()


def test_no_more_is_read_than_a_set_of_keys_can_be() -> None:
    assert 100 * len(json.dumps(public_key("one"))) < LARGEST_BYTES
