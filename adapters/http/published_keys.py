"""Keys of tokens that a platform publishes at a JWKS URL: fetched within bounds, remembered, rotated with it."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from http.client import HTTPException
from typing import Any, Final, TypeAlias, final
from urllib.error import HTTPError
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
)

import jwt
import structlog

LARGEST_BYTES: Final = 256 * 1024
FETCH_SECONDS: Final = 5.0
LAST_SECONDS: Final = 300.0
"""A key that was withdrawn is believed no longer than this, while the URL answers."""

OUTLAST_SECONDS: Final = 3600.0
"""How long the keys that are known outlast a URL that does not answer."""

PAUSE_SECONDS: Final = 10.0
"""Between two fetches, however many tokens with strange key ids come in."""

Fetch: TypeAlias = Callable[[], Awaitable[bytes]]
_FAILURES = (OSError, TimeoutError, HTTPException, ValueError, RecursionError, jwt.PyJWTError)

_log = structlog.get_logger()


class KeysAwayError(Exception):
    """No keys are known, and none can be had now."""


@final
class PublishedKeys:
    """The keys of one URL. `clock` counts seconds."""

    def __init__(self, fetch: Fetch, clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._clock = clock
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at: float | None = None
        self._next_at = clock()
        self._fetching = asyncio.Lock()

    async def key(self, key_id: str) -> jwt.PyJWK | None:
        """The signing key of that id, or None; raises `KeysAwayError`. One fetch serves all who wait for it."""
        if self._is_due(key_id):
            async with self._fetching:
                if self._is_due(key_id):
                    await self._renew()
        if self._fetched_at is None or self._clock() >= self._fetched_at + OUTLAST_SECONDS:
            raise KeysAwayError
        return self._keys.get(key_id)

    def _is_due(self, key_id: str) -> bool:
        now = self._clock()
        old = self._fetched_at is None or now >= self._fetched_at + LAST_SECONDS
        return now >= self._next_at and (old or key_id not in self._keys)

    async def _renew(self) -> None:
        try:
            async with asyncio.timeout(2 * FETCH_SECONDS):
                self._keys = _signing_keys(await self._fetch())
            self._fetched_at = self._clock()
        except _FAILURES as error:
            _log.warning("the keys of tokens cannot be fetched", cause=type(error).__name__)
        self._next_at = self._clock() + PAUSE_SECONDS


def fetch_from(url: str) -> Fetch:
    """Fetches that document: no redirect is followed, and neither its size nor its slowness has its way."""

    def fetch() -> bytes:
        deadline = time.monotonic() + FETCH_SECONDS
        try:
            answer = _opener().open(url, timeout=FETCH_SECONDS)
        except HTTPError as refusal:
            refusal.close()
            raise
        body = bytearray()
        with answer:
            while part := answer.read1(65_536):
                body += part
                if len(body) > LARGEST_BYTES or time.monotonic() > deadline:
                    raise ValueError("the keys are too large, or come too slowly")
        return bytes(body)

    async def in_a_thread() -> bytes:
        return await asyncio.to_thread(fetch)

    return in_a_thread


def _opener() -> OpenerDirector:
    """Speaks HTTP and nothing else; without a handler of redirects, one is an error as any other status."""
    opener = OpenerDirector()
    for handler in (ProxyHandler, HTTPHandler, HTTPSHandler, HTTPDefaultErrorHandler, HTTPErrorProcessor):
        opener.add_handler(handler())
    opener.addheaders = [("Accept", "application/json"), ("User-Agent", "courseport")]
    return opener


def _signing_keys(document: bytes) -> dict[str, jwt.PyJWK]:
    told: Any = json.loads(document)
    keys = jwt.PyJWKSet.from_dict(told if isinstance(told, dict) else {})
    return {
        key.key_id: key
        for key in keys
        if isinstance(key.key_id, str) and key.key_type in ("RSA", "EC") and key.public_key_use in ("sig", None)
    }
