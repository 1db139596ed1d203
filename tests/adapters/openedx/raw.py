"""A server of a few lines that answers as badly as a test wants, and a client without a gateway around it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeAlias

import httpx

from adapters.openedx.auth import TokenSource
from adapters.openedx.backoff import AT_ONCE, Backoff
from adapters.openedx.client import LmsClient
from domain.lms_configuration import Credentials, Url

Script: TypeAlias = Callable[[bytes, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def raw_site(script: Script) -> AsyncIterator[str]:
    """The URL of a server that reads each request's head and hands the connection to the script."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                await script(head, reader, writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


def answer(status: int, body: bytes = b"{}", *headers: str) -> bytes:
    """A whole HTTP answer."""
    lines = (f"HTTP/1.1 {status} Some", f"Content-Length: {len(body)}", *headers)
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def tokens() -> TokenSource:
    return TokenSource(Credentials("publisher-client", "publisher-secret"))


@asynccontextmanager
async def bare_client(
    lms_url: str,
    studio_url: str,
    source: TokenSource | None = None,
    retries: int = 3,
    backoff: Backoff = AT_ONCE,
) -> AsyncIterator[LmsClient]:
    """A client that never waits between attempts."""
    async with httpx.AsyncClient(follow_redirects=False) as http:
        yield LmsClient(http, Url(lms_url), Url(studio_url), source or tokens(), retries, backoff)
